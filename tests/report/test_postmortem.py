"""The post-mortem's draft: filled from the record in the sections of each playbook, blanks marked, nothing invented."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.fakes import T0, Table, at, book
from tests.looking_back.odd import ODD
from tests.report.postmortems import (
    GOLDEN,
    LIBRARY,
    SAMPLES,
    enter,
    golden,
    known_of,
    played,
    report_of,
    under,
    written,
)
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import CommandFinished, Record
from warroom.incident.state import EMPTY, Incident, changed
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.playbook.markdown.reading import read as read_page
from warroom.playbook.model import Postmortem, Section
from warroom.report.document import Facts, Heading, Item, Items, Para
from warroom.report.document import Table as Cells
from warroom.report.gathered import STORY, TURNS, Gathered
from warroom.report.postmortem.draft import data, document
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.model import Part
from warroom.report.postmortem.parts import parts, parts_of
from warroom.report.postmortem.story import MOST, story
from warroom.report.postmortem.topics import topic_of
from warroom.room import Room


def gathered(records: list[Record]) -> Gathered:
    """What a journal with these records would be asked for."""
    return Gathered(
        turns=tuple(r for r in records if r.kind in TURNS),
        story=tuple(r for r in records if r.kind in (*STORY, "note")),
    )


def drafted(table: Table, minutes: float = 60) -> dict[str, Part]:
    """The parts by id."""
    return {part.id: part for part in parts(table.incident, gathered(table.records), at(minutes))}


def words(part: Part) -> str:
    """Every word of a part."""
    found: list[str] = []
    for block in part.blocks:
        match block:
            case Heading(text=text) | Para(text=text):
                found.append(text)
            case Items(items=items):
                found += [item.text for item in items]
            case Cells(rows=rows):
                found += [" | ".join(row) for row in rows]
            case Facts(pairs=pairs):
                found += [f"{word}: {said}" for word, said in pairs]
    return "\n".join(found)


def team(*sections: Section, **more: Any) -> Table:
    """An incident under a playbook whose post-mortem has these sections."""
    return Table(book(postmortem=Postmortem(sections=sections, **more))).declare()


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """What the samples make now, by the name of their golden file."""
    return dict(golden())


@pytest.mark.parametrize("file", sorted(GOLDEN.iterdir()), ids=lambda file: file.name)
def test_the_samples_of_the_source_playbooks_read_as_they_were_read_over(file: Path, made: dict[str, str]) -> None:
    assert made[file.name].encode() == file.read_bytes()


@pytest.mark.parametrize("playbook", LIBRARY)
def test_each_playbook_gets_its_own_sections_in_its_order(playbook: str) -> None:
    titles = [section.title for section in yaml.load(playbook).playbook.postmortem.sections]
    with played(under(playbook)) as room:
        blocks = report_of(room).document.blocks
    found = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
    assert found[: len(titles)] == titles


@pytest.mark.parametrize("playbook", LIBRARY)
def test_what_a_template_has_no_section_for_stands_behind_it(playbook: str) -> None:
    with played(under(playbook)) as room:
        said = written(report_of(room), "txt")
    for fact in ("connection pool is exhausted", "nothing was deployed since yesterday", "raised DATABASE_POOL_SIZE"):
        assert fact in said
    assert "503" in said


def test_html_says_what_the_text_says() -> None:
    with played(SAMPLES["pool"]) as room:
        page = written(report_of(room), "html")
    for said in ("Contributing factors", "14:28 – 15:30 UTC", "engineer2", "killed idle database connections"):
        assert said in page


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Root cause", "causes"),
        ("RCA", "causes"),
        ("Contributing factors", "causes"),
        ("5 Whys", "causes"),
        ("What went well", "went_well"),
        ("What could have gone better", "improve"),
        ("What did not go well", "improve"),
        ("Lessons learned", "lessons"),
        ("Follow-up", "follow_up"),
        ("Corrective actions", "actions"),
        ("Action items (with owners)", "actions"),
        ("Actions taken", "resolution"),
        ("Customer impact", "impact"),
        ("Chronology", "timeline"),
        ("Sequence of Events", "timeline"),
        ("Executive summary", "summary"),
        ("What happened", "story"),
        ("Mitigation", "resolution"),
        ("Preventive measures", "prevention"),
        ("Related links", "links"),
        ("Participants", "people"),
        ("Poem", ""),
    ],
)
def test_a_section_is_known_by_the_words_of_its_title(title: str, topic: str) -> None:
    assert topic_of(Section(id="x", title=title)) == topic


def test_a_section_is_known_by_its_id_or_what_it_asks_where_its_title_says_nothing() -> None:
    assert topic_of(Section(id="root-cause", title="Part 4")) == "causes"
    assert topic_of(Section(id="x", title="Part 4", asks=("what went well",))) == "went_well"


def test_a_section_that_nobody_can_fill_asks_its_own_questions() -> None:
    table = team(Section(id="poem", title="Poem", asks=("a haiku about it", "who was hit")))
    table.do(i.SetImpact(fields={"customers": "12"}))
    part = drafted(table)["poem"]
    assert part.blocks == (Items((Item("A haiku about it: not recorded", tone="blank"), Item("Who was hit: 12"))),)
    assert part.gaps == ("a haiku about it",)


def test_causes_say_who_suspected_ruled_out_and_confirmed_and_why() -> None:
    table = team(Section(id="cause", title="Root cause"))
    table.go(1).do(i.Suspect(text="the deploy"), "bo")
    table.go(2).do(i.RuleOut(n=1, why="rolled back, no change"), "kim")
    table.go(1).do(i.Suspect(text="the pool is full"), "bo")
    table.go(3).do(i.FindCause(n=2), "anna")
    table.do(i.Suspect(text="the moon"))
    said = words(drafted(table)["cause"])
    assert "The pool is full (suspected by bo at 14:34 UTC, confirmed by anna at 14:37 UTC)" in said
    assert "The deploy: rolled back, no change (by kim at 14:33 UTC)" in said
    assert "Still open\nThe moon" in said


def test_what_was_confirmed_is_the_immediate_cause_and_the_others_stay_blank() -> None:
    table = team(Section(id="c", title="Causes", asks=("immediate cause", "contributing factors", "root cause")))
    table.do(i.Suspect(text="the pool is full"))
    table.do(i.FindCause(n=1))
    part = drafted(table)["c"]
    assert part.gaps == ("contributing factors", "root cause")
    assert words(part).startswith("Immediate cause\nThe pool is full")


def test_nothing_is_said_of_what_nobody_recorded() -> None:
    table = team(
        Section(id="summary", title="Summary", asks=("users affected", "data loss")),
        Section(id="cause", title="Root cause"),
        Section(id="lessons", title="Lessons learned"),
        Section(id="actions", title="Action items"),
    )
    found = drafted(table)
    assert found["summary"].gaps == ("users affected", "data loss")
    assert found["cause"].blocks == (Para("not recorded: the cause", "blank"),)
    assert found["lessons"].blocks == (Para("not recorded: what was learned", "blank"),)
    assert found["actions"].blocks == (Para("not recorded: action items", "blank"),)


def test_clocks_kept_and_missed_are_proposed_without_names() -> None:
    table = team(Section(id="well", title="What went well"), Section(id="bad", title="What could be better"))
    table.go(3).do(i.TakeRole(role="commander", person="petra"))
    table.go(5).do(i.TellUsers(channel="status_page", status="investigating", text="We look."))
    table.go(45).do(i.TellUsers(channel="status_page", status="identified", text="The pool."))
    found = drafted(table)
    well, bad = words(found["well"]), words(found["bad"])
    assert "Command was taken 3 min after the declaration." in well
    assert "In time: the response, after 3 min of 5 min allowed." in well
    assert "An update was due at 15:08 UTC and came at 15:23 UTC, 15 min late." in bad
    assert "Not recorded as done: team, due at 14:35 UTC." in bad
    assert "petra" not in well + bad


def test_a_fix_that_did_not_hold_is_told_with_why() -> None:
    table = team(Section(id="bad", title="What went badly"), Section(id="done", title="What was done"))
    table.go(10).do(i.MarkFixed())
    table.go(5).do(i.Unfix(why="the pool is full again"))
    table.go(5).do(i.MarkFixed())
    found = drafted(table)
    said = "The fix of 14:40 UTC did not hold, as seen at 14:45 UTC: the pool is full again."
    assert said in words(found["bad"])
    assert "What did not help" in words(found["done"])


def test_action_items_have_owner_priority_due_and_status() -> None:
    table = team(Section(id="actions", title="Action items", asks=("priority",)))
    table.do(i.GiveTask(owner="ann", text="add alert", action=True, priority="P1", due_at=at(60 * 24)))
    table.do(i.GiveTask(owner="bo", text="write it down", action=True))
    table.do(i.GiveTask(owner="bo", text="a time-box", seconds=60))
    table.do(i.FinishTask(n=2))
    part = drafted(table)["actions"]
    [block] = part.blocks
    assert isinstance(block, Cells)
    assert list(block.rows) == [
        ("add alert", "ann", "P1", "2026-11-22", "TODO"),
        ("write it down", "bo", "not set", "not set", "DONE"),
    ]
    assert part.said == "2 items, 1 done"
    assert part.gaps == ("the due date of action 2", "the priority of action 2")


def test_action_items_are_boxes_where_the_playbook_asks_for_boxes() -> None:
    table = team(Section(id="actions", title="Action items", asks=("a box to tick, owner, due date",)))
    table.do(i.GiveTask(owner="ann", text="add alert", action=True))
    assert drafted(table)["actions"].blocks == (Items((Item("add alert - Owner: ann - Due: not set", done=False),)),)


def test_own_words_take_the_place_of_what_is_derived_and_say_that_the_record_has_grown() -> None:
    table = team(Section(id="summary", title="Summary"), Section(id="impact", title="Impact"))
    table.do(i.WriteSection(section="summary", text="The pool was full.\n\n- twice\n- for an hour"), "kim")
    seq = table.incident.seq
    table.do(i.WriteSection(section="impact", text="Nobody could pay."))
    assert drafted(table)["summary"].said == f"written by kim at #{seq}"
    table.do(i.Note(text="one more thing"))
    part = drafted(table)["summary"]
    assert part.blocks == (Para("The pool was full."), Items((Item("twice"), Item("for an hour"))))
    assert part.said == f"written by kim at #{seq}, 1 record since"
    table.do(i.WriteSection(section="summary", text=""))
    assert drafted(table)["summary"].written is None


def test_own_words_outlive_a_playbook_that_has_no_such_section() -> None:
    table = team(Section(id="poem", title="Poem"))
    table.do(i.WriteSection(section="poem", text="A pool in autumn."))
    table.do(i.AdoptPlaybook(playbook=book()))
    assert words(drafted(table)["poem"]) == "A pool in autumn."


def test_what_was_struck_or_read_only_is_no_part_of_the_story() -> None:
    table = team(Section(id="timeline", title="Timeline"))
    [struck] = table.go(1).do(i.Note(text="this is wrong"))
    table.go(1).do(i.Note(text="this is right"))
    table.do(i.Strike(seq=struck.seq, why="typo", target=struck))
    for n, (command, risk) in enumerate([("df -h", "reads"), ("pm2 restart api", "changes")], 1):
        table.do(i.StartCommand(command=command, risk=risk))
        table.do(i.FinishCommand(ended=CommandFinished(run=n, exit=0)))
    said = words(drafted(table)["timeline"])
    assert "This is right" in said
    assert "pm2 restart api" in said
    assert "wrong" not in said
    assert "df -h" not in said


def test_a_long_record_is_told_without_its_notes_and_says_how_many_are_left_out() -> None:
    table = team(Section(id="timeline", title="Timeline"))
    for n in range(MOST + 40):
        table.go(seconds=10).do(i.Note(text=f"looked at host {n}"))
    table.do(i.Decide(text="roll back"))
    known = Known(table.incident, gathered(table.records), at(600))
    found = story(known)
    assert len(found.lines) == MOST
    assert "roll back" in found.lines[-1].text
    assert found.left_out == table.incident.seq - MOST
    assert f"{found.left_out} records are not in this list" in words(parts_of(known)[0])


def test_a_note_stays_in_a_long_record_where_it_is_pinned() -> None:
    table = team(Section(id="timeline", title="Timeline"))
    for n in range(MOST + 40):
        [record] = table.go(seconds=10).do(i.Note(text=f"looked at host {n}"))
        if n == MOST // 2:
            table.do(i.Pin(seq=record.seq))
    told = story(Known(table.incident, gathered(table.records), at(600))).lines
    assert f"Looked at host {MOST // 2}" in [line.text for line in told]


def test_an_open_incident_makes_a_draft_that_says_so() -> None:
    table = Table().declare()
    known = Known(table.incident, gathered(table.records), at(5))
    assert ("State", "draft: still open, investigating") in document(known, parts_of(known)).about
    assert data(known, parts_of(known))["draft"] is True


def test_nothing_declared_makes_only_blanks() -> None:
    for incident in (EMPTY, *(changed(EMPTY, playbook=yaml.load(name).playbook) for name in LIBRARY)):
        for part in parts(incident, Gathered(), T0):
            assert part.blocks, part
            assert part.written is None


@pytest.mark.parametrize("name", sorted(ODD))
def test_an_odd_incident_makes_a_draft_under_every_template(name: str, tmp_path: Path) -> None:
    stream = ODD[name](tmp_path)
    journal = Journal(next(tmp_path.glob("*.sqlite")), reading=True)
    live = Live(journal.path)
    known = known_of(Room(journal, live, SystemClock(), stream))
    for template in (known.incident.playbook, *(yaml.load(one).playbook for one in LIBRARY)):
        asked = changed(known.incident.playbook, postmortem=template.postmortem)
        dressed: Incident = changed(known.incident, playbook=asked)
        under_it = Known(dressed, known.gathered, known.now)
        made = parts_of(under_it)
        assert len(made) >= len(template.postmortem.sections)
        assert msgspec.json.encode(data(under_it, made))
        assert all(part.blocks for part in made)
        assert document(under_it, made).blocks
    live.close()
    journal.close()


def test_the_meeting_has_the_names_the_record_knows() -> None:
    who = ("incident commander", "everybody who responded", "product manager", "CTO for P1")
    table = team(Section(id="s", title="Summary"), attendees=who, agenda=("go through the timeline",))
    table.do(i.TakeRole(role="commander", person="anna"))
    table.do(i.TakeRole(role="comms", person="bo"))
    known = Known(table.incident, gathered(table.records), at(5))
    blocks = document(known, parts_of(known)).blocks
    [items] = [b for b in blocks if isinstance(b, Items) and b.items[0].text.startswith("Incident commander")]
    assert [item.text for item in items.items] == [
        "Incident commander: @anna",
        "Everybody who responded: @bo",
        "Product manager: no name on record",
        "CTO for P1: not for P0",
    ]
    assert Items((Item("Go through the timeline"),), ordered=True) in blocks


def test_a_line_typed_late_stands_where_it_happened() -> None:
    with played(SAMPLES["pool"]) as room:
        enter(room, "14:41Z the pool had been full once before", "kim")
        lines = [line.text for line in story(known_of(room)).lines]
    assert lines.index("The pool had been full once before") < lines.index("Change: killed idle database connections")


PAGE = """# Incidents at Bakery

## Severity

- P0: the shop is down. Response: 5 min
- P1: parts of it fail. Response: 15 min

## Post-mortem

Within 48 hours, document:

- Abstract: what happened, in short
- RCA: what set it off, contributing factors
- What worked
- What could have gone better
- Corrective actions (with owners)
- Oven readings
"""


def test_a_teams_own_page_is_filled_in_its_order_and_words() -> None:
    table = Table(read_page(PAGE, "bakery.md").playbook).declare()
    table.do(i.Suspect(text="the oven was off"))
    table.do(i.FindCause(n=1))
    found = drafted(table)
    assert [part.title for part in found.values()] == [
        "Abstract",
        "RCA",
        "What worked",
        "What could have gone better",
        "Corrective actions",
        "Oven readings",
    ]
    abstract, rca, _, _, actions, oven = found.values()
    assert "was declared a P0 incident" in words(abstract)
    assert "The oven was off (suspected by anna" in words(rca)
    assert rca.gaps == ("contributing factors",)
    assert actions.blocks == (Para("not recorded: action items", "blank"),)
    assert oven.blocks == (Para("not recorded: Oven readings", "blank"),)
