"""The playbook pane as it is painted: whatever the playbook says, it fits, acts on nothing, and shows every part."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.scenes import HOSTILE, PLAIN, START, view
from tests.tui.scenes import scene as any_scene
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.checks.model import View
from warroom.incident.state import EMPTY, NO_PLAYBOOK, ListTick, changed
from warroom.playbook import yaml
from warroom.playbook.model import Left, Limit, Playbook, Scenario, Severity, Step, Template
from warroom.text import visible
from warroom.tui.content import width_of
from warroom.tui.look import RISK_SIGNS, Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.playbook import agreed, around
from warroom.tui.panes.playbook.layout import lay
from warroom.tui.panes.playbook.now import NOTHING
from warroom.tui.panes.playbook.runbooks import step_block
from warroom.tui.panes.playbook.sections import SECTIONS
from warroom.tui.panes.playbook.seen import LIST, TEXT, Seen, begin
from warroom.tui.view import Painted, Scene

DEFAULT = yaml.load("default").playbook
LOOK = Look(themes.load("dark"))
SIZES = [(116, 31), (196, 51), (76, 15), (36, 8), (20, 2)]


def any_value(kind: Any, chance: random.Random) -> Any:
    """A value of this type with any text in it."""
    if get_origin(kind) is Literal:
        return chance.choice(get_args(kind))
    if get_origin(kind) is tuple:
        return tuple(any_value(get_args(kind)[0], chance) for _ in range(chance.randrange(4)))
    if get_origin(kind) is dict:
        return {}
    if options := get_args(kind):
        chosen = chance.choice(options)
        return None if chosen is NoneType else any_value(chosen, chance)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return kind(**{name: any_value(hints[name], chance) for name in kind.__struct_fields__})
    makers: dict[Any, Callable[[], Any]] = {
        str: lambda: chance.choice((*HOSTILE, *PLAIN, "", "two\nlines")),
        bool: lambda: chance.random() < 0.5,
        int: lambda: chance.randrange(100),
        float: lambda: chance.choice((0.0, 60.0, 1e9)),
    }
    return makers[kind]()


def scene(playbook: Playbook = DEFAULT, *views: View, glyphs: bool = True, **fields: Any) -> Scene:
    look = Look(themes.load("dark"), glyphs=glyphs)
    return Scene(look=look, now=START, wall=START, playbook=playbook, views=views, focus="playbook", **fields)


def opened(playbook: Playbook, key: str = "", side: str = LIST, likely: tuple[int, ...] = ()) -> Opened:
    seen = begin(playbook, likely)
    if key:
        assert seen.go(key), key
    seen.side = side
    return Opened("playbook", seen, cursor=seen.entry if side == LIST else 0)


def seen(shown: Opened) -> Seen:
    assert isinstance(shown.about, Seen)
    return shown.about


def painted(known: Scene, shown: Opened, size: tuple[int, int] = SIZES[0]) -> Painted:
    return pane("playbook").paint(known, shown, *size)


def text(known: Scene, shown: Opened, size: tuple[int, int] = (116, 400)) -> str:
    return "\n".join("".join(part for part, _ in row) for row in painted(known, shown, size).rows)


def words_in(value: object) -> Iterator[str]:
    """Every text in a playbook."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from words_in(one)
    elif isinstance(value, Limit):
        yield value.words
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from words_in(getattr(value, name))


# Every part can be read.


@pytest.mark.parametrize("name", yaml.names())
def test_every_text_of_a_playbook_stands_somewhere(name: str) -> None:
    playbook = yaml.load(name).playbook
    everything = seen(opened(playbook))
    blocks = [block.words for n in range(len(everything.entries)) for block in everything.blocks(n)]
    told = "\n".join((*blocks, *(entry.title for entry in everything.entries)))
    apart = msgspec.structs.replace(playbook, items=(), checks=(), severities=(), scenarios=())
    parts = [item.text for item in playbook.items] + [check.name for check in playbook.checks]
    parts += [
        words for level in playbook.severities for words in (level.id, level.name, level.meaning, *level.criteria)
    ]
    for scenario in playbook.scenarios:
        parts += [scenario.title, *scenario.symptoms, *scenario.when, *(step.run for step in scenario.steps)]
        parts += [words for step in scenario.steps for words in (step.title, step.words, step.link)]
    fixed = {"users", "team", "always", "business", "diagnose", "resolve", "rollback", "quick fix", "verify"}
    for words in (*parts, *words_in(apart)):
        if words not in fixed | {"escalate", "long-term fix", "shown", "reads", "changes", "destroys"} | _ids(playbook):
            assert words in told, words


