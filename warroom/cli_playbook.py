"""The command line's `warroom playbook …`, each a thin call."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from warroom.commands.flags import Chosen, Group, flags, formats
from warroom.errors import BadInput

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@click.group("playbook", cls=Group, invoke_without_command=True)
@flags
@click.pass_context
def playbook(ctx: click.Context) -> None:
    """Look at playbooks, read an incident's again, let the checks of one from outside run."""
    if ctx.invoked_subcommand is None:
        raise BadInput(
            "warroom playbook goes on with show NAME, list, new FILE, import PAGE, lint NAME, template, schema, reload "
            "or accept"
        )


def _names_of_playbooks(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> "list[CompletionItem]":
    """For a shell to complete: those of the library, and files."""
    from click.shell_completion import CompletionItem

    from warroom.commands import playbook as command

    found = [] if "/" in incomplete else [CompletionItem(name) for name in command.names_from(incomplete)]
    return [*found, CompletionItem(incomplete, type="file")]


@playbook.command("show")
@click.argument("name", metavar="NAME|FILE", shell_complete=_names_of_playbooks)
@click.option("--json", "format_", flag_value="json", help="short for --format json")
@click.option("--markdown", "format_", flag_value="markdown", help="short for --format markdown")
@click.option("--yaml", "format_", flag_value="yaml", help="short for --format yaml: the file itself")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown", "yaml"]),
    default="text",
    show_default=True,
    help="how to print",
)
@flags
def playbook_show(name: str, format_: str) -> None:
    """Print a playbook for people: its levels, clocks, runbooks, templates; or for programs, or as a file."""
    from warroom.commands import playbook as command

    command.show(name, format_)


@playbook.command("list")
@formats
@flags
def playbook_list(format_: str) -> None:
    """Print the playbooks that come with warroom, and what each holds."""
    from warroom.commands import playbook as command

    command.list_all(format_)


@playbook.command("new")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--from",
    "source",
    default="default",
    show_default=True,
    metavar="NAME|FILE",
    help="which to begin with",
    shell_complete=_names_of_playbooks,
)
@flags
def playbook_new(file: Path, source: str) -> None:
    """Write a commented playbook of your own, never over one that is there."""
    from warroom.commands import playbook as command

    command.new(file, source)


@playbook.command("import")
@click.argument("page", metavar="PAGE.md", type=click.Path())
@click.option(
    "--out", "target", type=click.Path(path_type=Path), metavar="FILE.yaml", help="write it as a playbook file"
)
@click.option("--name", metavar="NAME", help="what the playbook is called; without it as the page's file")
@click.option("--force", is_flag=True, help="write over a file that is there")
@click.option("--full", is_flag=True, help="everything that was left, and all that lint found")
@formats
@flags
def playbook_import(page: str, target: Path | None, name: str | None, format_: str, *, force: bool, full: bool) -> None:
    """Read a team's own Markdown page: what was found in it, what was not understood, what lint thinks of it."""
    from warroom.commands import importing

    importing.import_page(page, target, name, format_, force=force, full=full)


@playbook.command("lint")
@click.argument("name", metavar="NAME|FILE", shell_complete=_names_of_playbooks)
@formats
@flags
def playbook_lint(name: str, format_: str) -> int:
    """Say what in a playbook, or in a page, will mislead people during an incident; exit 1 on errors."""
    from warroom.commands import linting

    return linting.lint_command(name, format_)


@playbook.command("template")
@click.argument("name", metavar="[TEMPLATE]", required=False)
@formats
@flags
@click.pass_obj
def playbook_template(chosen: Chosen, name: str | None, format_: str) -> None:
    """Print a template of the incident's playbook, filled in from its record; without a name those there are."""
    from warroom.commands import templates

    templates.template(chosen.settings(), name, format_)


@playbook.command("schema")
@flags
def playbook_schema() -> None:
    """Print a JSON Schema of playbook files, which says what every key means."""
    from warroom.commands import playbook as command

    command.schema()


@playbook.command("reload")
@formats
@flags
@click.pass_obj
def playbook_reload(chosen: Chosen, format_: str) -> None:
    """Read the playbook's file again into the open incident."""
    from warroom.commands import write

    write.playbook_reload(chosen.settings(), format_)


@playbook.command("accept")
@click.argument("file", required=False, metavar="[FILE]")
@click.option("--yes", is_flag=True, help="do not ask")
@formats
@flags
@click.pass_obj
def playbook_accept(chosen: Chosen, file: str | None, format_: str, *, yes: bool) -> int:
    """Show what the checks of a file from outside would ask, and let them; without FILE, of whatever waits here."""
    from warroom.commands import accept

    return accept.accept(chosen.settings(), file, format_, yes=yes)
