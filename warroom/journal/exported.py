"""An exported stream as a file: its lines, read one at a time, from plain text, gzip, an evidence archive or a pipe.

Nothing is unpacked to disk, no name inside an archive is used for anything, and no more than one line is in memory.
"""

import gzip
import hashlib
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import msgspec

from warroom.errors import BadInput
from warroom.journal.record import Row
from warroom.text import safe_json

MOST_LINE = 64 * 1024 * 1024
"""Bytes; a playbook copied into a record is the longest there is, and has less than one megabyte."""
MOST_UNPACKED = 16 * 1024**3
MOST_MEMBERS = 100_000
MOST_BLANK = 100_000
"""Empty lines; some editors leave one or two."""
RECORD = "record.jsonl"
"""What the stream is called in an evidence archive."""
_BOM = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_LOOK = 4096
_PIECE = 1 << 20


class ExportLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line: a record's stored bytes."""

    envelope: str
    salt: str | None
    body: str | None
    hash: str


class _Place(msgspec.Struct, frozen=True):
    stream: str
    seq: int
    id: str
    prev: str


_lines = msgspec.json.Decoder(ExportLine)
_places = msgspec.json.Decoder(_Place)


class _Reads(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...


class Export:
    """An opened file; `rows` may be read several times. `notes` says what was done to the file that did no harm."""

    def __init__(self, name: str, file: _Reads) -> None:
        self.name = name
        self.notes: tuple[str, ...] = ()
        self.sha256 = ""
        self._file = file

    def rows(self) -> Iterator[Row]:
        """The rows in the order they stand in; `sha256` is that of all lines once they are read.

        Raises BadInput naming the file and the line.
        """
        whole = hashlib.sha256()
        notes: dict[str, None] = {}
        number = read = blank = 0
        self._file.seek(0)
        while line := self._line(number + 1):
            number += 1
            read += len(line)
            whole.update(line)
            if read > MOST_UNPACKED:
                raise BadInput(f"{self.name}:{number}: more than {MOST_UNPACKED >> 30} GiB: no export is as long")
            if number == 1 and line.startswith(_BOM):
                notes["a byte order mark was put in front of it"] = None
                line = line.removeprefix(_BOM)
            if line.endswith(b"\r\n"):
                notes["its line ends were rewritten (CR LF), as mail programs do"] = None
            if line.strip():
                yield self._row(line, number)
            elif (blank := blank + 1) > MOST_BLANK:
                raise BadInput(f"{self.name}:{number}: more than {MOST_BLANK:,} empty lines: this is no export")
        self.sha256 = whole.hexdigest()
        self.notes = tuple(notes)

    def _line(self, number: int) -> bytes:
        try:
            line = self._file.readline(MOST_LINE + 1)
        except (OSError, EOFError, zlib.error) as error:
            said = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise BadInput(f"{self.name}:{number}: it cannot be unpacked to its end: {said}") from error
        if len(line) > MOST_LINE:
            raise BadInput(f"{self.name}:{number}: a line of more than {MOST_LINE >> 20} MiB: this is no export")
        return line

    def _row(self, line: bytes, number: int) -> Row:
        try:
            held = _lines.decode(line)
            place = _places.decode(held.envelope)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            first = _kind(line) if number == 1 else ""
            said = first or _wrong(line, error)
            raise BadInput(f"{self.name}:{number}: not a line of an export, or cut: {said}") from None
        return Row(place.stream, place.seq, place.id, place.prev, held.hash, held.envelope, held.salt, held.body)


def _wrong(line: bytes, error: Exception) -> str:
    """What is wrong with a line, in the words of whoever may have done it."""
    if b"\x00" in line:
        return "it holds NUL bytes, as after a power loss or a broken copy"
    if not line.endswith(b"\n"):
        return "the file ends in the middle of a line"
    try:
        line.decode()
    except UnicodeDecodeError:
        return "it is not UTF-8, so that something rewrote it"
    if "unknown field" in str(error):
        return f"a newer warroom wrote it ({error})"
    return str(error)


def _kind(head: bytes) -> str:
    """What a file that begins like this is instead of an export; "" where nobody knows."""
    begins = head[:_LOOK].lstrip().lower()
    known = {
        b"sqlite format 3": "it is a journal itself: warroom --journal FILE verify",
        b"pk\x03\x04": "it is a zip archive: unpack it, and name the file in it",
        b"\xff\xfe": "it is UTF-16, so that something rewrote it: copy the export anew",
        b"\xfe\xff": "it is UTF-16, so that something rewrote it: copy the export anew",
        b"%pdf": "it is a PDF",
        b"<!doctype html": "it is an HTML page, such as a report",
        b"<html": "it is an HTML page, such as a report",
        b"\xfd7zxz": "it is packed by xz: unpack it first",
        b"(\xb5/\xfd": "it is packed by zstd: unpack it first",
        b"bzh": "it is packed by bzip2: unpack it first",
    }
    for sign, said in known.items():
        if begins.startswith(sign):
            return said
    if begins.startswith(b'{"seq":') or (b'"incident":' in begins and b'"kind":' in begins):
        return "it is what warroom timeline --json prints; warroom export ID --out FILE.jsonl writes what is meant"
    if begins.startswith((b"{", b"[")):
        return "it is JSON of another kind; warroom export ID --out FILE.jsonl writes what is meant"
    return ""


@contextmanager
def opened(source: Path | BinaryIO) -> Iterator[Export]:
    """An export to read: a file, packed or not, an evidence archive, or a pipe, which is kept in a file meanwhile.

    Raises BadInput for what cannot be opened, or is an archive without a record.
    """
    with ExitStack() as stack:
        name = str(source) if isinstance(source, Path) else "stdin"
        try:
            file = _file(stack, source) if isinstance(source, Path) else _kept(stack, name, source)
        except OSError as error:
            raise BadInput(f"{name}: {error.strerror or error}") from error
        yield Export(name, _unpacked(stack, name, file))


def _file(stack: ExitStack, path: Path) -> BinaryIO:
    if path.is_dir():
        raise BadInput(f"{path} is a folder: name the file in it")
    if path.exists() and not path.is_file():
        with path.open("rb") as pipe:
            return _kept(stack, str(path), pipe)
    return stack.enter_context(path.open("rb"))


def _kept(stack: ExitStack, name: str, pipe: BinaryIO) -> BinaryIO:
    """What cannot be read twice, in a file that is gone afterwards; what is no export by its beginning is not kept."""
    head = pipe.read(_LOOK)
    known = head[:2] == _GZIP or head[257:262] == b"ustar" or head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"")
    if not known:
        raise BadInput(f"{name}:1: not a line of an export, or cut: {_kind(head) or 'it begins like no file of ours'}")
    kept = cast("BinaryIO", tempfile.TemporaryFile(prefix="warroom-"))  # noqa: SIM115  open as long as the export
    stack.callback(kept.close)
    kept.write(head)
    while piece := pipe.read(_PIECE):
        if kept.tell() > MOST_UNPACKED:
            raise BadInput(f"{name}: more than {MOST_UNPACKED >> 30} GiB: no export is as long")
        kept.write(piece)
    kept.seek(0)
    return kept


