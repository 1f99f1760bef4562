"""Keys, verbs and signs: made from the registries, so that they cannot differ from what works."""

from collections.abc import Iterable

from warroom.incident.entry import GROUPS, offered
from warroom.tui.content import fit, left
from warroom.tui.keys import SCOPES, Key
from warroom.tui.look import CHECK_SIGNS, CLOCK_SIGNS, LINE_SIGNS, RISK_SIGNS, Look, Row
from warroom.tui.panes import Opened, Pane, scrolled, way_back
from warroom.tui.view import Painted, Scene

_KEPT = "a line typed here is still saved"


def _columns(scene: Scene, first: str) -> tuple[list[Row], list[Row], list[Row]]:
    """Keys, the entry line, signs: made from the registries, so they cannot differ from what works."""
    return _keys(scene.keys, first), _verbs(), _signs(scene.look)


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The three columns side by side, or below one another where they do not fit.

    Keys of the panel or pane that it is about come first.
    """
    first = SCOPES.get(opened.about or "", "")
    keys, verbs, signs = _columns(scene, first)
    if width >= 110:
        widths = (36, 49, width - 85)
        rows = _beside((keys, verbs, signs), widths)
    else:
        rows = [*keys, (), *verbs, (), *signs] if first else [*verbs, (), *keys, (), *signs]
    said = _KEPT if scene.replay is None else "Esc goes back to the replay"
    head: Row = (("help", "title"), (" ─ ", "line"), (said, "muted"))
    return scrolled(head, rows, opened, height, way_back(scene))


def _beside(columns: tuple[list[Row], ...], widths: tuple[int, ...]) -> list[Row]:
    rows: list[Row] = []
    for y in range(max(map(len, columns))):
        row: list[tuple[str, str]] = []
        for column, width in zip(columns, widths, strict=True):
            part = fit(column[y], width - 2) if y < len(column) else ()
            row += [*part, (" " * (width - sum(len(t) for t, _ in part)), "text")]
        rows.append(tuple(row))
    return rows


def _keys(keys: Iterable[Key], first: str) -> list[Row]:
    rows: list[Row] = []
    where = ""
    for key in sorted(keys, key=lambda key: key.where != first):
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
                    left(f"/{verb.name} {verb.usage.partition(' ')[0] if len(verb.usage) > 14 else verb.usage}", 21)
                    + " ",
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
    risks = {"reads": "looks only", "changes": "something", "destroys": "cannot be undone", "shown": "no command"}
    rows += [(), (("of the playbook's commands", "muted"),)]
    rows += [
        (look.sign(RISK_SIGNS[k]), (" ", "text"), (left(RISK_SIGNS[k].word, 11), "text"), (words, "muted"))
        for k, words in risks.items()
    ]
    return rows


PANE = Pane(paint)
