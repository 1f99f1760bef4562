"""The command line's `warroom report KIND`, a thin call."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.commands.flags import Chosen, flags
from warroom.commands.reports import FORMATS, KINDS
from warroom.errors import BadInput, WarroomError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _kinds(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    from click.shell_completion import CompletionItem

    return [CompletionItem(kind, help=said) for kind, said in KINDS.items() if kind.startswith(incomplete)]


def _ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """For a shell to complete; where nothing can be read there is nothing to complete."""
    from warroom.commands import report as command

    try:
        return command.ids((ctx.find_object(Chosen) or Chosen()).settings(), incomplete)
    except WarroomError:
        return []


@click.command("report")
@click.argument("kind", required=False, metavar="[KIND]", shell_complete=_kinds)
@click.argument("incident_id", required=False, metavar="[ID]", shell_complete=_ids)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="how to write; else as FILE is called, else txt")
@click.option("--json", "format_", flag_value="json", help="short for --format json")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="a new file; without it stdout")
@click.option("--full", is_flag=True, help="everything: of a timeline every turn of a check")
@click.option(
    "--edit", is_flag=False, flag_value="*", metavar="[SECTION]", help="postmortem: open it in $VISUAL or $EDITOR"
)
@click.option("--since", metavar="DAY", help="metrics: declared on this day or later; 2026-11-22, or 2026-11")
@click.option("--until", metavar="DAY", help="metrics: declared on this day or before")
@click.option("--severity", "severities", multiple=True, metavar="P0", help="metrics: only of it; again for more")
@click.option("--issue", default="", metavar="SIGN", help="actions: this one of incident ID as an issue to paste: t2")
@flags
@click.pass_obj
def report(
    chosen: Chosen,
    kind: str | None,
    incident_id: str | None,
    format_: str | None,
    out: Path | None,
    *,
    full: bool,
    edit: str | None,
    since: str | None,
    until: str | None,
    severities: tuple[str, ...],
    issue: str,
) -> None:
    """Write a report; alone it lists the kinds."""
    from warroom.commands import report as command

    if kind is None:
        command.list_kinds(format_)
        return
    if edit is not None:
        _edit(chosen, kind, incident_id, edit, given=format_ is not None or out is not None)
        return
    command.report(
        chosen.settings(),
        kind,
        incident_id,
        format_,
        out,
        full=full,
        since=since,
        until=until,
        severities=severities,
        issue=issue,
    )


def _edit(chosen: Chosen, kind: str, incident_id: str | None, section: str, *, given: bool) -> None:
    from warroom.commands import editing

    if kind != "postmortem":
        raise BadInput("--edit opens the post-mortem: warroom report postmortem --edit [SECTION]")
    if given:
        raise BadInput("--edit opens the draft, and --format and --out write it: they are two commands")
    settings = chosen.settings()
    if settings.playbook_given:
        raise BadInput("--edit writes the sections of the incident's own playbook: leave --playbook out")
    editing.edit(settings, incident_id, section)
