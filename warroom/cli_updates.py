"""The command line's `warroom update`, `draft`, `copy`, `send`, `resend` and `outbox`, each a thin call."""

from typing import Any

import click

from warroom.commands.flags import Chosen, Words, as_typed, flags, formats

_WORDS: dict[str, Any] = {"ignore_unknown_options": True}


@click.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="CHANNEL [STATUS] [TEXT]")
@click.option("--at", metavar="TIME", help="when users were told: -5m, 14:32, 14:32Z")
@as_typed
@formats
@flags
@click.pass_obj
def update(chosen: Chosen, words: tuple[str, ...], at: str | None, format_: str, *, as_typed: bool) -> int:
    """Record that users were told this; without TEXT, write a draft."""
    from warroom.commands import updates

    return updates.update(chosen.settings(), words, at, format_, as_typed=as_typed)


@click.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="CHANNEL|N [STATUS] [TEXT|-]")
@as_typed
@formats
@flags
@click.pass_obj
def draft(chosen: Chosen, words: tuple[str, ...], format_: str, *, as_typed: bool) -> int:
    """Write a draft, by the playbook's template where no words are given; N is a newer version of that one."""
    from warroom.commands import updates

    return updates.draft(chosen.settings(), words, format_, as_typed=as_typed)


@click.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[N] [WHY]")
@formats
@flags
@click.pass_obj
def copy(chosen: Chosen, words: tuple[str, ...], format_: str) -> int:
    """Print a draft's words and record that they went out by hand; WHY where lint finds faults in them."""
    from warroom.commands import updates

    return updates.copy(chosen.settings(), words, format_)


@click.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[N] [WAY] [WHY]")
@formats
@flags
@click.pass_obj
def send(chosen: Chosen, words: tuple[str, ...], format_: str) -> int:
    """Send a draft and wait for how it ends; exit 0 when it went out, 4 when nobody knows, 1 when it did not."""
    from warroom.commands import updates

    return updates.send(chosen.settings(), f"/send {' '.join(words)}".rstrip(), format_)


@click.command()
@click.argument("n", metavar="N")
@formats
@flags
@click.pass_obj
def resend(chosen: Chosen, n: str, format_: str) -> int:
    """Send once more what was refused, or what may have gone out; exits as send does."""
    from warroom.commands import updates

    return updates.send(chosen.settings(), f"/resend {n}", format_)


@click.command()
@click.option("--send", "now", is_flag=True, help="try now what waits, and wait for how it ends")
@formats
@flags
@click.pass_obj
def outbox(chosen: Chosen, format_: str, *, now: bool) -> int:
    """List what is unsent; exit 1 when something is, 4 when it may have gone out."""
    from warroom.commands import updates

    return updates.outbox(chosen.settings(), format_, now=now)


COMMANDS = (update, draft, copy, send, resend, outbox)
