"""Pages of many styles become playbooks: what is on the page, at its line, and nothing else."""

from functools import cache
from pathlib import Path

import msgspec
import pytest

from warroom.errors import BadInput
from warroom.playbook import markdown
from warroom.playbook import yaml as files
from warroom.playbook.markdown.encoding import MOST_BYTES
from warroom.playbook.markdown.reading import STAND_IN
from warroom.playbook.model import Limit, Playbook, Step

PAGES = Path(__file__).parent / "pages"


@cache
def page(name: str) -> Playbook:
    return markdown.load(PAGES / f"{name}.md").playbook


def read(text: str) -> Playbook:
    return markdown.read(text, "page.md").playbook


def clock(limit: Limit | None) -> float | str | None:
    """Seconds; the words where there are no seconds."""
    return None if limit is None else limit.words if limit.seconds is None else limit.seconds


def levels(book: Playbook) -> list[tuple[str, str, float | str | None, float | str | None]]:
    return [(level.id, level.name, clock(level.response), clock(level.cadence)) for level in book.severities]


def ladder(book: Playbook) -> list[tuple[str, float | str | None]]:
    return [(rung.who, clock(rung.after)) for rung in book.ladder]


def items(book: Playbook) -> list[tuple[str, float | str | None, str]]:
    return [(item.text, clock(item.limit), item.anchor) for item in book.items]


def runs(steps: tuple[Step, ...]) -> list[str]:
    return [step.run for step in steps if step.run]


def left(book: Playbook) -> str:
    return "\n".join(one.text for one in book.left)


def all_clocks(book: Playbook) -> list[Limit]:
    found = [limit for level in book.severities for limit in (level.response, level.cadence, level.escalate)]
    found += [item.limit for item in book.items] + [rung.after for rung in book.ladder]
    found += [duty.after for duty in book.duties] + [phase.ends for phase in book.phases]
    found += [step.within for one in book.scenarios for step in one.steps]
    return [limit for limit in found if limit is not None and limit.seconds is not None]


# Styles.


def test_pipe_tables_for_levels_ladder_checklist_roles_contacts_and_links() -> None:
    book = page("tables")
    assert levels(book) == [("SEV1", "", 300, 900), ("SEV2", "", 1200, 2700), ("SEV3", "", 14400, None)]
    assert book.severities[2].response == Limit(14400, "business", "4 business hours")
    assert book.severities[0].notify == "primary + duty manager"
    assert [(t.metric, t.op, t.value, t.unit) for t in book.severities[1].triggers] == [("p95", ">", 8, "s")]
    assert [(clock(duty.after), duty.severities) for duty in book.duties] == [(14400, ("SEV1",)), (86400, ("SEV2",))]
    assert ladder(book) == [
        ("Primary on call", 0),
        ("Secondary on call", 600),
        ("Duty manager", 1500),
        ("Head of platform", 3600),
    ]
    assert items(book) == [
        ("Acknowledge the page", 300, "declared"),
        ("Post the first update to customers", 900, "declared"),
        ("Decide about moving traffic", 3600, "declared"),
    ]
    assert [item.owner for item in book.items] == ["commander", "comms", "commander"]
    assert {role.id for role in book.roles} == {"commander", "comms", "scribe"}
    assert [(one.name, one.role, one.how) for one in book.contacts] == [
        ("Mara Lind", "Duty manager", "+46 8 555 0101, @mara"),
        ("Ove Berg", "Database owner", "+46 8 555 0102, @ove"),
    ]
    assert [one.url for one in book.links] == [
        "https://grafana.parcels.example/d/booking",
        "https://status.parcels.example",
    ]
    assert book.title == "Parcel tracking on-call guide"


def test_a_table_of_service_levels_sets_no_deadline() -> None:
    book = page("tables")
    assert "| booking | 99.9 % | 30 days | 5 minutes |" in left(book)
    assert "owner: logistics" in left(book)


