"""The command line: the entry line's verbs through the same parser, and the commands that read.

stdout is data, stderr is narration, exit codes are drawn in `warroom.errors`.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from warroom import __version__
from warroom.cli_editing import write
from warroom.cli_keeping import COMMANDS as KEEPING
from warroom.cli_playbook import playbook
from warroom.cli_report import report
from warroom.cli_shift import shift
from warroom.cli_snapshot import snapshot
from warroom.cli_updates import COMMANDS as UPDATES
from warroom.commands.ending import EXIT_INTERRUPTED, ended
from warroom.commands.flags import Chosen, Group, Words, as_typed, flags, formats
from warroom.commands.speak import tell
from warroom.errors import EXIT_DONE, EXIT_USAGE, BadInput, WarroomError
from warroom.incident.entry import VERBS, Verb
from warroom.settings import Settings

_SCREEN_ONLY = ("retry", "save-as", "find", "filter")
_HAVE_OWN = ("declare", "playbook", "brief", "similar", "drill", "run", "update", "copy", "send", "resend", "write")
_WORDS: dict[str, Any] = {"ignore_unknown_options": True}


def verb_line(name: str, words: Sequence[str]) -> str:
    """The entry line a shell command stands for."""
    return f"/{name} {' '.join(words)}".rstrip()


class Commands(Group):
    """The commands below, and one a verb."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *(verb.name for verb in _verbs())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        verb = next((verb for verb in VERBS if verb.name == cmd_name), None)
        if verb is not None and not verb.offered:
            raise BadInput(f"warroom {cmd_name} is not part of this version")
        if cmd_name in _SCREEN_ONLY:
            raise BadInput(f"/{cmd_name} belongs to the room's entry line")
        return _verb_command(verb) if verb is not None and verb in _verbs() else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [(name, command) for name in super().list_commands(ctx) if (command := self.get_command(ctx, name))]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(60)) for name, command in own])
        with formatter.section("Verbs, the same as after / on the entry line"):
            formatter.write_dl([(f"{verb.name} {verb.usage}".rstrip(), verb.help) for verb in _verbs()])


def _verbs() -> list[Verb]:
    return [v for v in VERBS if v.offered and v.name not in (*_SCREEN_ONLY, *_HAVE_OWN)]


def _verb_command(verb: Verb) -> click.Command:
    @click.command(verb.name, cls=Words, help=f"{verb.help[0].upper()}{verb.help[1:]}.", context_settings=_WORDS)
    @click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar=verb.usage or "")
    @click.option("--at", metavar="TIME", help="when it happened: -5m, 14:32, 14:32Z")
    @as_typed
    @formats
    @flags
    @click.pass_obj
    def run_verb(chosen: Chosen, words: tuple[str, ...], at: str | None, format_: str, *, as_typed: bool) -> None:
        from warroom.commands import write

        write.act(chosen.settings(), verb_line(verb.name, words), at, format_, as_typed=as_typed)

    return run_verb


@click.group(
    "warroom",
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A war room in a terminal. Alone it opens the open incident, else the lobby.",
)
@click.version_option(__version__, message="warroom %(version)s")
@flags
@click.pass_context
def main(ctx: click.Context) -> None:
    """Open the room when no command is given."""
    chosen = ctx.ensure_object(Chosen)
    if ctx.invoked_subcommand is None:
        from warroom.commands import screen

        ctx.exit(screen.open_room(chosen.settings()))


@main.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="P0 TITLE")
@click.option("--detected", metavar="TIME", help="when it was noticed: -5m, 14:28")
@click.option("--at", metavar="TIME", help="when it was declared, if not now")
@as_typed
@formats
@flags
@click.pass_obj
def declare(
    chosen: Chosen, words: tuple[str, ...], detected: str | None, at: str | None, format_: str, *, as_typed: bool
) -> None:
    """Open an incident and print its id."""
    from warroom.commands import write

    write.declare(chosen.settings(), verb_line("declare", words), detected, at, format_, as_typed=as_typed)


