"""The panes that take the place of the panels: help, the brief, one line in full."""

from warroom.incident.entry import GROUPS, offered
from warroom.incident.facts import Record
from warroom.report.brief import brief
from warroom.report.lines import describe, happened, late, marks
from warroom.text import plain, visible
from warroom.tui.content import fit, left, wrap
from warroom.tui.keys import KEYS
from warroom.tui.look import CHECK_SIGNS, CLOCK_SIGNS, LINE_SIGNS, Look, Row
from warroom.tui.view import Painted, Scene


def help_columns(look: Look) -> tuple[list[Row], list[Row], list[Row]]:
    """Keys, the entry line, signs: made from the registries, so they cannot differ from what works."""
    return _keys(), _verbs(), _signs(look)


def help_pane(scene: Scene, width: int, height: int, top: int) -> Painted:
    """The three columns side by side, or below one another where they do not fit."""
    keys, verbs, signs = help_columns(scene.look)
    if width >= 110:
        widths = (36, 49, width - 85)
        rows = _beside((keys, verbs, signs), widths)
    else:
        rows = [*verbs, (), *keys, (), *signs]
    top = max(0, min(top, len(rows) - height))
    more = len(rows) - top - height
    foot: Row = ((f"{more} below, PgDn ▾", "muted"),) if more > 0 else (("Esc room", "muted"),)
    return Painted(
        (("help", "title"), (" ─ ", "line"), ("a line typed here is still saved", "muted")),
        rows[top : top + height],
        foot,
    )


def _beside(columns: tuple[list[Row], ...], widths: tuple[int, ...]) -> list[Row]:
    rows: list[Row] = []
    for y in range(max(map(len, columns))):
        row: list[tuple[str, str]] = []
        for column, width in zip(columns, widths, strict=True):
            part = fit(column[y], width - 2) if y < len(column) else ()
            row += [*part, (" " * (width - sum(len(t) for t, _ in part)), "text")]
        rows.append(tuple(row))
    return rows


def _keys() -> list[Row]:
    rows: list[Row] = []
    where = ""
    for key in KEYS:
        if key.where != where:
            rows += [*([()] if rows else []), ((f"keys {key.where}", "muted"),)]
            where = key.where
        rows.append(((left(key.shown, 8), "title"), (key.help, "text")))
    return rows


def _verbs() -> list[Row]:
    rows: list[Row] = [
        (("the entry line; the shell has the same verbs", "muted"),),
        ((left("text", 22), "title"), ("a note, now", "text")),
        ((left("-12m text", 22), "title"), ("12 minutes ago", "text")),
        ((left("14:32 /fix", 22), "title"), ("verbs too", "text")),
    ]
    for group in GROUPS:
        verbs = [verb for verb in offered() if verb.group == group]
        rows.append(((group, "muted"),))
        rows += [
            (
                (
                    left(f"/{verb.name} {verb.usage.partition(' ')[0] if len(verb.usage) > 14 else verb.usage}", 22),
                    "title",
                ),
                (verb.help, "text"),
            )
            for verb in verbs
        ]
    return rows


def _signs(look: Look) -> list[Row]:
    said = {
        "down": "a check fails",
        "slow": "over its limit",
        "warn": "another limit",
        "soft": "not yet down",
        "up": "answers",
        "none": "no reading yet",
        "held": "not asked",
    }
    clocks = {
        "running": "time is left",
        "due": "last fifth",
        "overdue": "past its time",
        "met": "met, after so long",
        "met late": "met late",
        "waiting": "waits for that",
        "skipped": "waived",
        "dropped": "not any more",
    }
    lines = ("note", "sent", "declare", "role", "do", "decide", "suspect", "ruled_out", "done", "late")
    meaning = {
        "note": "a line typed",
        "sent": "to users",
        "declare": "or got worse",
        "role": "who holds what",
        "do": "a time-box given",
        "decide": "a decision",
        "suspect": "still open",
        "ruled_out": "it was not that",
        "done": "done, found",
        "late": "written later",
    }
    rows: list[Row] = [(("signs of checks", "muted"),)]
    rows += [
        (look.sign(CHECK_SIGNS[k]), (" ", "text"), (left(CHECK_SIGNS[k].word, 11), "text"), (words, "muted"))
        for k, words in said.items()
    ]
    rows += [(), (("of clocks", "muted"),)]
    rows += [
        (look.sign(CLOCK_SIGNS[k]), (" ", "text"), (left(CLOCK_SIGNS[k].word, 11), "text"), (words, "muted"))
        for k, words in clocks.items()
    ]
    rows += [(), (("of the timeline", "muted"),)]
    rows += [
        (look.sign(LINE_SIGNS[k]), (" ", "text"), (left(LINE_SIGNS[k].word, 11), "text"), (meaning[k], "muted"))
        for k in lines
    ]
    return rows


def brief_pane(scene: Scene, width: int, height: int, top: int) -> Painted:
    """Six sentences, to say aloud; pinned lines are on top of the timeline's own."""
    rows: list[Row] = []
    for about, said in brief(scene.incident, scene.now):
        lines = wrap(visible(said), max(20, width - 14), 6)
        rows += [((left(about if n == 0 else "", 13), "muted"), (line, "text")) for n, line in enumerate(lines)]
        rows.append(())
    top = max(0, min(top, len(rows) - height))
    return Painted(
        (("brief", "title"), (" ─ ", "line"), ("what is happening", "muted")),
        rows[top : top + height],
        (("Esc room", "muted"),),
    )


def entry_pane(scene: Scene, record: Record, width: int, height: int, top: int) -> Painted:
    """One record whole: both times, who, its hash, every line of its words."""
    incident, now = scene.incident, scene.now
    said = describe(record, incident, now)
    rows: list[Row] = []
    amended = incident.amended.get(record.seq)
    facts = [
        ("happened", f"{happened(record, incident):%Y-%m-%d %H:%M:%S} UTC"),
        (
            "noted",
            f"{record.noted_at:%Y-%m-%d %H:%M:%S} UTC by {record.by}"
            + (f" ({record.via.get('user', '')} at {record.via.get('tty', '')})" if record.via else ""),
        ),
        (
            "kind",
            f"{record.kind}{', ' + ', '.join(marks(record, incident)) if marks(record, incident) else ''}",
        ),
        ("hash", record.hash),
    ]
    if amended:
        first = describe(record, scene.incident.__class__(), now)
        facts.append(("first said", first.text))
    rows += [
        ((left(about, 13), "muted"), (fit(((visible(words), "text"),), width - 14) or (("", "text"),))[0])
        for about, words in facts
    ]
    rows.append(())
    for line in plain(said.text).split("\n"):
        rows += [((part, "text"),) for part in wrap(visible(line), width, 50)]
    top = max(0, min(top, len(rows) - height))
    more = len(rows) - top - height
    foot: Row = ((f"{more} below, PgDn ▾", "muted"),) if more > 0 else (("Esc room", "muted"),)
    noted = "  back-dated" if late(record, incident, now) else ""
    return Painted(
        ((f"line #{record.seq}", "title"), (" ─ ", "line"), (f"{said.word}{noted}", "muted")),
        rows[top : top + height],
        foot,
    )