def test_html_tables_and_lists() -> None:
    book = page("html")
    assert levels(book) == [
        ("P1", "Critical", 600, 1200),
        ("P2", "High", 1800, 3600),
        ("P3", "Normal", "next business day", "weekly"),
    ]
    assert ladder(book) == [("Shift engineer", 300), ("Venue systems lead", 900), ("Operations director", 2700)]
    (scenario,) = book.scenarios
    assert scenario.title == "Seat map does not load"
    assert scenario.symptoms == ("grey boxes where seats belong",)
    assert [(step.stage, step.run) for step in scenario.steps] == [("resolve", "systemctl restart seatmap")]
    assert "reviewed in spring" in left(book)


def test_a_page_without_headings_is_read_by_its_bold_lines_bullets_and_keycaps() -> None:
    book = page("no_headings")
    assert book.title == "What to do when the kiln controllers go offline"
    assert levels(book) == [
        ("P0", "critical", 300, 1200),
        ("P1", "high", 1800, 7200),
        ("P2", "low", "next business day", None),
    ]
    assert book.severities[0].notify == "call the shift lead"
    assert ladder(book) == [("Shift lead", 600), ("Plant engineer", 1800), ("Site manager", 3600)]
    assert items(book) == [
        ("Acknowledge the alarm", 300, "declared"),
        ("Form a hypothesis", 900, "declared"),
        ("Fix implemented", None, "declared"),
        ("Incident declared resolved", 1200, "fixed"),
        ("Post-mortem held", 172800, "resolved"),
    ]
    assert [item.done_by for item in book.items][1:4] == ["hypothesis", "fixed", "resolved"]
    assert (book.contacts[0].name, book.contacts[0].how) == ("Shift lead", "+49 30 5550 100")


def test_ordered_checkboxes_take_the_clock_of_their_title() -> None:
    book = page("ordered_boxes")
    assert levels(book) == [("P1", "Urgent", 600, 1800), ("P2", "Normal", 14400, 86400)]
    assert [limit for _, limit, _ in items(book)] == [900, 900, 900, 900, None, 7200, "3 business days"]
    assert [item.done_by for item in book.items][:2] == ["role:commander", "role:scribe"]
    assert [(step.run, step.group) for step in book.steps] == [
        ("cd /srv/deploy", "block-16"),
        ("export FREEZE=1", "block-16"),
        ('./freeze.sh \\\n  --reason "incident"', "block-16"),
    ]
    assert {step.title for step in book.steps} == {"Freeze deployments"}


def test_reversed_names_setext_headings_labels_in_bold_and_a_ladder_in_sentences() -> None:
    book = page("reversed")
    assert levels(book) == [
        ("P0", "Critical", 180, 600),
        ("P1", "Major", 900, 1800),
        ("P2", "Minor", "next business day", "as needed"),
    ]
    assert ladder(book) == [("night astronomer", 300), ("site director", 1200)]
    assert book.ladder[0].condition.startswith("If no answer")
    (scenario,) = book.scenarios
    assert [(step.stage, step.words or step.run) for step in scenario.steps] == [
        ("diagnose", "closing... ok"),
        ("diagnose", "Check the shutter camera"),
        ("rollback", "domectl reopen --slit 30"),
    ]
    assert runs(scenario.steps) == ["domectl close --force", "domectl reopen --slit 30"]
    assert scenario.steps[1].link == "https://cams.obs.example/shutter"


def test_a_german_page() -> None:
    book = page("german")
    assert levels(book) == [
        ("SEV1", "kritisch", 600, 1800),
        ("SEV2", "hoch", 3600, 14400),
        ("SEV3", "gering", "nächster Werktag", None),
    ]
    assert book.severities[2].response == Limit(None, "business", "nächster Werktag")
    assert ladder(book) == [("Bereitschaftstechniker", 900), ("Teamleiter Netz", 2700), ("Werkleitung", 7200)]
    assert [role.id for role in book.roles] == ["commander", "scribe"]
    assert items(book) == [
        ("Lage erfassen", 300, "declared"),
        ("Erste Meldung innerhalb von 20 Minuten", 1200, "declared"),
        ("Entwarnung geben", 1800, "fixed"),
    ]
    (scenario,) = book.scenarios
    assert (scenario.title, scenario.symptoms) == ("Pumpe ausgefallen", ("Vorlauf fällt unter 60 Grad",))
    assert [step.stage for step in scenario.steps] == ["diagnose", "resolve", "resolve"]
    assert book.left == ()


