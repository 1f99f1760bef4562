"""What was run and what is kept of it: outcome, the hash of the output, and whether the file still holds it."""

from warroom.incident.run import Run
from warroom.report.words import number, plural, since
from warroom.text import visible
from warroom.tui.content import left, right
from warroom.tui.look import CHECK_SIGNS, LINE_SIGNS, Part, Row
from warroom.tui.panels.review.rows import columns, keys_said, listing
from warroom.tui.panels.review.scale import when, when_utc
from warroom.tui.panels.review.seen import Seen, has_keys, seen_in
from warroom.tui.view import Painted, Scene

OUTCOME, HELD = 10, 13


def kept(scene: Scene) -> list[Run]:
    """The runs with an output that was kept."""
    return [run for run in scene.incident.runs if run.evidence]


def lost(scene: Scene) -> int:
    """How many of those are gone or changed, as far as was looked."""
    held = seen_in(scene).held
    return sum(bool(held.get(run.evidence)) for run in kept(scene))


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a run: when, what, how it ended, and whether its output is the same still."""
    seen, runs = seen_in(scene), scene.incident.runs
    gone, outputs = lost(scene), len(kept(scene))
    said: Part = (f"{gone} not as kept", "bad+b") if gone else (plural(outputs, "output"), "text")
    looked = sum(run.evidence in seen.held for run in kept(scene))
    word = "hashes hold" if looked == outputs and not gone else f"{looked} of {outputs} hashed"
    more: Row = ((f"  {word}", "muted"),) if outputs else ()
    links = len(scene.incident.links)
    linked: Row = ((f"  {plural(links, 'link')}", "muted"),) if links else ()
    head: Row = (("evidence", "title"), (" ─ ", "line"), said, *more, *linked)
    rows = [*(_row(run, scene, seen, width) for run in runs), *(_link(link, scene) for link in scene.incident.links)]
    foot = keys_said(scene, ("review.open", "the output"), ("review.verify", "hash again"))
    cursor = min(seen.cursor("evidence"), len(runs) - 1)
    detail = story(runs[cursor], scene, seen) if runs and seen.cursor("evidence") < len(runs) else []
    return listing(
        scene,
        "evidence",
        head,
        rows,
        (width, height),
        detail=detail,
        foot=foot if has_keys(scene, "evidence") else (),
        nothing="Nothing was run or linked, so there is no evidence beside the record.",
    )


def _row(run: Run, scene: Scene, seen: Seen, width: int) -> Row:
    sign, tone = scene.look.sign(LINE_SIGNS["ran"])
    words, state = _outcome(run)
    before: Row = (
        (sign, tone if run.well else "bad+b" if run.outcome else "soon+b"),
        (f" {left(when(run.at, scene.incident), 9)}", "muted"),
        (visible(run.title or run.command), "text"),
    )
    held: Part = _held(run, scene, seen)
    tail = [(right(words, OUTCOME), state), ("  ", "text"), (left(held[0], HELD), held[1])]
    return columns(before, tail, width)


def _outcome(run: Run) -> tuple[str, str]:
    if not run.outcome:
        return "unknown", "soon+b"
    if run.outcome == "exited":
        return f"exit {run.exit}", "muted" if run.well else "bad+b"
    return run.outcome, "bad+b"


def _held(run: Run, scene: Scene, seen: Seen) -> Part:
    if not run.evidence:
        return "nothing kept", "muted"
    if run.evidence not in seen.held:
        return run.evidence[:HELD], "muted"
    trouble = seen.held[run.evidence]
    sign, tone = scene.look.sign(CHECK_SIGNS["down" if trouble else "up"])
    return f"{sign} {'not as kept' if trouble else run.evidence[: HELD - 2]}", tone


def _link(link: str, scene: Scene) -> Row:
    sign, _ = scene.look.sign(LINE_SIGNS["note"])
    return ((f"{sign} ", "muted"), (visible(link), "text"))


def story(run: Run, scene: Scene, seen: Seen) -> list[str]:
    """A run in sentences: the command, who, where, how long, and what is known of its output."""
    lasted = f", {since(run.duration_s)}" if run.duration_s else ""
    found = [f"#{run.seq} {run.by} at {when_utc(run.at, scene.incident)}{lasted}: {run.command}"]
    if run.evidence:
        trouble = seen.held.get(run.evidence)
        state = trouble or ("the file holds it still" if trouble == "" else "not hashed yet")
        found.append(f"{number(run.size)} bytes, sha256 {run.evidence}: {state}")
    return [visible(line) for line in found]
