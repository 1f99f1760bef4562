"""The rows of the checks as the screen takes them from the sidecar."""

from pathlib import Path

import msgspec

from warroom.checks.model import View
from warroom.journal.live import Live
from warroom.tui.readings import Readings


def put(live: Live, scope: str, **values: str) -> None:
    rows = {
        name: (n, msgspec.json.encode(View(name, "http", "", "up", "up", value, None, None, "")))
        for n, (name, value) in enumerate(values.items())
    }
    live.put_views(scope, rows)


def said(readings: Readings, scope: str = "duty") -> list[tuple[str, str]]:
    return [(view.name, view.value) for view in readings.look(scope)]


def test_what_another_terminal_writes_is_taken_in_in_the_order_of_the_checks(tmp_path: Path) -> None:
    writer, reader = Live(tmp_path / "journal"), Live(tmp_path / "journal")
    readings = Readings(reader)
    assert said(readings) == []
    put(writer, "duty", web="1 ms", api="2 ms")
    assert said(readings) == [("web", "1 ms"), ("api", "2 ms")]
    writer.put_views(
        "duty", {"api": (1, msgspec.json.encode(View("api", "http", "", "up", "up", "3", None, None, "")))}
    )
    assert said(readings) == [("web", "1 ms"), ("api", "3")]
    writer.close()
    reader.close()


def test_a_check_that_is_no_longer_asked_is_no_longer_shown(tmp_path: Path) -> None:
    live = Live(tmp_path / "journal")
    readings = Readings(live)
    put(live, "duty", web="1", api="2")
    assert len(said(readings)) == 2
    live.clear_views("duty", ["api"])
    assert said(readings) == [("api", "2")]
    live.clear_views("duty")
    put(live, "duty", other="3")
    assert said(readings) == [("other", "3")]
    live.close()


def test_another_scope_has_rows_of_its_own(tmp_path: Path) -> None:
    live = Live(tmp_path / "journal")
    readings = Readings(live)
    put(live, "duty", web="1")
    put(live, "drill", pool="2")
    assert said(readings, "drill") == [("pool", "2")]
    assert said(readings, "duty") == [("web", "1")]
    live.close()


def test_a_row_of_another_release_is_left_out_and_the_rest_shown(tmp_path: Path) -> None:
    live = Live(tmp_path / "journal")
    readings = Readings(live)
    live.put_views("duty", {"odd": (0, b'{"name": 4}')})
    put(live, "duty", web="1")
    assert said(readings) == said(readings) == [("web", "1")]
    live.close()
