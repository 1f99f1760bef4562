"""The colours of a theme, read from a file; what they are used for is the screen's business."""

import re
from pathlib import Path

import msgspec

from warroom.errors import BadInput
from warroom.located import Tree, convert, did_you_mean, quoted, read

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


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
    name: str
    dark: bool
    roles: _Roles
    format: int = 1


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """A theme: `roles` gives each role's colour as "#rrggbb", `blocks` the filled ones as bad, soon, done and focus."""

    name: str
    dark: bool
    roles: dict[str, str]
    blocks: dict[str, Block]


def themes_dir() -> Path:
    """Where the theme files are: in the wheel beside this module, in a checkout beside the package."""
    here = Path(__file__).resolve().parent
    inside = here / "_themes"
    return inside if inside.is_dir() else here.parent / "themes"


def names() -> list[str]:
    """The themes there are, by name."""
    return sorted(path.stem for path in themes_dir().glob("*.yaml"))


def load(name: str) -> Theme:
    """The theme called so; BadInput where there is none or its file cannot be read."""
    return theme(tree(name))


def tree(name: str) -> Tree:
    """The file of the theme called so."""
    if name not in names():
        raise BadInput(f"no theme {quoted(name)}{did_you_mean(name, names())}")
    return read(themes_dir() / f"{name}.yaml")


def theme(tree: Tree) -> Theme:
    """The theme in a file that was read."""
    file = convert(tree, _File)
    roles: dict[str, str] = {}
    blocks: dict[str, Block] = {}
    for role in _Roles.__struct_fields__:
        colour: str | Block = getattr(file.roles, role)
        if isinstance(colour, Block):
            _check(tree, ("roles", role, "fg"), colour.fg)
            _check(tree, ("roles", role, "bg"), colour.bg)
            blocks[role.removesuffix("_block")] = colour
        else:
            _check(tree, ("roles", role), colour)
            roles[role] = colour
    return Theme(name=file.name, dark=file.dark, roles=roles, blocks=blocks)


def _check(tree: Tree, path: tuple[str | int, ...], colour: str) -> None:
    if not _HEX.fullmatch(colour):
        raise tree.fail(path, f"{quoted(colour)} is no colour: write it in quotes, as '#1b222b'")