@main.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WORDS…|-")
@click.option("--at", metavar="TIME", help="when it happened: -5m, 14:32, 14:32Z")
@as_typed
@flags
@click.pass_obj
def note(chosen: Chosen, words: tuple[str, ...], at: str | None, *, as_typed: bool) -> int:
    """Write a note; "-" reads one a line from stdin. #SEQ is printed when it is on disk."""
    from warroom.commands import write

    if words == ("-",):
        return write.notes(chosen.settings(), at, as_typed=as_typed)
    write.note(chosen.settings(), " ".join(words), at, as_typed=as_typed)
    return EXIT_DONE


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@formats
@flags
@click.pass_obj
def show(chosen: Chosen, incident_id: str | None, format_: str) -> None:
    """Print an incident's state, after verifying its record."""
    from warroom.commands import read

    read.show(chosen.settings(), incident_id, format_)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("--only", metavar="FILTER", default="", help="Such as 'kind:note,decide by:bo since:14:30 pool'.")
@click.option("--full", is_flag=True, help="every turn of a check, which are one line an outage otherwise")
@formats
@flags
@click.pass_obj
def timeline(chosen: Chosen, incident_id: str | None, only: str, format_: str, *, full: bool) -> None:
    """Print the record, a line a record, an outage in one; times in UTC. --json is always the whole."""
    from warroom.commands import read

    read.timeline(chosen.settings(), incident_id, format_, only, full=full)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@formats
@flags
@click.pass_obj
def brief(chosen: Chosen, incident_id: str | None, format_: str) -> None:
    """Print six lines: what is happening."""
    from warroom.commands import read

    read.brief(chosen.settings(), incident_id, format_)


@main.command(cls=Words, context_settings=_WORDS)
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="WORDS…")
@click.option("--limit", metavar="N", type=click.IntRange(1, 1000), default=20, show_default=True, help="lines at most")
@formats
@flags
@click.pass_obj
def search(chosen: Chosen, words: tuple[str, ...], limit: int, format_: str) -> int:
    """Find lines of all incidents by words, "phrases", kind:note by:bo severity:P0 since:2026-11-01 until: in:ID
    drill:no. Exits 1 where nothing has them."""
    from warroom.commands import search as command

    return command.search(chosen.settings(), " ".join(words), limit, format_)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@formats
@flags
@click.pass_obj
def similar(chosen: Chosen, incident_id: str | None, format_: str) -> int:
    """Print past incidents that are like one, why they are, and what fixed them. Exits 1 where none is."""
    from warroom.commands import search as command

    return command.similar(chosen.settings(), incident_id, format_)


@main.command("run")
@click.argument("steps", nargs=-1, metavar="[[SCENARIO:]STEP…]")
@click.option("--yes", is_flag=False, flag_value="yes", metavar="[NAME]", help="run what changes; NAME what destroys")
@click.option("--check", metavar="NAME", help="the postgres check by whose server SQL runs, where there are several")
@formats
@flags
@click.pass_obj
def run_step(chosen: Chosen, steps: tuple[str, ...], yes: str | None, check: str | None, format_: str) -> int:
    """Run steps of the runbooks and record them; alone it lists them. Exits as the last of them does."""
    from warroom.commands import run as command

    if not steps:
        command.list_steps(chosen.settings(), format_)
        return EXIT_DONE
    return command.run_steps(chosen.settings(), steps, yes, check, format_)


@main.command("exec", context_settings={**_WORDS, "allow_interspersed_args": False})
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="-- CMD…")
@click.option("--title", metavar="WORDS", default="", help="what it is done for")
@flags
@click.pass_obj
def exec_(chosen: Chosen, words: tuple[str, ...], title: str) -> int:
    """Run any command and record it; its streams, signals and exit code stay its own."""
    from warroom.commands import run as command

    return command.wrap(chosen.settings(), words, title)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("--plain", is_flag=True, help="no screen: its state, then a line for whatever changes")
@formats
@flags
@click.pass_context
def watch(ctx: click.Context, incident_id: str | None, format_: str, *, plain: bool) -> int:
    """Open the room; with --plain or --json follow it in lines, for screen readers and pipes."""
    from warroom.commands import screen

    chosen = ctx.ensure_object(Chosen)
    if incident_id is not None:
        chosen.flags["incident"] = incident_id
    if not plain and format_ == "text":
        return screen.open_room(chosen.settings())
    from warroom.commands import watch as command

    return command.watch(chosen.settings(), incident_id, format_)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option(
    "--speed", type=click.FloatRange(1, 600), default=10.0, show_default=True, help="seconds of the record in one"
)
@click.option("--plain", is_flag=True, help="no screen: its lines, with the waits between them")
@formats
@flags
@click.pass_obj
def replay(chosen: Chosen, incident_id: str | None, speed: float, format_: str, *, plain: bool) -> int:
    """Open the room as it was, from what was recorded; without a terminal print its lines as they came."""
    from warroom.commands import replay as command

    return command.replay(chosen.settings(), incident_id, speed, format_, plain=plain)