def _ids(playbook: Playbook) -> set[str]:
    """What only other parts of the file are named by."""
    found = {one.id for group in (playbook.duties, playbook.phases, playbook.questions) for one in group}
    steps = [*playbook.steps, *(step for scenario in playbook.scenarios for step in scenario.steps)]
    words = {step.language for step in steps} | {step.group for step in steps}
    return (
        found | words | {section.id for section in playbook.postmortem.sections} | {role.id for role in playbook.roles}
    )


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_a_part_that_is_empty_says_so(section: Any) -> None:
    empty = Playbook(name="none", severities=(Severity(id="P0"),) if section.id != "severities" else ())
    shown = text(scene(empty), opened(empty, section.id))
    said = {"left": "Nothing was left over", "about": "none", "resolution": "This playbook has no criteria of its end."}
    if section.id not in ("severities", "about"):
        assert said.get(section.id, "This playbook has no ") in shown
    assert section.title in shown


def test_parts_stand_in_their_places_whether_there_is_anything_in_them_or_not() -> None:
    def titles(playbook: Playbook) -> list[str]:
        return [entry.key for entry in seen(opened(playbook)).entries if entry.scenario is None]

    assert titles(DEFAULT) == titles(NO_PLAYBOOK) == [section.id for section in SECTIONS]


# Commands.

STEP = Step(
    title="look",
    run="cat <<EOF |\n  one\ttwo\nEOF\nwc -l",
    risk="destroys",
    language="sh",
    placeholders=("HOST", "$USER"),
    endless=True,
    terminal=True,
    link="https://wiki/x",
    within=Limit(seconds=300, words="5 min"),
    source="page.md:12",
)
ONE = Playbook(name="one", scenarios=(Scenario(id="s", title="pool", severity="P0", steps=(STEP,)),))


def test_a_command_stands_line_for_line_with_its_risk_and_what_to_know_before() -> None:
    rows = text(scene(ONE), opened(ONE, "scenario:0", TEXT)).split("\n")
    right = [row[34:].rstrip() for row in rows]
    at = next(n for n, row in enumerate(right) if "look" in row)
    assert right[at].split() == ["1", "look", "!", "destroys"]
    assert [row.partition("│ ")[2] for row in right[at + 1 : at + 5]] == ["cat <<EOF |", "  one    two", "EOF", "wc -l"]
    assert right[at + 5].strip() == "https://wiki/x"
    told = "never ends by itself · needs a terminal · fill in HOST, $USER · within 5 min · page.md:12"
    assert " ".join(right[at + 6 :]).split() == told.split()


@pytest.mark.parametrize("risk", RISK_SIGNS)
def test_each_risk_has_a_sign_and_a_word_in_any_spelling(risk: Any) -> None:
    playbook = msgspec.structs.replace(
        ONE, scenarios=(msgspec.structs.replace(ONE.scenarios[0], steps=(changed(STEP, risk=risk),)),)
    )
    sign = RISK_SIGNS[risk]
    for glyphs in (True, False):
        wanted = f"{sign.glyph if glyphs else sign.ascii} {sign.word}"
        assert wanted in text(scene(playbook, glyphs=glyphs), opened(playbook, "scenario:0"))


@given(run=st.text(min_size=1, max_size=400) | st.text("ab ", min_size=1, max_size=400), width=st.integers(12, 140))
def test_a_long_line_of_a_command_goes_on_below_and_nothing_of_it_is_lost(run: str, width: int) -> None:
    rows = lay([step_block(Step(title="x", run=run), 1)], width, LOOK, NOTHING, None).rows
    lines: list[str] = []
    for bar, part in ((row[0][0].strip(), row[1][0]) for row in rows if row[0][1] == "line"):
        if bar == "│":
            lines.append(part)
        else:
            lines[-1] += part
    assert lines == [visible(line.rstrip("\r")) for line in run.rstrip("\n").split("\n")]


# What is red, answered, ticked.

DOWN = View("db", "tcp", "x", "down", "down", "refused", START - timedelta(minutes=2), START, "refused")


