"""The colours of a theme, read from a file; what they are used for is the screen's business."""

import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from warroom.errors import BadInput
from warroom.located import Place, Tree, convert, did_you_mean, nearest, quoted, read
from warroom.text import visible

DEFAULT = "dark"
FEW = "terminal"
"""The theme for a terminal of sixteen colours."""
OURS = ("dark", "light", "high-contrast", "colour-blind", "terminal")

_HUES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
COLOURS = ("default", *_HUES, *(f"bright {hue}" for hue in _HUES))
"""What a terminal calls its own colours."""
_OTHER_WORDS = {"grey": "bright black", "gray": "bright black", "purple": "magenta", "transparent": "default"}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


class Block(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A filled field: the colour of its words and of its ground."""

    fg: str
    bg: str


class _Roles(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    bg: str
    surf: str
    title: str
    text: str
    muted: str
    bad: str
    soon: str
    done: str
    focus: str
    line: str
    spark: str
    bad_block: Block
    soon_block: Block
    done_block: Block
    focus_block: Block


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str = ""
    extends: str = ""
    dark: bool
    roles: _Roles
    format: int = 1


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """A theme: `roles` gives each role's colour, `blocks` the filled ones as bad, soon, done and focus.

    A colour is "#rrggbb" or one of the terminal's own, as "default" or "bright_red".
    """

    name: str
    dark: bool
    roles: dict[str, str]
    blocks: dict[str, Block]

    @property
    def native(self) -> bool:
        """Whether any of it is one of the terminal's own colours."""
        colours = (*self.roles.values(), *(c for block in self.blocks.values() for c in (block.fg, block.bg)))
        return not all(colour.startswith("#") for colour in colours)


class Listed(msgspec.Struct, frozen=True):
    """A theme there is: `own` where the user made it, `trouble` says in one sentence why it cannot be used."""

    name: str
    own: bool = False
    trouble: str = ""


def themes_dir() -> Path:
    """Where our theme files are: in the wheel beside this module, in a checkout beside the package."""
    here = Path(__file__).resolve().parent
    inside = here / "_themes"
    return inside if inside.is_dir() else here.parent / "themes"


def own_dir() -> Path:
    """Where the user's own theme files are."""
    from platformdirs import user_config_path

    return user_config_path("warroom") / "themes"


def names() -> list[str]:
    """The themes that come with warroom, by name; dark is first."""
    found = (path.stem for path in themes_dir().glob("*.yaml"))
    return sorted(found, key=lambda name: (OURS.index(name) if name in OURS else len(OURS), name))


def own_names() -> list[str]:
    """The user's own, by name, whether they can be read or not; one that is named as one of ours is not among them."""
    ours = names()
    return [path.stem for path in _own_files() if _NAME.fullmatch(path.stem) and path.stem not in ours]


def listed() -> list[Listed]:
    """All there are, ours first; each of the user's own was read."""
    return [*(Listed(name) for name in names()), *(_looked_at(path) for path in _own_files())]


def load(name: str) -> Theme:
    """The theme called so; BadInput where there is none or its file cannot be read."""
    found = theme(tree(name))
    return msgspec.structs.replace(found, name=name)


def tree(name: str) -> Tree:
    """The file of the theme called so."""
    return read(_file(name))


def trees(name: str) -> list[Tree]:
    """The files that the theme called so is made of."""
    found = tree(name)
    return [found, tree(found.value["extends"])] if "extends" in found.value else [found]


def theme(tree: Tree) -> Theme:
    """The theme in a file that was read."""
    file = convert(_whole(tree), _File)
    roles: dict[str, str] = {}
    blocks: dict[str, Block] = {}
    for role in _Roles.__struct_fields__:
        said: str | Block = getattr(file.roles, role)
        place = ("roles", role)
        if isinstance(said, Block):
            fg, bg = _colour(tree, (*place, "fg"), said.fg), _colour(tree, (*place, "bg"), said.bg)
            blocks[role.removesuffix("_block")] = Block(fg, bg)
        else:
            roles[role] = _colour(tree, place, said)
    stem = Path(tree.name).stem
    if file.name and _NAME.fullmatch(stem) and file.name != stem:
        raise tree.fail(
            ("name",), f"{quoted(file.name)} in a file called {stem}.yaml: leave it out, or rename the file"
        )
    return Theme(name=file.name or stem, dark=file.dark, roles=roles, blocks=blocks)


def _file(name: str) -> Path:
    ours = names()
    if name in ours:
        return themes_dir() / f"{name}.yaml"
    own = own_names()
    if name in own:
        return own_dir() / f"{name}.yaml"
    raise BadInput(f"no theme {quoted(name)}{did_you_mean(name, (*ours, *own))}")


def _own_files() -> list[Path]:
    with suppress(OSError, RuntimeError):
        return sorted(own_dir().glob("*.yaml"))
    return []


def _looked_at(path: Path) -> Listed:
    name = visible(path.stem)
    if path.stem in names():
        return Listed(name, True, f"{visible(str(path))}: warroom has a theme of this name: call the file otherwise")
    if not _NAME.fullmatch(path.stem):
        return Listed(name, True, f"{visible(str(path))}: a theme is called by at most 40 letters, digits, - and _")
    try:
        status = path.stat()
        return Listed(name, True, _trouble(path, status.st_mtime_ns, status.st_size))
    except OSError as error:
        return Listed(name, True, f"{visible(str(path))}: {error.strerror}")


@lru_cache(64)
def _trouble(path: Path, _mtime_ns: int, _size: int) -> str:
    """Kept, since the palette asks at every key."""
    try:
        theme(read(path))
    except BadInput as error:
        return str(error)
    return ""


def _whole(tree: Tree) -> Tree:
    """The file with what it leaves to the theme it extends."""
    base = tree.value.get("extends")
    own = tree.value.get("roles", {})
    if not isinstance(base, str) or not isinstance(own, dict):
        return tree
    if base not in names():
        raise tree.fail(("extends",), f"no theme {quoted(base)} comes with warroom{did_you_mean(base, names())}")
    under = read(themes_dir() / f"{base}.yaml").value
    roles = {**under["roles"], **{role: _over(under["roles"].get(role), said) for role, said in own.items()}}
    return msgspec.structs.replace(tree, value={"dark": under["dark"], **tree.value, "roles": roles})


def _over(under: Any, said: Any) -> Any:
    return {**under, **said} if isinstance(under, dict) and isinstance(said, dict) else said


def _colour(tree: Tree, place: Place, said: str) -> str:
    """The colour as a Theme has it."""
    if _HEX.fullmatch(said):
        return said
    words = " ".join(re.split(r"[\s_-]+", said.strip().lower()))
    if words in COLOURS:
        return words.replace(" ", "_")
    meant = _meant(said.strip(), words)
    way = "write '#1b222b' with its quotes, or one of the terminal's own, as bright red"
    near = f", did you mean {meant}?" if meant else ":"
    raise tree.fail(place, f"{quoted(said)} is no colour{near} {way}")


def _meant(said: str, words: str) -> str:
    digits = said.removeprefix("#")
    if re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        return f"'#{digits if len(digits) == 6 else ''.join(digit * 2 for digit in digits)}'"
    return _OTHER_WORDS.get(words) or nearest(words, COLOURS) or ""