@main.command("list")
@formats
@flags
@click.pass_obj
def list_(chosen: Chosen, format_: str) -> None:
    """Print all incidents, newest first."""
    from warroom.commands import read

    read.list_all(chosen.settings(), format_)


def _names_of_checks(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """For a shell to complete; a settings file that cannot be read completes to nothing."""
    from warroom.commands import check as command

    try:
        return command.names_from((ctx.find_object(Chosen) or Chosen()).settings(), incomplete)
    except WarroomError:
        return []


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME…]", shell_complete=_names_of_checks)
@click.option("--watch", is_flag=True, help="go on asking, a line a turn, recorded on duty and in open incidents")
@click.option("--validate", is_flag=True, help="ask none: say what is wrong with settings and playbook, or with FILE…")
@click.option("--schema", is_flag=True, help="ask none: print a JSON Schema of checks, groups and defaults")
@formats
@flags
@click.pass_obj
def check(chosen: Chosen, names: tuple[str, ...], format_: str, *, watch: bool, validate: bool, schema: bool) -> int:
    """Ask each check once; exit 1 when one is down, 4 when none is down but one is unknown."""
    from warroom.commands import check as command

    if watch + validate + schema > 1:
        raise BadInput("--watch, --validate and --schema are three commands: choose one")
    if schema:
        return command.schema()
    if validate:
        files = [Path(name) for name in names] or chosen.files()
        return command.validate(files, format_)
    if watch:
        from warroom.commands import prober

        return prober.watch(chosen.settings(), names, format_)
    return command.check(chosen.settings(), names, format_)


@main.command()
@click.argument("what", required=False, metavar="[ID|FILE]")
@click.option("--accept-head", "why", metavar="WHY", help="go on with what is here, after a restore")
@formats
@flags
@click.pass_obj
def verify(chosen: Chosen, what: str | None, why: str | None, format_: str) -> int:
    """Check that the record, or an exported file, holds what was written; exit 1 when it does not."""
    from warroom.commands import read, write

    if why is not None:
        return write.accept_head(chosen.settings(), why)
    return read.verify(chosen.settings(), what, format_)


@main.command()
@click.argument("incident_id", required=False, metavar="[ID]")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="a new file; without it stdout")
@flags
@click.pass_obj
def export(chosen: Chosen, incident_id: str | None, out: Path | None) -> None:
    """Write one incident's records, byte for byte as stored."""
    from warroom.commands import read

    read.export(chosen.settings(), incident_id, out)


@main.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="OUT")
@formats
@flags
@click.pass_obj
def backup(chosen: Chosen, target: Path, format_: str) -> int:
    """Copy the journal as it is now into a new file, and verify the copy; others may go on writing."""
    from warroom.commands import rescue

    return rescue.backup(chosen.settings(), target, format_)


@main.command()
@click.argument("damaged", type=click.Path(path_type=Path), metavar="DAMAGED")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path), metavar="NEW", help="a new file")
@formats
@flags
def salvage(damaged: Path, target: Path, format_: str) -> int:
    """Take what still holds of a damaged journal into a new file, and name every gap; exit 1 when there are some."""
    from warroom.commands import rescue

    return rescue.salvage(damaged, target, format_)


def drill_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `warroom drill` takes, before the scenario or behind it."""
    options: list[tuple[str, dict[str, Any]]] = [
        ("--history", {"is_flag": True, "help": "look back on all drills, by scenario"}),
        ("--list", {"is_flag": True, "help": "list the scenarios, with the best score of each"}),
        ("--headless", {"is_flag": True, "help": "no screen: the scenario's own responder plays; exit 0 if it passes"}),
        ("--seed", {"type": click.IntRange(0, 2**53 - 1), "default": 0, "help": "another number, other chances"}),
        (
            "--speed",
            {
                "type": click.FloatRange(0.1, 60),
                "default": 1.0,
                "show_default": True,
                "help": "how fast its clock runs",
            },
        ),
    ]
    for name, attributes in options:
        command = click.option(name, **attributes)(command)
    return command


class DrillGroup(Group):
    """A word that is no command of its own is the scenario's name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "", drill_scenario, args

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*click.Command.collect_usage_pieces(self, ctx), "[SCENARIO]"]


