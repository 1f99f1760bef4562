"""Checks from outside on the screen: they wait in rows of their own until somebody has seen them and said yes."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.tui.stage import NARROW, Stage, play, write
from tests.tui.stage import declare as begun_with_default
from warroom.checks.acceptance import of_playbook
from warroom.checks.written import make_check
from warroom.incident import intents as i
from warroom.incident.facts import ChecksAccepted
from warroom.incident.words import DUTY
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml

WAITS = "waits for /playbook accept"
TEXT = """
name: shop
severities: [{id: P0, response: 5 min}]
checks:
  - {name: cart, url: "http://127.0.0.1:9/cart", every: 1s, recheck: 100ms}
"""


@pytest.fixture
def book(tmp_path: Path) -> str:
    """A playbook file from outside."""
    file = tmp_path / "shop.yaml"
    file.write_text(TEXT)
    return str(file)


def declare(path: Path, book: str) -> str:
    loaded = yaml.load(book)
    return write(path, i.Declare(severity="P0", title="cart", playbook=loaded.playbook, sha256=loaded.sha256))


def accept(path: Path, book: str, by: str = "bo") -> None:
    found = of_playbook(yaml.load(book))
    write(path, i.AcceptChecks(name="shop", sha256=found.sha256, digest=found.digest), stream=DUTY, by=by)


def accepted(path: Path) -> list[tuple[str, str]]:
    with closing(Journal(path)) as journal:
        return [(r.by, r.fact.name) for r in journal.read(DUTY) if isinstance(r.fact, ChecksAccepted)]


def state(stage: Stage, name: str = "cart") -> str:
    return next((view.state for view in stage.app.scene.views if view.name == name), "")


def reason(stage: Stage, name: str = "cart") -> str:
    return next((view.reason for view in stage.app.scene.views if view.name == name), "")


def test_the_checks_of_a_playbook_from_outside_wait_and_yes_lets_them_be_asked(path: Path, book: str) -> None:
    declare(path, book)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage) == WAITS)
        await stage.shows("1 wait  of 1", "waits for /playbook accept")
        await stage.line("/playbook accept")
        await stage.shows("cart: http http://127.0.0.1:9/cart, every 1 s", f"{book}, sha256 ")
        await stage.says("let 1 check run from here?")
        await stage.pilot.press("y")
        await stage.says("accepted: the checks of shop are asked now")
        await stage.until(lambda: state(stage) == "down")
        assert stage.app.board.pane is None

    play(path, act, playbook=book)
    assert accepted(path) == [("anna", "shop")]


@pytest.mark.parametrize("key", ["escape", "n"])
def test_anything_but_yes_accepts_nothing(path: Path, book: str, key: str) -> None:
    declare(path, book)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage) == WAITS)
        await stage.line("/playbook accept")
        await stage.says("let 1 check run")
        await stage.pilot.press(key)
        await stage.until(lambda: "let 1 check run" not in stage.said)
        assert reason(stage) == WAITS

    play(path, act, playbook=book)
    assert accepted(path) == []


def test_in_the_lobby_it_goes_as_well_and_the_machine_says_that_something_waits(path: Path, book: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("1 wait: /playbook accept")
        await stage.line("/playbook accept")
        await stage.says("let 1 check run")
        await stage.pilot.press("y")
        await stage.until(lambda: state(stage) == "down")

    play(path, act, playbook=book)
    assert accepted(path) == [("anna", "shop")]


def test_who_accepts_is_asked_where_nobody_said_who_types(path: Path, book: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage) == WAITS)
        await stage.line("/playbook accept")
        await stage.says("let 1 check run")
        await stage.pilot.press("y")
        await stage.says("who are you?")
        await stage.line("kim")
        await stage.until(lambda: state(stage) == "down")

    play(path, act, playbook=book, me="")
    assert accepted(path) == [("kim", "shop")]


def test_what_another_terminal_accepts_is_asked_here_at_once(path: Path, book: str) -> None:
    declare(path, book)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage) == WAITS)
        accept(path, book)
        await stage.until(lambda: state(stage) == "down")
        await stage.line("/playbook accept")
        await stage.says("no checks wait to be accepted")

    play(path, act, playbook=book)


def test_what_the_incident_adopted_is_asked_though_no_file_is_at_hand(path: Path, book: str) -> None:
    declare(path, book)
    accept(path, book)

    async def act(stage: Stage) -> None:
        await stage.until(lambda: state(stage) == "down")

    play(path, act)


def test_an_edited_file_waits_anew_and_says_who_accepted_the_other(path: Path, book: str) -> None:
    accept(path, book)
    Path(book).write_text(TEXT.replace("name: cart", "name: carts"))

    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage, "carts").startswith(f"{WAITS}; changed since bo accepted it at 20"))

    play(path, act, playbook=book)


def test_of_one_name_the_settings_check_is_asked_and_that_is_said_once(path: Path, book: str) -> None:
    accept(path, book)
    own = make_check({"name": "cart", "url": "http://127.0.0.1:9/own", "every": "1s"})

    async def act(stage: Stage) -> None:
        await stage.says("cart: of your settings and the playbook, your settings' check is asked")
        await stage.until(lambda: state(stage) == "down")
        [view] = stage.app.scene.views
        assert view.target.endswith("/own")

    play(path, act, playbook=book, checks=(own,))


def test_settings_that_others_may_write_wait_and_the_small_screen_says_so(path: Path) -> None:
    own = make_check({"name": "api", "url": "http://127.0.0.1:9/", "every": "1s"})

    async def act(stage: Stage) -> None:
        await stage.until(lambda: reason(stage, "api") == WAITS)
        await stage.line("/playbook accept")
        await stage.says("let 1 check run")
        await stage.pilot.press("y")
        await stage.until(lambda: state(stage, "api") == "down")

    play(path, act, NARROW, checks=(own,), checks_trusted=False, source="/w.yaml", source_sha256="abc")
    assert accepted(path) == [("anna", "/w.yaml")]


def test_without_accept_or_reload_the_verb_says_how_it_goes(path: Path) -> None:
    write(path, i.Declare(severity="P0", title="x", playbook=yaml.load("default").playbook))

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        await stage.line("/playbook load")
        await stage.says("it goes: /playbook reload, or accept")

    play(path, act)


@pytest.mark.parametrize("given", [True, False])
def test_another_playbook_than_the_running_incidents_is_not_ignored_in_silence(
    path: Path, tmp_path: Path, given: bool
) -> None:
    quiet = tmp_path / "other.yaml"
    quiet.write_text("name: other\nseverities: [{id: P0, response: 5 min}]\n")
    begun_with_default(path)

    async def act(stage: Stage) -> None:
        if given:
            await stage.says("the incident keeps its playbook, default: /playbook reload changes it")
        await stage.line("/playbook reload")
        await stage.until(lambda: stage.app.incident.playbook.name == "other")

    play(path, act, playbook=str(quiet), playbook_given=given)
