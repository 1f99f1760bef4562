"""What a section was filled with."""

import msgspec

from warroom.report.document import Block, Para


class Filled(msgspec.Struct, frozen=True):
    """Blocks, where they come from in a few words, and what nobody recorded."""

    blocks: tuple[Block, ...] = ()
    said: str = ""
    gaps: tuple[str, ...] = ()

    @classmethod
    def joined(cls, *every: "Filled") -> "Filled":
        """Several, one below the other."""
        return cls(
            tuple(block for one in every for block in one.blocks),
            ", ".join(one.said for one in every if one.said),
            tuple(gap for one in every for gap in one.gaps),
        )


def blank(what: str) -> Filled:
    """A blank that is marked as one."""
    return Filled((Para(f"not recorded: {what}", "blank"),), gaps=(what,))


def blanks(every: tuple[str, ...]) -> Filled:
    """A blank a question."""
    return Filled.joined(*(blank(one) for one in every))