@main.group(cls=DrillGroup, invoke_without_command=True)
@drill_options
@formats
@flags
@click.pass_context
def drill(ctx: click.Context, /, **asked: Any) -> None:
    """Practise on a real outage of services on this machine; nothing of it leaves the machine."""
    if ctx.invoked_subcommand is None:
        ctx.exit(_drill(ctx.ensure_object(Chosen).settings(), None, **asked))


@click.command("")
@click.argument("scenario")
@drill_options
@formats
@flags
@click.pass_context
def drill_scenario(ctx: click.Context, /, scenario: str, **asked: Any) -> int:
    """The drill of one scenario."""
    before = ctx.parent.params if ctx.parent else {}
    default = ParameterSource.DEFAULT
    asked |= {name: value for name, value in before.items() if ctx.get_parameter_source(name) is default}
    return _drill(ctx.ensure_object(Chosen).settings(), scenario, **asked)


def _drill(
    settings: Settings,
    scenario: str | None,
    *,
    speed: float,
    seed: int,
    headless: bool,
    list: bool,  # noqa: A002  the option's own name
    history: bool,
    format_: str,
) -> int:
    from warroom.commands import drill as commands

    if headless + list + history > 1:
        raise BadInput("--headless, --list and --history are three commands: choose one")
    if list:
        commands.list_all(settings, format_)
        return EXIT_DONE
    if history:
        commands.history(settings, scenario, format_)
        return EXIT_DONE
    play = commands.headless if headless else commands.drill
    return play(settings, scenario, speed, seed, format_)


@drill.command("fix")
@click.argument("what", required=False)
@flags
@click.pass_obj
def drill_fix(chosen: Chosen, what: str | None) -> None:
    """Act on the running drill's services; without WHAT it lists what can be done."""
    from warroom.commands import drill as commands

    commands.fix(chosen.settings(), what)


@main.command()
@click.option(
    "--out", type=click.Path(path_type=Path), default=Path("warroom.yaml"), show_default=True, help="where to"
)
@click.option("--shared", type=click.Path(path_type=Path), metavar="DIR", help="make a journal that a group shares")
@click.option("--group", metavar="NAME", help="the group that shares it; without it the folder's own")
@flags
def init(out: Path, shared: Path | None, group: str | None) -> None:
    """Write a commented warroom.yaml, never over one that is there; or make a shared journal."""
    from warroom.commands import machine, sharing

    if shared is not None:
        sharing.init(shared, group)
    elif group is not None:
        raise BadInput("--group goes with --shared DIR")
    else:
        machine.init(out)


main.add_command(playbook)
main.add_command(shift)
main.add_command(snapshot)
for _command in (*UPDATES, *KEEPING):
    main.add_command(_command)
main.add_command(report)
main.add_command(write)


@main.command()
@formats
@flags
@click.pass_obj
def keys(chosen: Chosen, format_: str) -> None:
    """List the keys of the screen, with the ids by which settings change them."""
    from warroom.commands import keys as command

    command.list_keys(chosen.settings(), format_)


@main.command()
@click.option("--check", is_flag=True, help="say of each what keeps it from sending; exit 1 where something does")
@formats
@flags
@click.pass_obj
def senders(chosen: Chosen, format_: str, *, check: bool) -> int:
    """List the ways by which updates go out, and whether their secrets are there; nothing is sent."""
    from warroom.commands import senders as command

    return command.senders(chosen.settings(), format_, check=check)


@main.command()
@formats
@flags
@click.pass_obj
def doctor(chosen: Chosen, format_: str) -> int:
    """Say what works on this machine, a line each, with what to do about the rest; exit 1 where there is some."""
    from warroom.commands import doctor as command

    return command.doctor(chosen.settings, format_)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@flags
def completion(shell: str) -> None:
    """Print the script that completes commands in your shell: eval "$(warroom completion bash)"."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    if found is None:
        raise BadInput(f"no completion for {shell}")
    click.echo(found(main, {}, "warroom", "_WARROOM_COMPLETE").source())


def run(argv: list[str]) -> int:
    """Run one command line and return its exit code."""
    return ended(lambda: _run(argv))


def _run(argv: list[str]) -> object:
    try:
        return main.main(argv, prog_name="warroom", standalone_mode=False, obj=Chosen())
    except click.exceptions.Exit as over:
        return over.exit_code
    except click.Abort:
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        tell(" ".join(error.format_message().split()))
        return EXIT_USAGE
