"""The composition root: the only file that names concrete parts and puts them together."""

import getpass
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom import settings as settings_module
from warroom.clock import Clock, SystemClock
from warroom.errors import BadInput, NotHere
from warroom.settings import Settings

if TYPE_CHECKING:
    from warroom.directory import Directory
    from warroom.journal.live import Live
    from warroom.journal.sqlite import Journal
    from warroom.playbook.yaml import Loaded
    from warroom.room import Room


class House(msgspec.Struct, frozen=True):
    """Everything a command needs: settings, clock, journal, sidecar, directory."""

    settings: Settings
    clock: Clock
    journal: "Journal"
    live: "Live"
    directory: "Directory"
    via: dict[str, str]

    def room(self, stream: str = "") -> "Room":
        """One incident's room; "" for one that is yet to be declared."""
        from warroom.room import Room

        return Room(self.journal, self.live, self.clock, stream, self.via)


def read_settings(config: str | None, flags: Mapping[str, str | None]) -> Settings:
    """Settings from flags, environment and file. Raises BadInput."""
    return settings_module.load(config, flags, os.environ, _here())


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError:
        return Path("/")  # it was removed, so no settings are met in it


def files(config: str | None, playbook: str | None) -> list[Path]:
    """The files in force, as far as they can be told: settings, and a playbook of one's own. BadInput for none."""
    from warroom.playbook.yaml import is_name

    file = settings_module.find(config, os.environ, Path.cwd())
    found = [file] if file else []
    # Settings that cannot be read are told by whoever looks through them; then they name no playbook.
    with suppress(BadInput):
        named = settings_module.load(config, {"playbook": playbook}, os.environ, Path.cwd()).playbook
        found += [] if is_name(named) else [Path(named)]
    if not found:
        raise BadInput("no settings and no playbook of your own: warroom init writes a warroom.yaml")
    return found


def keep_read(settings: Settings, theme: str) -> None:
    """Spare the next start parsing settings and the theme worn; a file with a secret in it is not copied."""
    from warroom import located, themes
    from warroom.secrets import mask

    with suppress(BadInput):
        trees = themes.trees(theme)
        if settings.source:
            trees.append(located.read(Path(settings.source), may_be_empty=True))
        located.keep(tree for tree in trees if mask(tree.text) == tree.text)


@contextmanager
def open_house(settings: Settings, *, reading: bool = False) -> Iterator[House]:
    """Open the journal for one command and close it after; `reading` makes none where there is none."""
    if reading and not has_journal(settings):
        raise NotHere(missing(settings))
    from warroom.directory import Directory
    from warroom.journal.live import Live

    journal = open_journal(settings.journal, reading=reading)
    live = Live(settings.journal)
    clock = SystemClock()
    try:
        yield House(settings, clock, journal, live, Directory(journal, live, clock), via())
    finally:
        live.close()
        journal.close()


def has_journal(settings: Settings) -> bool:
    """Whether a file stands where the journal is kept; also one that we may not look at."""
    try:
        return settings.journal.exists()
    except OSError:
        return True


def gone(settings: Settings) -> str:
    """A sentence about a journal that once stood where now is none, "" where none did."""
    from warroom.journal.head import OutsideHead, default_folder

    said = OutsideHead(settings.journal, default_folder()).gone("")
    return said and f"no journal {settings.journal} any more: {said}; put it back, or warroom verify --accept-head WHY"


def missing(settings: Settings) -> str:
    """What to say of a journal that is not there."""
    return gone(settings) or f"no journal {settings.journal} yet: warroom declare P0 TITLE makes it"


def open_journal(path: Path, *, reading: bool = False) -> "Journal":
    """The journal with what is remembered of it outside."""
    from warroom.journal.head import OutsideHead, default_folder
    from warroom.journal.sqlite import Journal

    return Journal(path, outside=OutsideHead(path, default_folder()), reading=reading)


def unix_user() -> str:
    """The account this runs under, "" where the system does not tell."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return ""


def tty() -> str:
    """The terminal this runs in, "" for none."""
    for stream in (sys.stdin, sys.stderr, sys.stdout):
        with suppress(OSError, AttributeError, ValueError):
            return os.ttyname(stream.fileno())
    return ""


def via() -> dict[str, str]:
    """What is recorded beside the name: the Unix user and the terminal."""
    return {key: value for key, value in (("user", unix_user()), ("tty", tty())) if value}


def terminal_key() -> str:
    """Names this terminal and its session, so that a name given once in it is remembered."""
    with suppress(OSError):
        where = tty()
        return f"{where}:{os.getsid(0)}" if where else ""
    return ""


def me(settings: Settings) -> str:
    """Who is typing: the chosen name, else the Unix user unless that is a shared account; "" where nobody knows."""
    if settings.as_:
        return settings.as_
    user = unix_user()
    return "" if not user or settings_module.generic_account(user) else user


def must_know_me(settings: Settings, live: "Live | None") -> str:
    """The same for a command, with the name given once in this terminal; refuses where nobody knows."""
    known = me(settings) or (live.name_of(terminal_key()) if live else "")
    if not known:
        account = unix_user() or "this account"
        raise BadInput(f"{account} is nobody's name: say who you are with --as NAME, or export WARROOM_AS=NAME")
    if settings.as_ and live is not None:
        live.remember_name(terminal_key(), settings.as_)
    return known


def playbook(settings: Settings) -> "Loaded":
    """The playbook in force. Raises BadInput with file and line."""
    from warroom.playbook import yaml

    return yaml.load(settings.playbook)
