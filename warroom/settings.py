"""What a person or a machine has chosen: a flag before the environment, before one YAML file, before the default."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from warroom.errors import BadInput
from warroom.incident.words import MAX_NAME, parse_duration, person
from warroom.located import Place, Tree, convert, did_you_mean, quoted, read
from warroom.playbook.model import Check
from warroom.text import visible
from warroom.updates.ways.model import Sender

FILE = "warroom.yaml"
MIRRORED = ("as", "journal", "playbook", "incident", "theme")
"""The flags that an environment variable mirrors: WARROOM_AS and so on."""

_TEXTS = {"as": "as_"} | {name: name for name in ("journal", "playbook", "incident", "zone", "theme")}
# fmt: off
_GENERIC = frozenset((
    "root", "toor", "admin", "administrator", "user", "guest", "test", "operator", "support", "service",
    "nobody", "ubuntu", "debian", "centos", "fedora", "rocky", "almalinux", "alpine", "arch", "core", "pi",
    "vagrant", "ec2-user", "opc", "azureuser", "cloud-user", "daemon", "www-data", "app", "docker", "deploy",
    "ansible", "jenkins", "runner", "ci", "git", "ops", "sre", "oncall", "on-call",
))
# fmt: on


class Runbook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How steps of runbooks run: the beginnings of the variables they get, how long at most, by which shell."""

    env: tuple[str, ...] = ("AWS_", "PG", "KUBE")
    limit: str = "10m"
    shell: str = ""

    @property
    def limit_s(self) -> float | None:
        """Seconds; None for no limit."""
        return None if self.limit == "off" else parse_duration(self.limit)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings in force."""

    as_: str = ""
    """Who you are in the record, such as anna. Without it the Unix user, unless that is a shared account."""
    journal: Path
    """The file that keeps the record; several terminals may open the same one."""
    playbook: str = "default"
    """A playbook file, or the name of one that comes with warroom."""
    playbook_given: bool = False
    """Whether --playbook named it, for this once. Not a key of the file."""
    incident: str = ""
    """The incident that commands mean when several are open."""
    zone: str = ""
    """A second time zone to show beside UTC, such as Europe/Berlin; HH:MM is then read in it, 14:32Z stays UTC."""
    theme: str = "dark"
    """The colours: dark, light, high-contrast, colour-blind, terminal (its own sixteen), or a theme of your own."""
    glyphs: Literal["auto", "unicode", "ascii"] = "auto"
    """The signs and lines: unicode, ascii, or auto, which asks the terminal's locale."""
    bell: bool = True
    """Whether the terminal's bell rings when a clock runs out or a check goes down."""
    notify: bool = False
    """Whether the desktop is told too when the bell rings, by terminals that can (OSC 9 or 777)."""
    mouse: bool = True
    """Whether the screen takes the mouse; off leaves it to the terminal for selecting text."""
    keys: tuple[tuple[str, str, str], ...] = ()
    """Other keys than warroom's own, by the ids that `warroom keys` lists, such as brief: f11."""
    people: tuple[str, ...] = ()
    """Names to complete after @."""
    checks: tuple[Check, ...] = ()
    """What is probed, besides the playbook's checks."""
    runbook: Runbook = Runbook()
    """How steps of runbooks run: `env` are the beginnings of variables they get besides the usual ones, `limit` ends
    them (off: never), `shell` runs what names none, else bash or sh."""
    senders: tuple[Sender, ...] = ()
    """By which ways updates go out, such as ops: {kind: slack, channel: chat, url: "${SLACK_HOOK}"}."""
    source: str = ""
    """The file these came from; empty where there was none. Not a key of the file."""
    source_sha256: str = ""
    """Hash of that file's bytes. Not a key of the file."""
    checks_trusted: bool = True
    """Whether its checks run without `warroom playbook accept`: the file is yours alone, and where it was only met in
    the folder you are in, none of them runs a program or writes. Not a key of the file."""
    senders_trusted: bool = True
    """Whether updates go out by its senders without `warroom playbook accept`: the file is yours alone, and was not
    only met in the folder you are in. Not a key of the file."""
    theme_from: str = ""
    """Where the theme was named, as errors begin; empty where nowhere. Not a key of the file."""
    theme_held: bool = False
    """Whether a flag or a variable named it: then what was chosen on the screen waits. Not a key of the file."""


class _Keys(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"as_": "as"}):
    """The file as it is written."""

    format: int = 1
    as_: str = ""
    journal: str = ""
    playbook: str = ""
    incident: str = ""
    zone: str = ""
    theme: str = ""
    glyphs: Literal["auto", "unicode", "ascii"] = "auto"
    bell: bool = True
    notify: bool = False
    mouse: bool = True
    keys: dict[str, str] = {}
    people: tuple[str, ...] = ()
    checks: tuple[dict[str, Any], ...] = ()
    defaults: dict[str, Any] = {}
    groups: dict[str, Any] = {}
    senders: dict[str, Any] = {}
    runbook: Runbook = Runbook()


