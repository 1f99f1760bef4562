"""The command line's `warroom shift …`, each a thin call."""

import click

from warroom.commands.flags import Chosen, Group, Words, flags, formats
from warroom.errors import BadInput

_WORDS = {"ignore_unknown_options": True}


@click.group("shift", cls=Group, invoke_without_command=True)
@flags
@click.pass_context
def shift(ctx: click.Context) -> None:
    """Hand the shift over: what the next one has to know, offered and taken."""
    if ctx.invoked_subcommand is None:
        raise BadInput("warroom shift goes on with show, handover @NAME, accept, decline WHY or withdraw")


@shift.command("show")
@formats
@flags
@click.pass_obj
def show(chosen: Chosen, format_: str) -> None:
    """Print who has the shift, and what the next one has to know."""
    from warroom.commands import shift as command

    command.show(chosen.settings(), format_)


@shift.command("handover")
@click.argument("name", required=False, metavar="[@NAME]")
@formats
@flags
@click.pass_obj
def handover(chosen: Chosen, name: str | None, format_: str) -> None:
    """Print what the next one has to know, and offer them the shift; without a name only print it."""
    from warroom.commands import shift as command

    command.handover(chosen.settings(), name, format_)


@shift.command("accept")
@formats
@flags
@click.pass_obj
def accept(chosen: Chosen, format_: str) -> None:
    """Take the shift that is offered to you; its lists begin anew."""
    from warroom.commands import shift as command

    command.accept(chosen.settings(), format_)


@shift.command("decline", cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WHY")
@formats
@flags
@click.pass_obj
def decline(chosen: Chosen, words: tuple[str, ...], format_: str) -> None:
    """Do not take it, and say why."""
    from warroom.commands import shift as command

    if not words:
        raise BadInput("it goes: warroom shift decline WHY")
    command.decline(chosen.settings(), " ".join(words), format_)


@shift.command("withdraw")
@formats
@flags
@click.pass_obj
def withdraw(chosen: Chosen, format_: str) -> None:
    """Take the offer back."""
    from warroom.commands import shift as command

    command.withdraw(chosen.settings(), format_)