def _unpacked(stack: ExitStack, name: str, file: BinaryIO) -> _Reads:
    try:
        packed = file.read(2) == _GZIP
        file.seek(0)
    except OSError as error:
        raise BadInput(f"{name}: it cannot be read: {error.strerror or error}") from error
    reads: BinaryIO = cast("BinaryIO", stack.enter_context(gzip.GzipFile(fileobj=file, mode="rb"))) if packed else file
    try:
        head = reads.read(512)
        reads.seek(0)
    except (OSError, EOFError, zlib.error) as error:
        raise BadInput(f"{name}: it cannot be unpacked: {error}") from error
    if not head:
        raise BadInput(f"{name} holds no record: it is empty")
    return _member(stack, name, reads) if head[257:262] == b"ustar" else reads


class _Bounded:
    """What tarfile reads from: a header that claims to be huge is not read into memory."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self.tell = file.tell

    def seek(self, offset: int, whence: int = 0) -> int:
        if offset > MOST_UNPACKED:
            raise BadInput(f"{self._name}: this archive claims to have more than {MOST_UNPACKED >> 30} GiB")
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= MOST_LINE:
            raise BadInput(f"{self._name}: a header of this archive claims {size} bytes: it was not written by warroom")
        return self._file.read(size)


def _member(stack: ExitStack, name: str, file: BinaryIO) -> _Reads:
    """The stream in an evidence archive, read where it lies."""
    try:
        bounded = cast("BinaryIO", _Bounded(file, name))
        archive = stack.enter_context(tarfile.TarFile(fileobj=bounded, mode="r"))
        for number, member in enumerate(archive):
            if number > MOST_MEMBERS:
                break
            if member.isreg() and not member.issparse() and member.name.rpartition("/")[2] == RECORD:
                return cast("_Reads", _Part(file, member.offset_data, member.size))
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError, OverflowError) as error:
        raise BadInput(f"{name}: the archive cannot be read, or is cut: {error}") from error
    raise BadInput(f"{name} is an archive without a {RECORD}: warroom evidence ID --out FILE.tar.gz makes one with it")


class _Part:
    """A stretch of a file, read as if it were one of its own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def seek(self, offset: int, _whence: int = 0) -> int:
        self._file.seek(self._start + offset)
        self._at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._at
        return self._took(self._file.read(left if size < 0 else min(size, left)), left)

    def readline(self, size: int = -1) -> bytes:
        left = self._size - self._at
        return self._took(self._file.readline(left if size < 0 else min(size, left)), left)

    def _took(self, data: bytes, left: int) -> bytes:
        if not data and left:
            raise EOFError("the archive ends before the record does")
        self._at += len(data)
        return data


def written(rows: Iterator[Row]) -> Iterator[str]:
    """Rows as lines of an export, without line ends."""
    for row in rows:
        yield safe_json(msgspec.json.encode(ExportLine(row.envelope, row.salt, row.body, row.hash)).decode())
