"""A secret's place in a text, and the sign that stands there once it is masked."""

import re
from collections.abc import Iterable, Iterator

import msgspec

MASKED = re.compile(r"\[redacted:[a-z0-9-]{1,40}\]")


class Secret(msgspec.Struct, frozen=True):
    """Where a secret's value stands, counted in code points, and what kind it is ("password", "aws key")."""

    start: int
    end: int
    kind: str


def sign(kind: str) -> str:
    """What stands for a masked secret."""
    return f"[redacted:{kind.replace(' ', '-')}]"


def settled(found: Iterable[Secret], words: str) -> list[Secret]:
    """The places in order, overlapping ones joined under the kind of the longest, without what is masked already."""
    joined: list[Secret] = []
    longest = 0
    for one in sorted(found, key=lambda secret: (secret.start, -secret.end)):
        length = one.end - one.start
        if length <= 0:
            continue
        if joined and one.start < joined[-1].end:
            last = joined[-1]
            kind = one.kind if length > longest else last.kind
            joined[-1] = Secret(last.start, max(last.end, one.end), kind)
            longest = max(longest, length)
        else:
            joined.append(one)
            longest = length
    if joined and "[redacted:" in words:
        return list(_outside(joined, [match.span() for match in MASKED.finditer(words)]))
    return joined


def _outside(secrets: list[Secret], masked: list[tuple[int, int]]) -> Iterator[Secret]:
    """The parts of these secrets that no sign covers; both come in order."""
    first = 0
    for secret in secrets:
        start = secret.start
        while first < len(masked) and masked[first][1] <= start:
            first += 1
        for begin, end in masked[first:]:
            if begin >= secret.end:
                break
            if begin > start:
                yield Secret(start, begin, secret.kind)
            start = max(start, end)
        if start < secret.end:
            yield Secret(start, secret.end, secret.kind)