def load(config: str | None, flags: Mapping[str, str | None], environ: Mapping[str, str], cwd: Path) -> Settings:
    """The settings in force; BadInput where the file, a flag or a variable cannot be read.

    `config` is --config; `flags` are the others by name (as, journal, playbook, incident, zone, theme), None or empty
    where not given. Relative paths are taken from the file that names them, else from `cwd`.
    """
    file = find(config, environ, cwd)
    tree = _read(file, config, environ) if file else Tree(name="")
    keys = convert(tree, _Keys)
    base = file.parent if file else cwd
    chosen = {name: _chosen(name, getattr(keys, field), base, tree) for name, field in _TEXTS.items()}
    for name in MIRRORED:
        variable = f"WARROOM_{name.upper()}"
        chosen[name] = _chosen(name, environ.get(variable), cwd, variable) or chosen[name]
    for flag, said in flags.items():
        name = flag.rstrip("_")
        if name not in chosen:
            raise BadInput(f"no setting {quoted(name)}{did_you_mean(name, chosen)}")
        chosen[name] = _chosen(name, said, cwd, f"--{name}") or chosen[name]
    checks = _checks(tree, keys)
    # A folder somebody gave us may hold such a file, and to stand in it is not to want its programs run.
    met = file is not None and file == cwd / FILE and not (config or environ.get("WARROOM_CONFIG"))
    return Settings(
        as_=chosen["as"],
        journal=Path(chosen["journal"]) if chosen["journal"] else default_journal(),
        playbook=chosen["playbook"] or "default",
        playbook_given=bool(flags.get("playbook")),
        incident=chosen["incident"],
        zone=chosen["zone"],
        theme=chosen["theme"] or "dark",
        theme_from=_theme_from(tree, keys, flags, environ),
        theme_held=bool(flags.get("theme") or environ.get("WARROOM_THEME")),
        glyphs=keys.glyphs,
        bell=keys.bell,
        notify=keys.notify,
        mouse=keys.mouse,
        keys=tuple((id_, key, str(tree.fail(("keys", id_), "")).rstrip(": ")) for id_, key in keys.keys.items()),
        people=tuple(_person(name, tree, ("people", place)) for place, name in enumerate(keys.people)),
        checks=checks,
        senders=_senders(tree, keys, base),
        runbook=_runbook(tree, keys),
        source=str(file) if file else "",
        source_sha256=tree.sha256 if file else "",
        checks_trusted=tree.status is None or (_ours(tree.status) and not (met and any(c.acts for c in checks))),
        senders_trusted=not keys.senders or tree.status is None or (_ours(tree.status) and not met),
    )


def find(config: str | None, environ: Mapping[str, str], cwd: Path) -> Path | None:
    """The settings file: --config, $WARROOM_CONFIG, ./warroom.yaml, the user's; None where there is none to find."""
    named = config or environ.get("WARROOM_CONFIG")
    if named:
        return cwd / _home(named, "--config" if config else "WARROOM_CONFIG", ())
    from platformdirs import user_config_path

    return next((path for path in (cwd / FILE, user_config_path("warroom") / FILE) if os.path.lexists(path)), None)