def test_a_french_page() -> None:
    book = page("french")
    assert levels(book) == [
        ("P1", "Critique", 900, 1800),
        ("P2", "Majeure", 7200, 14400),
        ("P3", "Mineure", "prochain jour ouvré", None),
    ]
    assert ladder(book) == [("Astreinte", 600), ("Responsable d’exploitation", 1800), ("Directeur", 3600)]
    assert [role.id for role in book.roles] == ["commander", "scribe"]
    assert book.scenarios[0].symptoms == ("débit de nuit anormal",)
    assert [template.body for template in book.templates] == [
        "Nous examinons une coupure d’eau dans le quartier [nom]."
    ]


def test_levels_across_the_columns_a_ladder_matrix_and_a_table_of_known_issues() -> None:
    book = page("wiki_export")
    assert levels(book) == [("SEV1", "", 300, 900), ("SEV2", "", 1800, 3600), ("SEV3", "", "2 business days", None)]
    assert [(rung.who, clock(rung.after), rung.severities) for rung in book.ladder] == [
        ("Team lead", 900, ("SEV1",)),
        ("Engineering manager", 1800, ("SEV1",)),
        ("CTO", 3600, ("SEV1",)),
        ("Team lead", 1800, ("SEV2",)),
        ("Engineering manager", 3600, ("SEV2",)),
    ]
    assert [(one.title, one.steps[-1].words) for one in book.scenarios] == [
        ("Rates show 0", "Refill the cache"),
        ("Bookings hang", "Switch to the second provider"),
    ]
    assert book.zone == "Europe/Lisbon"
    assert [one.url for one in book.proposed] == ["https://board.hotel.example/status"]


def test_a_page_in_chapters_for_each_role() -> None:
    book = page("pager_like")
    assert levels(book) == [("SEV-1", "", 300, 1800), ("SEV-2", "", 900, 3600), ("SEV-3", "", None, None)]
    assert [level.notify for level in book.severities][:2] == ["Page an incident commander", "Page the on-call"]
    assert {role.id: role.duties for role in book.roles}["deputy"] == (
        "Keeps track of timers",
        "Takes over when the commander is away",
    )
    assert clock(book.postmortem.within) == 432_000
    assert clock(book.resolution.watch) == 1200
    assert len(book.resolution.criteria) == 2


def test_a_runbook_for_one_alert_without_levels() -> None:
    imported = markdown.load(PAGES / "sre_like.md")
    book = imported.playbook
    assert book.severities == STAND_IN
    assert all(level.response is None and level.cadence is None for level in book.severities)
    assert any("names no levels: P0 to P3 stand in" in note for note in imported.notes)
    assert [role.id for role in book.roles] == ["commander", "technical", "comms"]
    (scenario,) = book.scenarios
    assert scenario.title == "LedgerLagHigh"
    assert [(step.stage, step.title, step.risk) for step in scenario.steps if step.run and step.risk != "shown"] == [
        ("diagnose", "", "reads"),
        ("diagnose", "", "reads"),
        ("resolve", "Drain the slow applier", "changes"),
        ("resolve", "If lag keeps growing", "changes"),
    ]
    shown = [step for step in scenario.steps if step.risk == "shown" and step.run]
    assert [(step.language, step.stage) for step in shown] == [("sql", "verify"), ("yaml", "diagnose")]
    assert all_clocks(book) == []  # neither the settings, nor the objectives, nor the script of the game day
    assert "Within 5 minutes the team must notice" in left(book)


def test_a_short_page_with_its_levels_in_one_line() -> None:
    book = page("short")
    assert levels(book) == [("P1", "", 600, None), ("P2", "", None, None)]
    assert [step.words for step in book.steps][1] == "./bin/rollback the last release"
    assert items(book)[1] == ("Customers told within 30 minutes", 1800, "declared")
    assert [one.url for one in book.proposed] == ["https://shop.example/healthz"]


