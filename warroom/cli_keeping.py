"""The command line's thin calls for what is kept of an incident: taken in, given out, erased."""

from pathlib import Path

import click

from warroom.commands.flags import Chosen, flags, formats


@click.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@formats
@flags
@click.pass_obj
def import_(chosen: Chosen, files: tuple[str, ...], format_: str) -> int:
    """Take exported incidents into this journal, byte for byte, once they are verified; to be read, not to be run."""
    from warroom.commands import taking

    return taking.import_files(chosen.settings(), files, format_)


@click.command()
@click.argument("incident_id", metavar="ID")
@click.argument("seq", type=click.IntRange(min=1), metavar="SEQ")
@click.option("--why", required=True, metavar="WHY", help="what is recorded of it, without the words")
@click.option("--evidence", is_flag=True, help="of a run: its kept output too")
@click.option("--yes", is_flag=True, help="do not ask; it cannot be taken back")
@formats
@flags
@click.pass_obj
def redact(chosen: Chosen, incident_id: str, seq: int, why: str, format_: str, *, evidence: bool, yes: bool) -> int:
    """Erase the words of a line for good, wherever this journal keeps them; the record of it stays valid."""
    from warroom.commands import redacting

    return redacting.redact(chosen.settings(), incident_id, seq, why, format_, evidence=evidence, yes=yes)


@click.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE.tar.gz", help="a new file")
@formats
@flags
@click.pass_obj
def evidence(chosen: Chosen, incident_id: str | None, out: Path, format_: str) -> int:
    """Write one archive for auditors: the record, outputs of runs, reports, the playbook, and a hash of each."""
    from warroom.commands import evidence as command

    return command.write(chosen.settings(), incident_id, out, format_)


COMMANDS = (import_, evidence, redact)
