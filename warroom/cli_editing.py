"""The command line's `warroom write`, a thin call."""

import click

from warroom.commands.flags import Chosen, Words, as_typed, flags, formats


@click.command("write", cls=Words, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[SECTION WORDS|-|record]")
@as_typed
@formats
@flags
@click.pass_obj
def write(chosen: Chosen, words: tuple[str, ...], format_: str, *, as_typed: bool) -> None:
    """Write a section of the post-mortem; "-" reads stdin, "record" leaves it to the record, alone it lists them."""
    from warroom.commands import editing

    editing.write(chosen.settings(), words, format_, as_typed=as_typed)