def test_an_export_of_nested_lists() -> None:
    book = page("notion_export")
    assert levels(book) == [("P0", "Critical", 300, 1200), ("P1", "High", 1800, 7200)]
    assert ladder(book) == [("On-call engineer", 600), ("Tech lead", 1200), ("VP Engineering", 3600)]
    (scenario,) = book.scenarios
    assert (scenario.title, scenario.symptoms) == ("Search index stale", ("results older than an hour",))
    assert scenario.steps[0].placeholders == ("{{SNAPSHOT}}",)
    assert [one.how for one in book.contacts] == ["tl@search.example", "+1 555 0199"]
    assert [(one.title, one.items) for one in book.lists] == [
        ("Handover checklist", ("open incidents", "noisy alerts"))
    ]


def test_phases_cadences_by_list_templates_and_what_is_owed_on_a_condition() -> None:
    book = page("phases")
    assert levels(book) == [("SEV1", "Critical", 120, 600), ("SEV2", "Low", "Next business day", "daily if needed")]
    assert clock(book.severities[0].escalate) == 600
    assert [(one.title, clock(one.begins), clock(one.ends)) for one in book.phases] == [
        ("Detection", 0, 300),
        ("Triage", 300, 900),
        ("Repair", None, None),
    ]
    assert items(book) == [
        ("Assign an incident commander", 900, "declared"),
        ("Assess who is affected", 900, "declared"),
        ("Save the logs", 7200, "resolved"),
        ("Write the timeline", 7200, "resolved"),
        ("Repair the alarm", 604_800, "resolved"),
    ]
    assert [(one.channel, one.status) for one in book.templates] == [
        ("chat", ""),
        ("status_page", "investigating"),
        ("status_page", "resolved"),
        ("email", ""),
    ]
    assert book.templates[1].body == "[INVESTIGATING] Booking is not possible since [since]."
    assert book.templates[3].subject == "Booking was interrupted"
    (duty,) = book.duties
    assert (clock(duty.after), duty.severities, duty.channel) == (2700, ("SEV1",), "email")
    assert (clock(book.resolution.watch), book.resolution.watch_for) == (2400, ("Bookings flow again",))
    assert [one.title for one in book.lists] == ["Before your shift"]


def test_one_fence_keeps_its_commands_apart_and_together() -> None:
    steps = page("phases").steps
    assert runs(steps) == [
        'psql "$BOOKINGS"',
        "SELECT 1;",
        "\\q",
        "cat > /tmp/note <<'END'\nit's\nEND",
        'echo "two\nlines"',
        'for h in a b; do\n  ping -c 1 "$h"\ndone',
    ]
    assert [step.language for step in steps if step.run][:3] == ["", "psql", "psql"]
    assert len({step.group for step in steps}) == 1
    assert [step.words for step in steps if not step.run] == ["Status: DOWN\n1. Book an appointment"]


# Promises.


def vars_of(piece: object) -> dict[str, object]:
    assert isinstance(piece, msgspec.Struct)
    return msgspec.structs.asdict(piece)


def every_piece(book: Playbook) -> list[object]:
    groups = (
        book.severities,
        book.items,
        book.ladder,
        book.roles,
        book.contacts,
        book.scenarios,
        book.duties,
        book.phases,
    )
    more = (book.questions, book.steps, book.templates, book.lists, book.links, book.proposed, book.left)
    return [piece for group in (*groups, *more) for piece in group]


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.md")))
def test_every_piece_knows_the_line_it_came_from(name: str) -> None:
    lines = (PAGES / f"{name}.md").read_text(encoding="utf-8").split("\n")
    for piece in every_piece(page(name)):
        if piece in STAND_IN:
            continue
        file, _, line = str(vars_of(piece)["source"]).rpartition(":")
        assert file == f"{name}.md"
        assert lines[int(line) - 1].strip(), piece


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.md")))
def test_a_page_is_read_the_same_twice(name: str) -> None:
    assert markdown.load(PAGES / f"{name}.md") == markdown.load(PAGES / f"{name}.md")


@pytest.mark.parametrize(
    "text",
    [
        "## Checklist\n- [ ] If more than 5 errors in 5 minutes, call the vendor",
        "## Checklist\n- [ ] Alert when error rate > 5% over 10 minutes",
        "## Checklist\n- [ ] Look at the logs of the last 30 minutes",
        "## Checklist\n- [ ] Keep watching for 20 minutes",
        "## Checklist\n- [ ] Wait until p95 < 2 s",
        "## Checklist\n- [ ] Backups run every 6 hours",
    ],
)
def test_a_figure_that_is_no_deadline_sets_none(text: str) -> None:
    assert all_clocks(read(f"# Plan\n{text}")) == []


