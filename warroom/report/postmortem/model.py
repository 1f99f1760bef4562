"""One section of a post-mortem, as far as the record fills it."""

import msgspec

from warroom.incident.state import Written
from warroom.report.document import Block


class Part(msgspec.Struct, frozen=True):
    """`said` is where it comes from in a few words ("99 lines, 4 back-dated"), `gaps` what nobody recorded.

    `written` are somebody's own words, which then are its only block.
    """

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    said: str = ""
    gaps: tuple[str, ...] = ()
    written: Written | None = None
