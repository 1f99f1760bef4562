"""Playbook files: the library, what is refused and in which words, and the way back to text."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warroom.errors import BadInput
from warroom.incident.words import MILESTONES, STAGES
from warroom.playbook import yaml as files
from warroom.playbook.model import (
    Channel,
    Check,
    Contact,
    Item,
    Limit,
    Playbook,
    Role,
    Rung,
    Scenario,
    Severity,
    parse_limit,
)

BASE = "name: shop\nseverities:\n  - {id: P0, response: 5 min}\n  - {id: P1, cadence: daily if needed}\n"


def said_of(more: str, base: str = BASE) -> str:
    with pytest.raises(BadInput) as caught:
        files.parse(base + more, "p.yaml")
    return str(caught.value)


def item(**keys: Any) -> str:
    return "checklist:\n  - {id: a, text: b, " + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}\n"


def test_the_smallest_playbook() -> None:
    assert files.parse(BASE, "p.yaml") == Playbook(
        name="shop",
        severities=(
            Severity(id="P0", response=Limit(300, words="5 min")),
            Severity(id="P1", cadence=Limit(words="daily if needed")),
        ),
    )


def test_numbers_are_given_by_order_and_may_be_set() -> None:
    book = files.parse(BASE + "checklist: [{id: a, text: x}, {id: b, text: x, n: 10}, {id: c, text: x}]", "p")
    assert [one.n for one in book.items] == [1, 10, 11]
    assert files.parse(files.dump(book), "p") == book


@pytest.mark.parametrize("words", ["", "no limit", "none", "No Limit", "variable"])
def test_no_limit_is_none(words: str) -> None:
    assert files.parse(BASE + item(within=f"'{words}'"), "p").items[0].limit is None


def test_limits_are_read_in_many_words() -> None:
    def limit(words: str) -> Limit | None:
        return files.parse(BASE + item(within=words), "p").items[0].limit

    assert limit("immediate") == Limit(0, words="immediate")
    assert limit("'< 5 min'") == Limit(300, words="< 5 min")
    assert limit("next business day") == Limit(None, "business", "next business day")
    assert limit("2 h business") == Limit(7200, "business", "2 h business")
    assert limit("as needed") == Limit(words="as needed")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("rolls: []", "p.yaml:5: unknown key `rolls`, did you mean `roles`?"),
        ("items: []", "p.yaml:5: unknown key `items`, did you mean `checklist`?"),
        (item(deadline="5 min"), "p.yaml:6: checklist.1: unknown key `deadline`, did you mean `within`?"),
        (
            item(within="soonish"),
            "p.yaml:6: checklist.1.within: cannot read `soonish` as a limit: 5 min, 1 h, immediate, next business day",
        ),
        (item(within=30), "p.yaml:6: checklist.1.within: cannot read `30` as a limit"),
        (item(after="declard"), "p.yaml:6: checklist.1.after: nothing sets `declard`, did you mean `declared`?"),
        (item(after="a"), "p.yaml:6: checklist.1.after: nothing sets `a`, did you mean `item:a`?"),
        (item(after="lunch"), "p.yaml:6: checklist.1.after: nothing sets `lunch`; known are started, detected"),
        (item(after="item:b"), "p.yaml:6: checklist.1.after: nothing sets `item:b`, did you mean `item:a`?"),
        (item(after="item:a"), "p.yaml:6: checklist.1.after: this clock waits for itself"),
        (
            item(after="item:c") + "  - {id: c, text: x, after: item:d}\n  - {id: d, text: x, after: item:c}",
            "p.yaml:7: checklist.2.after: this clock waits for itself: c → d → c",
        ),
        (item(done_by="role:comander"), "p.yaml:6: checklist.1.done_by: nothing is recorded as `role:comander`, did "),
        (item(done_by="magic"), "p.yaml:6: checklist.1.done_by: nothing is recorded as `magic`; known are role:ROLE"),
        (item(done_by="update:chat"), "p.yaml:6: checklist.1.done_by: nothing is recorded as `update:chat`"),
        (item(done_by="update:users:solved"), "p.yaml:6: checklist.1.done_by: nothing is recorded as `update:users:s"),
        (item(done_by="checks:down"), "p.yaml:6: checklist.1.done_by: nothing is recorded as `checks:down`, did you m"),
        (item(severities="[p0]"), "p.yaml:6: checklist.1.severities.1: no severity `p0`, did you mean `P0`?"),
        (item(severities="P0"), "p.yaml:6: checklist.1.severities: expected a list, found text `P0`: write [P0]"),
        (item(owner="comm"), "p.yaml:6: checklist.1.owner: an owner is a role, and `comm` is none, did you mean `comm"),
        (item(n=0), "p.yaml:6: checklist.1.n: 0 is no number of an item: 1 to 999"),
        (item(n=2) + "  - {id: c, text: x, n: 2}", "p.yaml:7: checklist.2.n: number 2 belongs to `a` already"),
        (item() + "  - {id: A, text: x}", "p.yaml:7: checklist.2.id: the id `A` is taken by line 6"),
        ("checklist: [{id: a b, text: x}]", "p.yaml:5: checklist.1.id: `a b` is no id: 1 to 40 letters"),
        ("checklist: [{id: a, text: ' '}]", "p.yaml:5: checklist.1.text: this needs words"),
        ("roles: [{id: a}, {id: a}]", "p.yaml:5: roles.2.id: the id `a` is taken by line 5"),
        ("channels: [{id: users}]", "p.yaml:5: channels.1.id: `users` means every channel that reaches users"),
        ("channels: [{id: c, audience: all}]", "p.yaml:5: channels.1.audience: `all` is none of team, users"),
        ("ladder: [{who: '', after: 5 min}]", "p.yaml:5: ladder.1.who: this needs words"),
        ("contacts: [{name: ' '}]", "p.yaml:5: contacts.1.name: this needs words"),
        ("ladder: [{who: a}]", "p.yaml:5: ladder.1: `after` is missing"),
        (
            "ladder:\n- {who: a, after: 1 h}\n- {who: b, after: 5 min}",
            "p.yaml:7: ladder.2.after: `b` is called before `a`, who stands above",
        ),
        ("scenarios: [{id: a}]", "p.yaml:5: scenarios.1: `title` is missing"),
        ("scenarios: [{id: a, title: ' '}]", "p.yaml:5: scenarios.1.title: this needs words"),
        ("scenarios: [{id: a, title: x, wen: [b]}]", "p.yaml:5: scenarios.1: unknown key `wen`, did you mean `when`?"),
        ("scenarios:\n- {id: a, title: x}\n- {id: A, title: y}", "p.yaml:7: scenarios.2.id: the id `A` is taken by li"),
        ("scenarios: [{id: a, title: x, severity: p0}]", "p.yaml:5: scenarios.1.severity: no severity `p0`, did you m"),
        ("scenarios: [{id: a, title: x, when: api}]", "p.yaml:5: scenarios.1.when: expected a list, found text `api`"),
        ("scenarios: [{id: a, title: x, when: ['kind:']}]", "p.yaml:5: scenarios.1.when.1: this needs words"),
        ("scenarios: [{id: a, title: x, symptoms: ['']}]", "p.yaml:5: scenarios.1.symptoms.1: this needs words"),
        ("zone: Europe/Berln", "p.yaml:5: zone: no time zone `Europe/Berln`, did you mean `Europe/Berlin`?"),
        ("zone: ../../etc/passwd", "p.yaml:5: zone: no time zone `../../etc/passwd`, write it as Europe/Berlin"),
        ("zone: Europe", "p.yaml:5: zone: no time zone `Europe`"),
        ("contacts: [anna]", "p.yaml:5: contacts.1: expected keys and values, found text `anna`"),
        ("checks: [{name: a, intervl: 3}]", "p.yaml:5: checks.1.intervl: a: unknown key `intervl`, did you mean `eve"),
        ("format: 2", "p.yaml:5: format: this is format 2"),
        ("\tzone: x", "p.yaml:5: "),
    ],
)
def test_what_does_not_hold_is_told_with_line_key_and_the_way_out(more: str, said: str) -> None:
    assert said_of(more).startswith(said)


def test_a_playbook_needs_a_name_and_a_severity() -> None:
    assert said_of("", "severities: [{id: P0}]") == "p.yaml:1: `name` is missing"
    assert said_of("", "name: x") == "p.yaml:1: `severities` is missing"
    assert said_of("", "name: x\nseverities: []").startswith("p.yaml:2: severities: at least one level is needed")
    assert said_of("", "") == "p.yaml:1: the file is empty"


def test_rungs_of_different_severities_need_no_common_order() -> None:
    rungs = ["{who: a, after: 1 h, severities: [P0]}", "{who: b, after: 5 min, severities: [P1]}"]
    more = f"ladder: [{', '.join(rungs)}, {{who: c, after: as needed}}]"
    assert [rung.after.counts for rung in files.parse(BASE + more, "p").ladder] == [3600, 300, None]


def test_own_roles_and_channels_may_tick_and_own() -> None:
    more = "roles: [{id: pilot}]\nchannels: [{id: radio}]\n" + item(owner="pilot", done_by="update:radio:resolved")
    assert files.parse(BASE + more, "p").items[0].done_by == "update:radio:resolved"


def test_check_names_are_unique() -> None:
    url = "url: http://127.0.0.1/"
    more = "checks:\n- {name: a, " + url + "}\n- {name: a, " + url + "}"
    assert said_of(more) == "p.yaml:7: checks.2.name: two checks are called `a`"


def test_the_library_knows_its_names() -> None:
    assert "default" in files.names()
    with pytest.raises(BadInput, match="no playbook `defalt` in the library, did you mean `default`"):
        files.load("defalt")
    with pytest.raises(BadInput, match="no playbook `zzz` in the library; known are default"):
        files.load("zzz")


@pytest.mark.parametrize("name", files.names())
def test_every_playbook_of_the_library_loads_and_survives_being_shown(name: str) -> None:
    loaded = files.load(name)
    assert loaded.playbook.name == name
    assert files.parse(files.dump(loaded.playbook), "shown") == loaded.playbook


def test_a_file_is_loaded_with_its_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shop.yaml"
    path.write_bytes(BASE.replace("\n", "\r\n").encode())
    loaded = files.load(str(path))
    assert (loaded.from_library, loaded.source, loaded.playbook.name) == (False, str(path), "shop")
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    monkeypatch.chdir(tmp_path)
    assert files.load("shop.yaml").playbook == files.load("./shop.yaml").playbook == loaded.playbook
    with pytest.raises(BadInput, match=r"the file shop\.yaml is read as \./shop\.yaml"):
        files.load("shop")
    with pytest.raises(BadInput, match=r"^none\.yaml: no such file$"):
        files.load("none.yaml")
    with pytest.raises(BadInput, match="this is a directory"):
        files.load(str(tmp_path))


def test_limits_without_words_are_shown_in_words() -> None:
    book = Playbook(
        name="x",
        severities=(Severity(id="P0", response=Limit(90), cadence=Limit(3600, "business")),),
        items=(Item(n=1, id="a", text="b", limit=Limit(None, "business")),),
        ladder=(Rung(who="a", after=Limit(None)),),
    )
    again = files.parse(files.dump(book), "x")
    level = again.severities[0]
    assert (level.response, level.cadence) == (Limit(90, words="1 min 30 s"), Limit(3600, "business", "1 h business"))
    assert again.items[0].limit == Limit(None, "business", "next business day")
    assert again.ladder[0].after == Limit(words="as needed")


@pytest.mark.timeout(10)
def test_reading_a_large_playbook_ends_in_time() -> None:
    lines = "".join(f"  - {{id: i{n}, text: do it, within: 5 min, after: item:i{n - 1}}}\n" for n in range(2, 500))
    text = BASE + "checklist:\n  - {id: i1, text: x}\n" + lines
    assert len(files.parse(text, "p").items) == 499


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
sentences = words.filter(lambda text: bool(text.strip()))
ids = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True).filter(lambda name: name != "users")
limits = st.sampled_from(["5 min", "immediate", "< 1 h", "next business day", "2 h business", "1 week", "90s"]).map(
    parse_limit
)


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    def some(strategy: st.SearchStrategy[Any], most: int = 3) -> tuple[Any, ...]:
        return tuple(draw(st.lists(strategy, max_size=most)))

    def unique(least: int = 0) -> list[str]:
        return draw(st.lists(ids, min_size=least, max_size=3, unique_by=str.casefold))

    levels = unique(1)
    channels = unique()
    named = unique()
    ticks = [None, "fixed", "role:scribe", "update:users", *(f"update:{c}:{s}" for c in channels for s in STAGES)]
    of_levels = st.lists(st.sampled_from(levels), max_size=2).map(tuple)
    items = tuple(
        Item(
            n=n * 10 + draw(st.integers(0, 9)),
            id=name,
            text=draw(sentences),
            short=draw(words),
            limit=draw(st.none() | limits),
            anchor=draw(st.sampled_from([*MILESTONES, *(f"item:{before}" for before in named[: n - 1])])),
            done_by=draw(st.sampled_from(ticks)),
            owner=draw(st.sampled_from(["", "comms"])),
            severities=draw(of_levels),
            why=draw(words),
        )
        for n, name in enumerate(named, start=1)
    )
    return Playbook(
        name=draw(ids),
        title=draw(words),
        severities=tuple(
            Severity(
                id=name, name=draw(words), response=draw(limits), cadence=draw(st.none() | limits), notify=draw(words)
            )
            for name in levels
        ),
        items=items,
        ladder=tuple(Rung(who=draw(sentences), after=draw(limits) or Limit(), severities=(name,)) for name in levels),
        roles=tuple(
            Role(id=name, name=draw(words), duties=some(words), needed=draw(st.booleans())) for name in unique()
        ),
        channels=tuple(Channel(id=name, name=draw(words), audience="team") for name in channels),
        contacts=some(st.builds(Contact, name=sentences, role=words, how=words)),
        scenarios=tuple(
            Scenario(
                id=name,
                title=draw(sentences),
                severity=draw(st.sampled_from(["", *levels])),
                symptoms=some(sentences),
                when=some(sentences.filter(lambda said: said.removeprefix("kind:").strip())),
            )
            for name in unique()
        ),
    )


@settings(max_examples=60, deadline=None)
@given(playbooks())
def test_any_playbook_shown_loads_to_the_same(book: Playbook) -> None:
    assert files.parse(files.dump(book), "shown") == book


def test_a_scenario_may_name_checks_that_only_settings_know() -> None:
    more = "scenarios:\n- {id: db, title: pool is full, severity: P0, when: ['db*', 'kind:http', nobody]}"
    [one] = files.parse(BASE + more, "p").scenarios
    assert one == Scenario(id="db", title="pool is full", severity="P0", when=("db*", "kind:http", "nobody"))


def test_checks_survive_being_shown() -> None:
    check = Check(
        name="api",
        every=30,
        timeout=0.8,
        fails=2,
        expect=("status in 200..299",),
        options={"url": "http://127.0.0.1:1/", "headers": {"X-Answer": "no"}},
    )
    book = Playbook(name="x", severities=(Severity(id="P0"),), checks=(check,))
    assert files.parse(files.dump(book), "shown") == book


keys = st.sampled_from(
    ["name", "severities", "id", "checklist", "text", "after", "within", "ladder", "who", "roles", "x"]
)
leaves = st.one_of(words, st.integers(), st.booleans(), st.none(), st.sampled_from(["P0", "5 min", "item:a", "role:x"]))
trees = st.recursive(
    leaves, lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(keys, deeper, max_size=4), max_leaves=12
)


@settings(max_examples=150, deadline=None)
@given(trees)
def test_any_yaml_is_a_playbook_or_refused_and_nothing_else(tree: Any) -> None:
    import yaml

    text = yaml.safe_dump(tree, allow_unicode=True)
    for given_text in (text, BASE + text):
        try:
            files.parse(given_text, "p.yaml")
        except BadInput as error:
            assert str(error).startswith("p.yaml:")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_playbook_or_refused_and_nothing_else(text: str) -> None:
    try:
        files.parse(text, "p.yaml")
    except BadInput as error:
        assert str(error).startswith("p.yaml:")