def test_next_business_day_stays_words() -> None:
    level = read("## Severities\n### P3 - Low\n- **Response time:** Next business day\n").severities[0]
    assert level.response == Limit(seconds=None, calendar="business", words="Next business day")


def test_a_template_in_a_fence_is_no_live_checklist() -> None:
    fence = "```markdown\n# Review of 2024-05-01\n## Timeline\n- [ ] within 5 minutes: call @anna\n| P1 | 5 min |\n```"
    book = read(f"## Severities\n### P0 - Critical\n- Response: 5 min\n\n## Post-mortem template\n{fence}\n")
    assert book.items == ()
    assert [level.id for level in book.severities] == ["P0"]
    assert [section.title for section in book.postmortem.sections] == ["Timeline"]
    assert "call @anna" in book.templates[0].body


def test_cadence_in_one_sentence_for_several_levels() -> None:
    text = "## Severity\n### SEV1 - Critical\n- Response: 5 min\n### SEV2 - High\n- Response: 10 min\n"
    book = read(
        text
        + "## Communication\n### Status updates\nEvery 15 minutes (SEV1) or 30 minutes (SEV2):\n\n```\nUPDATE\n```\n"
    )
    assert [clock(level.cadence) for level in book.severities] == [900, 1800]


def test_rungs_after_no_answer_count_on() -> None:
    text = "## Escalation\n1. **Primary**: Paged first\n2. **Secondary**: If primary doesn't respond in 5 minutes\n"
    book = read(text + "3. **Manager**: If secondary doesn't respond in 5 minutes\n4. **CTO**: lasting >2 hours\n")
    assert ladder(book) == [("Primary", 0), ("Secondary", 300), ("Manager", 600), ("CTO", 7200)]


def test_what_is_typed_into_a_shell_is_never_a_check() -> None:
    book = read("## Runbook: Down\n### Symptoms\n- red\n### Diagnosis\n```bash\ncurl https://a.example/health\n```\n")
    assert book.checks == ()
    assert [one.url for one in book.proposed] == ["https://a.example/health"]


def test_a_scenario_takes_the_level_of_its_title() -> None:
    level = "## Severity\n### P1 - High\n- Response: 5 min\n"
    (scenario,) = read(
        level + "## P1 INCIDENT: Queue stuck\n### Symptoms\n- slow\n### Resolution\n1. Drain\n"
    ).scenarios
    assert (scenario.title, scenario.severity) == ("Queue stuck", "P1")


def test_text_that_was_encoded_twice_is_put_right_and_said() -> None:
    unmapped = b"\x81\x8d\x8f\x90\x9d"
    meant = "🚨 für"
    twice = "".join(chr(one) if one in unmapped else bytes([one]).decode("cp1252") for one in meant.encode())
    imported = markdown.read(f"# {twice}\n## Checklist\n- [ ] 5 min: go\n".encode(), "page.md")
    assert imported.playbook.title == meant
    assert any("page.md:1: 1 line was encoded as UTF-8 twice" in note for note in imported.notes)


def test_line_ends_tabs_and_a_byte_order_mark_change_nothing() -> None:
    plain = "# Plan\n## Checklist\n- [ ] 5 min: go\n\t- [ ] 10 min: look\n"
    other = ("\ufeff" + plain.replace("\n", "\r\n")).encode()
    assert markdown.read(other, "page.md").playbook == markdown.read(plain, "page.md").playbook
    assert [clock(item.limit) for item in read(plain).items] == [300, 600]


def test_no_more_items_than_have_numbers() -> None:
    imported = markdown.read("## Checklist\n" + "- [ ] do this\n" * 1100, "page.md")
    assert len(imported.playbook.items) == 999
    assert imported.playbook.left[0].source == "page.md:1001"
    assert any("999" in note for note in imported.notes)


# Bad input.