def test_what_is_likely_stands_in_front_with_its_red_checks_named() -> None:
    place = next(n for n, one in enumerate(DEFAULT.scenarios) if one.id == "database")
    rows = text(scene(DEFAULT, DOWN), opened(DEFAULT, likely=(place,))).split("\n")
    assert rows[0].split("│")[0].split() == ["›", "✗", "database", "connections", "exh…", "P0"]
    assert rows[1].split("│")[0].split() == ["db", "down"]
    assert "✗ db down 2m00" in rows[0]
    assert rows[2].split("│")[0].split()[0] == "severities"


def test_what_was_likely_when_it_was_opened_keeps_its_place_when_the_check_is_up_again() -> None:
    place = next(n for n, one in enumerate(DEFAULT.scenarios) if one.id == "database")
    shown = opened(DEFAULT, likely=(place,))
    before = text(scene(DEFAULT, DOWN), shown).split("\n")
    after = text(scene(DEFAULT, changed(DOWN, state="up", word="up")), shown).split("\n")
    assert [row[:30].split()[-1:] for row in before[2:]] == [row[:30].split()[-1:] for row in after[2:]]
    assert "nothing of it is red now" in after[1]


def test_a_tick_says_who_and_when_and_only_of_this_shift() -> None:
    words = DEFAULT.lists[0].items

    def ticks(hours: float) -> dict[str, dict[int, ListTick]]:
        return {"access": {2: ListTick(words[1], START - timedelta(hours=hours), 4, "bo")}}

    shown = text(scene(DEFAULT, lists=ticks(1)), opened(DEFAULT, "lists"))
    assert "1 done of 20" in shown
    row = next(row for row in shown.split("\n") if words[1] in row).split()
    assert row[row.index("✓") + 1] == "2"
    assert row[-3:] == ["bo", "13:00:00", "UTC"]
    assert "0 done of 20" in text(scene(DEFAULT, lists=ticks(12.5)), opened(DEFAULT, "lists"))


# Finding.


def test_words_are_found_in_all_parts_in_order_and_round_the_end() -> None:
    shown = opened(DEFAULT)
    looked = seen(shown)
    looked.find(["status", "page"])
    parts = [looked.entries[hit.entry].key for hit in looked.hits]
    assert len(set(parts)) > 3
    assert parts == sorted(parts, key=[entry.key for entry in looked.entries].index)
    for hit in looked.hits:
        words = looked.blocks(hit.entry)[hit.block].words.casefold()
        assert "status" in words
        assert "page" in words
    walked = [looked.next_hit(1) for _ in range(len(looked.hits) + 1)]
    assert walked == [*range(1, len(looked.hits) + 1), 1]
    assert looked.next_hit(-1) == len(looked.hits)


def test_hits_stand_out_without_colour_and_are_counted_where_they_are() -> None:
    shown = opened(DEFAULT)
    seen(shown).find(["telephone"])
    seen(shown).next_hit(1)
    shown.cursor = seen(shown).block
    found = painted(scene(DEFAULT), shown)
    marked = [part for row in found.rows for part, style in row if "+u" in style]
    assert marked
    assert {part.casefold() for part in marked} == {"telephone"}
    assert f"1 of {len(seen(shown).hits)} found: telephone" in "".join(part for part, _ in found.head)
    assert " found" in "\n".join("".join(part for part, _ in row)[:32] for row in found.rows)


def test_what_is_likely_is_found_once() -> None:
    looked = seen(opened(ONE, likely=(0,)))
    looked.find(["wc"])
    assert [looked.entries[hit.entry].key for hit in looked.hits] == ["scenario:0"]


# Moving.


def test_a_block_longer_than_the_screen_is_read_to_its_end_before_the_next() -> None:
    body = "\n".join(f"line {n}" for n in range(100))
    playbook = Playbook(name="x", templates=(Template(id="a", body=body), Template(id="b", body="the other")))
    shown, known = opened(playbook, "templates", TEXT), scene(playbook)
    read = text(known, shown, (116, 20))
    presses = 0
    while seen(shown).block == 0:
        shown.cursor += 1
        read += text(known, shown, (116, 20))
        presses += 1
        assert presses < 20
    assert all(f"line {n}\n" in read.replace(" \n", "\n") or f"line {n} " in read for n in range(100))
    shown.cursor -= 1
    text(known, shown, (116, 20))
    assert seen(shown).block == 0


