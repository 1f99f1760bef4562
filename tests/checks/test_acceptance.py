"""Which checks may be asked: one's own at once, those from outside once their file was accepted."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from warroom.checks.acceptance import (
    Listed,
    Source,
    changed_since,
    hidden_said,
    lines,
    listed,
    rows,
    sources,
    stand,
    waits_said,
)
from warroom.checks.written import make_check
from warroom.incident.state import EMPTY, Accepted, Incident
from warroom.playbook import yaml
from warroom.playbook.model import Check, Playbook
from warroom.settings import Settings

AT = datetime(2026, 11, 21, 14, 30, 5, tzinfo=UTC)


def check(name: str, path: str = "") -> Check:
    return make_check({"name": name, "url": f"http://127.0.0.1:9/{path}"})


def source(name: str, *names: str, own: bool = False, settings: bool = False, sha256: str = "") -> Source:
    found = tuple(check(one, name) for one in names)
    return Source(name=name, sha256=sha256 or f"sha of {name}", checks=found, file=name, own=own, settings=settings)


def accepted(*found: Source, by: str = "anna") -> dict[str, Accepted]:
    return {one.sha256: Accepted(one.name, one.sha256, by, AT) for one in found}


def incident(sha256: str, *checks: Check) -> Incident:
    return msgspec.structs.replace(EMPTY, playbook=Playbook(name="shop", checks=checks), playbook_sha256=sha256)


def test_own_checks_are_asked_and_those_from_outside_wait() -> None:
    own, shop = source("mine", "api", own=True), source("shop", "db")
    standing = stand([own, shop], {})
    assert (standing.asked, standing.waiting) == (own.checks, (shop,))
    assert [one.name for one in standing.checks] == ["api", "db"]


def test_what_was_accepted_by_its_hash_is_asked_and_an_edited_file_waits_anew() -> None:
    shop, edited = source("shop", "db"), source("shop", "db", sha256="another")
    assert stand([shop], accepted(shop)).asked == shop.checks
    assert stand([edited], accepted(shop)).waiting == (edited,)
    assert waits_said(edited, accepted(shop)) == (
        "shop changed since anna accepted it at 2026-11-21 14:30:05 UTC: warroom playbook accept shop"
    )
    assert changed_since(edited, {}) == ""


def test_of_two_checks_of_one_name_the_settings_one_is_asked_and_that_is_said() -> None:
    own, shop = source("mine", "api", own=True, settings=True), source("shop", "api", "db")
    standing = stand([own, shop], accepted(shop))
    assert standing.asked == (own.checks[0], shop.checks[1])
    assert hidden_said(standing.hidden) == "api: of your settings and the playbook, your settings' check is asked"


def test_a_check_that_waits_takes_no_name_from_one_that_may_be_asked() -> None:
    own, shop = source("mine", "api", settings=True), source("shop", "api")
    standing = stand([own, shop], accepted(shop))
    assert (standing.asked, standing.hidden, standing.unasked) == (shop.checks, (), ())


def test_the_file_at_hand_comes_before_the_journals_copy_in_which_secrets_are_masked(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(
        "name: shop\nseverities: [{id: P0}]\nchecks: [{name: api, url: 'http://127.0.0.1:9/', headers: {x: y}}]\n"
    )
    loaded = yaml.load(str(file))
    settings = Settings(journal=tmp_path / "j")
    copy = incident(loaded.sha256, check("api"))
    assert [one.file for one in sources(settings, loaded, [copy])] == [str(file)]
    other = incident("other", check("api"))
    assert [one.sha256 for one in sources(settings, loaded, [other, other])] == [loaded.sha256, "other"]


def test_a_settings_file_of_ones_own_needs_no_acceptance_and_one_that_others_may_write_does(tmp_path: Path) -> None:
    trusted = Settings(journal=tmp_path / "j", checks=(check("api"),), source="warroom.yaml", source_sha256="x")
    assert [one.own for one in sources(trusted, None)] == [True]
    others = msgspec.structs.replace(trusted, checks_trusted=False)
    assert [one.own for one in sources(others, None)] == [False]
    assert waits_said(sources(others, None)[0], {}) == (
        "others may write warroom.yaml: warroom playbook accept warroom.yaml"
    )


@pytest.mark.parametrize("name", yaml.names())
def test_no_check_of_the_library_is_asked_outside_a_drill(tmp_path: Path, name: str) -> None:
    loaded = yaml.load(name)
    adopted = incident(loaded.sha256, check("api"))
    assert sources(Settings(journal=tmp_path / "j"), loaded, [adopted]) == ()


def test_a_row_of_the_screen_says_what_is_waited_for_unless_somebody_else_asks_it() -> None:
    shop = source("shop", "api", "db")
    [row] = rows(stand([shop], {}), {}, ["db"])
    assert (row.name, row.state, row.value, row.reason) == ("api", "unknown", "waits", "waits for /playbook accept")
    [row] = rows(stand([source("shop", "api", sha256="new")], accepted(shop)), accepted(shop), [])
    assert row.reason == "waits for /playbook accept; changed since anna accepted it at 2026-11-21 14:30:05 UTC"


def test_what_is_shown_before_it_is_accepted_has_every_key_and_no_secret() -> None:
    url = "http://127.0.0.1:9/x?token=abcdefghijklm12345"
    raw = {"name": "api", "url": url, "headers": {"a": "b", "authorization": "Bearer sesame12sesame12"}}
    said = "\n".join(lines(listed([make_check(raw)])[0]))
    assert said.startswith("api: http http://")
    assert '    headers: {"a":"b","authorization":' in said
    assert "every 10 s" in said
    assert "sesame12" not in said
    assert "abcdefghijklm12345" not in said


def test_a_command_stands_there_in_full_as_a_shell_takes_it() -> None:
    argv = ("sh", "-c", f"echo 'a b'; {'x' * 300}")
    said = lines(Listed("disk", "command", "sh", 10.0, {"argv": argv}))
    assert said == ["disk: command sh, every 10 s", f"    argv: sh -c 'echo '\"'\"'a b'\"'\"'; {'x' * 300}'"]


def test_a_record_that_claims_an_accepted_hash_for_other_checks_waits() -> None:
    told = source("shop", "db")
    accepted_by_anna = {told.sha256: Accepted(told.name, told.sha256, "anna", AT, told.digest)}
    forged = Source(name="shop", sha256=told.sha256, checks=(check("rm"),))
    assert stand([forged], accepted_by_anna).asked == ()
    copied = Source(name="shop", sha256=told.sha256, checks=told.checks)
    assert stand([copied], accepted_by_anna).asked == told.checks