def refused(text: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        markdown.read(text, "page.md")
    return str(caught.value)


@pytest.mark.parametrize("text", ["", " \n\t\n", b"", b"\xef\xbb\xbf"])
def test_an_empty_page_is_refused(text: str | bytes) -> None:
    assert refused(text) == "page.md: the file is empty"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0", b"\0" * 10, bytes(range(1, 256)) * 40])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert refused(data) == "page.md: this is not a text file"


@pytest.mark.parametrize(
    "text",
    [
        "# Recipe\nStir for 5 minutes.\n- eggs\n- flour\n",
        "just words",
        "[a](b)",
        "```\nx\n```",
        "# Changelog\n- 1.0 first release\n",
    ],
)
def test_a_page_that_is_no_playbook_is_refused(text: str) -> None:
    assert "does not look like an incident playbook" in refused(text)


def test_files_that_cannot_be_read_are_refused_in_one_sentence(tmp_path: Path) -> None:
    large = tmp_path / "large.md"
    with large.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    for path, said in [
        (tmp_path, "this is a directory"),
        (tmp_path / "none.md", "no such file"),
        (large, f"100.0 MiB, and a playbook page of at most {MOST_BYTES // 1024**2} MiB is read"),
        (Path("/dev/null"), "this is no regular file"),
    ]:
        with pytest.raises(BadInput) as caught:
            markdown.load(path)
        assert said in str(caught.value)
        assert "\n" not in str(caught.value)


# The table for the command line.


def test_the_summary_counts_what_was_found_and_says_where() -> None:
    imported = markdown.load(PAGES / "phases.md")
    rows = {row.kind: (row.count, row.where) for row in markdown.summary(imported)}
    assert rows["severities"] == (2, "5-11")
    assert rows["checklist items"] == (5, "20-47")
    assert rows["commands"] == (4, "76-88")
    assert rows["shown code and queries"] == (2, "77-78")
    assert rows["lines left"][0] == sum(len(one.text.split("\n")) for one in imported.playbook.left)
    assert "metrics" not in rows


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.md") if path.stem != "sre_like"))
def test_what_was_read_can_be_written_and_loads_to_the_same(name: str) -> None:
    assert files.parse(files.dump(page(name)), "page.yaml") == page(name)


def test_ladders_by_verb_by_level_and_by_matrix() -> None:
    book = page("ladders")
    assert [level.id for level in book.severities] == ["SEV-1", "SEV-2"]
    assert [(rung.who, clock(rung.after), rung.severities) for rung in book.ladder] == [
        ("L1", 0, ("SEV-1",)),
        ("Station lead", 0, ("SEV-1",)),
        ("night manager", 600, ("SEV-1",)),
        ("Rope engineer", 900, ("SEV-1",)),
        ("L2", 1200, ()),
        ("Station lead", 1800, ("SEV-2",)),
        ("Rope engineer", "next business day", ("SEV-2",)),
    ]
    assert book.ladder[4].condition == "Escalate to L2 if unresolved in 20 minutes."
    assert [(duty.text, clock(duty.after), duty.severities) for duty in book.duties] == [
        ("resolve within 3 hours; and tell the valley station", 10_800, ("SEV-2",)),
        ("SEV-1: Update within 5 minutes, every 15 minutes thereafter", 300, ("SEV-1",)),
    ]
    assert "Note every escalation in the log." in left(book)
    assert any("order of their minutes" in note for note in markdown.load(PAGES / "ladders.md").notes)


def test_a_first_update_and_the_rhythm_after_it_are_two_things() -> None:
    assert [clock(level.cadence) for level in page("ladders").severities] == [900, None]


def test_steps_for_a_role_are_its_duties() -> None:
    (role,) = page("ladders").roles
    assert (role.id, role.duties) == ("commander", ("Say who decides.", "Keep the call short."))


def test_items_that_are_only_a_time_give_it_to_what_is_nested_in_them() -> None:
    book = page("ladders")
    assert items(book) == [
        ("Write down what was seen", 7200, "resolved"),
        ("Hold the post-mortem", 259_200, "resolved"),
        ("File the repairs", 259_200, "resolved"),
    ]
    assert clock(book.postmortem.within) == 259_200


def test_a_page_called_runbook_is_not_one_scenario_when_it_has_chapters() -> None:
    book = page("ladders")
    assert book.scenarios == ()
    assert (book.resolution.criteria, clock(book.resolution.watch)) == (
        ("Cabins run at full speed for 45 minutes",),
        2700,
    )