def test_turning_the_page_takes_the_cursor_along() -> None:
    shown, known = opened(DEFAULT, "checklist", TEXT), scene()
    painted(known, shown, (116, 12))
    shown.top += shown.page
    painted(known, shown, (116, 12))
    begins = seen(shown).laid.begins[seen(shown).block]
    assert shown.top <= begins < shown.top + 11
    assert seen(shown).block > 0


def test_another_playbook_keeps_the_part_that_is_read() -> None:
    shown = opened(DEFAULT, "questions", TEXT)
    painted(scene(DEFAULT), shown)
    other = msgspec.structs.replace(ONE, questions=DEFAULT.questions[:1])
    assert DEFAULT.questions[0].questions[0] in text(scene(other), shown)
    assert seen(shown).here.key == "questions"
    # One that has fewer parts: the first of it.
    shown = opened(DEFAULT, f"scenario:{len(DEFAULT.scenarios) - 1}", TEXT)
    painted(scene(DEFAULT), shown)
    assert "This playbook has no severities." in text(scene(ONE), shown)


def test_a_room_shows_the_playbook_it_was_declared_with() -> None:
    room = scene(ONE, incident=changed(EMPTY, id="s", seq=1, playbook=DEFAULT))
    shown = Opened("playbook")
    assert "default" in "".join(part for part, _ in painted(room, shown).head)
    assert "one" in "".join(part for part, _ in painted(scene(ONE), Opened("playbook")).head)


# Any text, any size.


@slowly
@given(
    seed=st.integers(0, 10**6),
    size=st.sampled_from(SIZES) | st.tuples(st.integers(1, 250), st.integers(0, 60)),
    glyphs=st.booleans(),
    side=st.sampled_from([LIST, TEXT]),
    found=st.booleans(),
)
def test_it_fits_its_place_and_is_harmless_whatever_the_playbook_says(
    seed: int, size: tuple[int, int], glyphs: bool, side: str, found: bool
) -> None:
    chance = random.Random(seed)
    playbook = any_value(Playbook, chance)
    known = msgspec.structs.replace(
        any_scene(seed),
        look=Look(themes.load("dark"), glyphs=glyphs),
        incident=EMPTY,
        playbook=playbook,
        views=tuple(view(chance) for _ in range(3)),
        focus="playbook" if glyphs else "",
        lists={
            one.id: {n: ListTick(one.items[n - 1], START, 1, HOSTILE[3])}
            for one in playbook.lists
            for n in [1]
            if one.items
        },
    )
    shown = opened(playbook, likely=tuple(range(len(playbook.scenarios))))
    if found:
        seen(shown).find(["api"])
    for n in range(len(seen(shown).entries)):
        seen(shown).side, shown.cursor = LIST, n
        painted(known, shown, size)
        seen(shown).side, shown.cursor = side, n if side == LIST else chance.randrange(4)
        result = painted(known, shown, size)
        fits(result.rows, size[0], known)
        fits([result.head, result.foot], 600, known)
        assert len(result.rows) <= size[1]
        reach = pane("playbook").rows
        assert reach is not None
        assert 0 <= shown.cursor < reach(known, shown)


def test_text_of_a_line_of_a_hundred_kilobytes_is_wrapped_whole() -> None:
    text_ = "x" * 50_000 + " " + "word " * 10_000
    playbook = Playbook(name="x", left=(Left(source="p.md:1", text=text_),), principles=(text_,))
    for key in ("left", "principles"):
        rows = painted(scene(playbook), opened(playbook, key), (116, 4000)).rows
        assert max(map(width_of, rows)) <= 116
        said = "".join(part for row in rows for part, style in row[4:])
        assert said.count("x") >= 50_000
        assert said.count("word") == 10_000


def test_a_limit_and_the_name_of_a_level_are_said_once() -> None:
    back = msgspec.structs.replace(DEFAULT.postmortem, within=Limit(seconds=172_800, words="within 48 h"))
    book = msgspec.structs.replace(DEFAULT, postmortem=back, severities=(Severity(id="Critical", name="Critical"),))
    assert around.postmortem(book)[0].words.startswith("within 48 h")
    assert agreed.severities(book)[0].words == "Critical"
