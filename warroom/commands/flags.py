"""What commands of the command line share: their flags, and the kinds of command."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from warroom import wiring
from warroom.errors import BadInput
from warroom.settings import Settings


class Chosen:
    """The flags given so far: before the command or after it."""

    def __init__(self) -> None:
        self.flags: dict[str, str | None] = {}

    def settings(self) -> Settings:
        """The settings in force. Raises BadInput."""
        flags = {name: value for name, value in self.flags.items() if name != "config"}
        return wiring.read_settings(self.flags.get("config"), flags)

    def files(self) -> list[Path]:
        """The files in force: settings, and the playbook where it is one's own. Raises BadInput where there is none."""
        return wiring.files(self.flags.get("config"), self.flags.get("playbook"))


def _keep(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(Chosen).flags[str(param.name).rstrip("_")] = value


def flags(command: Callable[..., Any]) -> Callable[..., Any]:
    """The flags every command takes."""
    texts = {
        "theme": ("NAME", "colours of the screen"),
        "incident": ("ID", "which incident, when several are open"),
        "as": ("NAME", "who you are in the record"),
        "playbook": ("NAME|FILE", "what the team has agreed"),
        "config": ("FILE", "settings, instead of ./warroom.yaml"),
        "journal": ("FILE", "where the record is kept"),
    }
    for name, (metavar, text) in texts.items():
        target = f"{name}_" if name == "as" else name
        command = click.option(
            f"--{name}", target, metavar=metavar, help=text, callback=_keep, expose_value=False, is_eager=True
        )(command)
    return command


def formats(command: Callable[..., Any]) -> Callable[..., Any]:
    """--format text|json, and --json its short form."""
    command = click.option("--json", "format_", flag_value="json", help="short for --format json")(command)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="how to print",
    )(command)


def as_typed(command: Callable[..., Any]) -> Callable[..., Any]:
    """--no-redact, for what records words."""
    return click.option("--no-redact", "as_typed", is_flag=True, help="record what looks like a secret as it stands")(
        command
    )


class Words(click.Command):
    """A command that takes words as they come: -h asks for help alone; among words, or in -2h, it is one of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        names, ctx.help_option_names = ctx.help_option_names, []
        rest = super().parse_args(ctx, args)
        ctx.help_option_names = names
        if ctx.params.get("words") in (("-h",), ("--help",)):
            click.echo(ctx.get_help())
            ctx.exit()
        return rest


class Group(click.Group):
    """Commands, of which the nearest is named when one is misspelled."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"; did you mean {near[0]}?" if near else f": {ctx.command_path} --help lists them"
            raise BadInput(f"no command {args[0][:40]}{hint}") from error
