"""Checks of a file with what they share: the nearest key wins, and whatever is wrong says where."""

from typing import Any

import pytest

from warroom.errors import BadInput
from warroom.located import parse
from warroom.playbook import yaml
from warroom.playbook.checks import checks_in, read_checks
from warroom.playbook.model import Check

SHARED = """
defaults: {every: 20s, timeout: 2s, headers: {x-all: a, x-team: nobody}}
groups:
  web: {kind: http, every: 5s, headers: {X-Team: shop}}
  quiet:
checks:
"""
API = "  - {name: api, url: 'http://127.0.0.1:9/'"


def read(lines: str) -> dict[str, Check]:
    return {check.name: check for check in checks_in(parse(SHARED + lines, "w.yaml"))}


def problems(text: str) -> list[str]:
    return [str(problem) for problem in read_checks(parse(text, "w.yaml"))[1]]


def test_a_check_comes_before_its_group_and_its_group_before_the_defaults() -> None:
    plain = read(f"{API}}}")["api"]
    grouped = read(f"{API}, group: web}}")["api"]
    own = read(f"{API}, group: web, every: 1s}}")["api"]
    assert [one.every for one in (plain, grouped, own)] == [20, 5, 1]
    assert [one.timeout for one in (plain, grouped, own)] == [2, 2, 2]
    assert [one.group for one in (plain, grouped)] == ["", "web"]


def test_mappings_are_merged_and_the_nearest_spelling_of_a_name_is_the_one_that_counts() -> None:
    def headers(**own: Any) -> object:
        said = "".join(f", {key}: {value}" for key, value in own.items())
        return read(f"{API}, group: web{said}}}")["api"].options["headers"]

    assert headers() == {"x-all": "a", "X-Team": "shop"}
    assert headers(headers="{x-team: me, x-own: b}") == {"x-all": "a", "x-team": "me", "x-own": "b"}


def test_a_key_with_nothing_behind_it_counts_as_left_out_at_every_level() -> None:
    assert read(f"{API}, group: quiet, every: }}")["api"].every == 20


def test_what_a_kind_does_not_know_of_the_defaults_is_not_asked_of_it() -> None:
    found = read("  - {name: db, kind: tcp, host: 127.0.0.1, port: 9}\n")["db"]
    assert (found.every, "headers" in found.options) == (20, False)


def test_a_parent_of_a_whole_group_is_not_its_own() -> None:
    text = (
        "groups: {web: {parents: gate}}\nchecks:\n"
        "  - {name: gate, url: 'http://127.0.0.1:9/', group: web}\n"
        "  - {name: api, url: 'http://127.0.0.1:9/', group: web}\n"
    )
    assert [check.parents for check in checks_in(parse(text, "w.yaml"))] == [(), ("gate",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("defaults: {evry: 10s}", "w.yaml:1: defaults.evry: no kind of check knows `evry`, did you mean `every`?"),
        ("defaults: {name: x}", "w.yaml:1: defaults.name: `name` belongs to one check, not to several"),
        ("defaults: {kind: htp}", "w.yaml:1: defaults.kind: unknown kind `htp`, did you mean `http`?"),
        ("defaults: [every]", "w.yaml:1: defaults: keys of checks with values belong here, such as {every: 10s}"),
        ("groups:\n  web: {urls: x}", "w.yaml:2: groups.web.urls: no kind of check knows `urls`, did you mean `url`?"),
        ("groups: [web]", "w.yaml:1: groups: groups are names with keys, such as {web: {every: 5s}}"),
        (
            "groups: {web: }\nchecks:\n  - {name: a, url: 'http://x/', group: wbe}",
            "w.yaml:3: checks.1.group: no group `wbe` under `groups`, did you mean `web`?",
        ),
        (
            "groups:\n  web: {every: 1h1}\nchecks:\n  - {name: a, url: 'http://x/', group: web, every: x}",
            "w.yaml:4: checks.1.every: a: `every` must be a duration like 10s or 800ms, not `x`",
        ),
        (
            "groups:\n  web: {every: x}\nchecks:\n  - {name: a, url: 'http://x/', group: web}",
            "w.yaml:2: groups.web.every: a: `every` must be a duration like 10s or 800ms, not `x`",
        ),
        (
            "defaults:\n  timeout: 9h\nchecks:\n  - {name: a, url: 'http://x/'}",
            "w.yaml:2: defaults.timeout: a: `timeout` must be 100 ms to 1 min, not `9h`",
        ),
        (
            "checks:\n  - {name: a, url: 'http://x/', parents: [b]}\n  - {name: bb, url: 'http://x/'}",
            "w.yaml:2: checks.1.parents: no check `b`, did you mean `bb`?",
        ),
        (
            "checks:\n  - {name: a, url: 'http://x/', parents: a}",
            "w.yaml:2: checks.1.parents: this check is its own parent: a → a",
        ),
        ("checks:\n  - api", "w.yaml:2: checks.1: a check is keys with values, such as {name: api, url: https://…}"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(text: str, said: str) -> None:
    assert problems(text)[0] == said
    with pytest.raises(BadInput):
        checks_in(parse(text, "w.yaml"))


def test_every_check_of_a_loop_is_told_and_the_way_round() -> None:
    text = "checks:\n" + "".join(
        f"  - {{name: {name}, url: 'http://x/', parents: {parent}}}\n" for name, parent in ("ab", "bc", "ca", "da")
    )
    assert [said.partition(": ")[2] for said in problems(text)] == [
        "checks.1.parents: this check is its own parent: a → b → c → a",
        "checks.2.parents: this check is its own parent: b → c → a → b",
        "checks.3.parents: this check is its own parent: c → a → b → c",
    ]


def test_everything_that_is_wrong_is_found_at_once() -> None:
    text = "defaults: {evry: 1s}\nchecks:\n  - {name: a}\n  - {name: b, url: 'http://x/'}\n  - {name: b, kind: no}\n"
    checks, found = read_checks(parse(text, "w.yaml"))
    assert [check.name for check in checks] == ["b"]
    assert [str(problem).split(": ")[1] for problem in found] == ["defaults.evry", "checks.1", "checks.3.name"]


def test_a_playbook_with_groups_and_parents_survives_being_written_and_read_again() -> None:
    text = (
        "name: shop\nseverities: [{id: P0}]\ndefaults: {every: 20s}\ngroups: {web: {headers: {a: b}}}\nchecks:\n"
        "  - {name: api, url: 'http://127.0.0.1:9/', group: web}\n"
        "  - {name: cart, url: 'http://127.0.0.1:9/', group: web, parents: api, canary: true}\n"
    )
    playbook = yaml.parse(text, "p.yaml")
    assert yaml.parse(yaml.dump(playbook), "again.yaml").checks == playbook.checks