def default_journal() -> Path:
    """Where the record is kept when nobody says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("warroom") / "journal.sqlite"


def generic_account(name: str) -> bool:
    """Whether a Unix account of this name says nothing about who is typing."""
    return not name.strip() or name.strip().casefold() in _GENERIC


def trusted(path: Path) -> bool:
    """Whether only you and root could have written this file."""
    try:
        return _ours(path.stat())
    except (OSError, ValueError):
        return False


def _ours(status: os.stat_result) -> bool:
    return status.st_uid in (0, os.getuid()) and not status.st_mode & 0o022


def _read(file: Path, config: str | None, environ: Mapping[str, str]) -> Tree:
    try:
        return read(file, may_be_empty=True)
    except BadInput as error:
        said = "--config: " if config else "WARROOM_CONFIG: " if environ.get("WARROOM_CONFIG") else ""
        raise BadInput(f"{said}{error}") from None


def _chosen(name: str, said: str | None, base: Path, origin: Tree | str) -> str:
    """The value as it will be used; paths are absolute from `base`, a bad one is told with where it came from."""
    if not said:
        return ""
    if name == "as":
        return _person(said, origin, ("as",))
    if name == "journal":
        return str(base / _home(said, origin, (name,)))
    if name == "playbook":
        from warroom.playbook.yaml import is_name

        return said if is_name(said) else str(base / _home(said, origin, (name,)))
    if name == "zone":
        from warroom.playbook.zones import zone_problem

        if problem := zone_problem(said):
            raise _fail(origin, ("zone",), problem)
    return said


def _theme_from(tree: Tree, keys: _Keys, flags: Mapping[str, str | None], environ: Mapping[str, str]) -> str:
    if flags.get("theme"):
        return "--theme: "
    if environ.get("WARROOM_THEME"):
        return "WARROOM_THEME: "
    return str(tree.fail(("theme",), "")) if keys.theme else ""


def _person(said: str, origin: Tree | str, path: Place) -> str:
    name = person(said)
    if not name or len(name) > MAX_NAME or any(c.isspace() or not c.isprintable() for c in name):
        raise _fail(origin, path, f"{quoted(said)} is no name: 1 to {MAX_NAME} letters and no spaces, such as anna")
    return name


def _home(said: str, origin: Tree | str, path: Place) -> Path:
    try:
        return Path(said).expanduser()
    except RuntimeError:
        raise _fail(origin, path, f"{quoted(said)}: there is no such home directory") from None


def _fail(origin: Tree | str, path: Place, problem: str) -> BadInput:
    return BadInput(visible(f"{origin}: {problem}")) if isinstance(origin, str) else origin.fail(path, problem)


def _checks(tree: Tree, keys: _Keys) -> tuple[Check, ...]:
    if not (keys.checks or keys.defaults or keys.groups):
        return ()
    from warroom.playbook.checks import checks_in

    return checks_in(tree)


def _runbook(tree: Tree, keys: _Keys) -> Runbook:
    said = keys.runbook.limit
    if said != "off" and not parse_duration(said):
        raise tree.fail(("runbook", "limit"), f"{quoted(said)} is no duration such as 10m, nor off")
    if keys.runbook.shell not in ("", "bash", "zsh", "ksh", "dash", "sh"):
        raise tree.fail(("runbook", "shell"), f"{quoted(keys.runbook.shell)} is none of bash, zsh, ksh, dash and sh")
    return keys.runbook


def _senders(tree: Tree, keys: _Keys, base: Path) -> tuple[Sender, ...]:
    if not keys.senders:
        return ()
    from warroom.updates.ways.written import senders_in

    return senders_in(tree, base)


TEMPLATE = """\
# Settings of warroom. Every line is optional; remove the # before a key to use it.
# Found as ./warroom.yaml here, or warroom.yaml in your configuration directory; --config FILE names another.
# A flag wins over a WARROOM_... variable, a variable over this file. Paths are taken from where this file lies.
format: 1

# Who you are in the record. Leave it out in a file that a team shares: each has their own WARROOM_AS.
# as: anna

# Where the record is kept; without it, in your own data directory.
# journal: incidents/journal.sqlite

# What your team has agreed. To write your own: warroom playbook new playbook.yaml
# playbook: playbook.yaml

# The incident that commands mean while several are open; usually WARROOM_INCIDENT of one terminal.
# incident: 2026-11-21-api-complete-outage

# A second clock beside UTC. Times typed as HH:MM are then read in this zone; 14:32Z stays UTC.
# zone: Europe/Berlin

# The colours: dark, light, high-contrast, colour-blind, terminal (its own sixteen colours), or one of your own from
# themes/NAME.yaml in your configuration directory. Without it dark, or terminal where there are no more than sixteen.
# What you choose on the screen comes before this line; ^P "Theme as in settings" forgets it.
# theme: dark

# The signs and lines: unicode, ascii, or auto, which asks your terminal's locale.
# glyphs: auto

# off silences the bell that rings when a clock runs out or a check goes down.
bell: on

# on tells the desktop too, by a terminal that can.
# notify: on

# Other keys, by id: warroom keys lists them.
# keys:
#   brief: f11

# off leaves the mouse to your terminal, for selecting text.
mouse: on

# Names to complete after @.
people: []
#  - anna
#  - bo

# Ways by which updates go out, each for a channel of the playbook. A secret stands in the environment, ${NAME}, or in
# a file that nobody else may read, {file: /path}; never here. warroom senders --check says what is missing.
# senders:
#   ops:
#     kind: slack
#     channel: chat
#     url: ${SLACK_HOOK}
#   public:
#     kind: statuspage
#     channel: status_page
#     page: kctbh9vrtdwd
#     token: ${STATUSPAGE_TOKEN}

# How steps of runbooks run: which variables they get besides PATH, HOME, LANG, TZ, TERM, SSH_AUTH_SOCK and those they
# name, after how long they are ended (off: never), and by which shell where the page names none.
# runbook: {env: [AWS_, PG, KUBE], limit: 10m, shell: bash}

# Keys that checks share: all of them, or those of a group. What a check says itself comes first, then its group's.
# defaults: {every: 10s, timeout: 5s}
# groups:
#   web: {kind: http, headers: {x-team: shop}}

# What is watched. The first asks a web address every 10 s, calls it down after 3 failures in a row,
# and slow while the answer takes longer than 800 ms. Remove the [] and the # to use it.
# warroom check asks each once, warroom check --validate says what is wrong here.
checks: []
#  - name: api
#    kind: http
#    url: https://api.example.com/health
#    every: 10s
#    timeout: 5s
#    fails: 3
#    expect:
#      - status in 200..299
#    warn:
#      - latency < 800ms
# This one is of a group, and rings no alarm while api is down.
#  - name: cart
#    group: web
#    url: https://api.example.com/cart
#    parents: api
# A canary asks what is never down: while it does not answer, it is our own network that is gone.
#  - name: outside
#    url: https://example.com/
#    canary: true
"""
