"""The command line's `warroom snapshot`, a thin call."""

from pathlib import Path

import click

from warroom.commands.flags import Chosen, flags


@click.command("snapshot")
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("--svg", "form", flag_value="svg", help="a picture; what it is without, where FILE ends in .svg")
@click.option("--text", "form", flag_value="text", help="letters, for a block of code; what it is without")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="a new file; without it stdout")
@click.option("--size", metavar="COLUMNSxROWS", help="of the board: 120x40, where nothing is said")
@click.option("--view", default="room", show_default=True, metavar="VIEW", help="room, lobby, runbook, people, …")
@click.option("--at", metavar="TIME", help="the room as it was: 14:32, -5m, #128, fixed")
@flags
@click.pass_obj
def snapshot(
    chosen: Chosen,
    incident_id: str | None,
    form: str | None,
    out: Path | None,
    size: str | None,
    view: str,
    at: str | None,
) -> None:
    """Draw the board as it is now, without a terminal: for a chat or a report. Nothing is asked or recorded."""
    from warroom.commands import snapshot as command

    command.snapshot(chosen.settings(), incident_id, form, out, size, view, at)
