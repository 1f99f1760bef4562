"""Outputs of runs, kept beside the journal under the SHA-256 of what is kept; and which runs somebody watches now."""

import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from warroom.errors import Damaged, NotHere
from warroom.journal import place

_NAME = re.compile(r"[0-9a-f]{64}")
_MARK = re.compile(r"[\w.-]{1,80}")


class Evidence:
    """The folder `<journal>-evidence`; made when it is first written to, readable for whom the journal is."""

    def __init__(self, journal: Path) -> None:
        self.folder = place.beside(journal, "-evidence")
        self._shared = place.is_shared(journal)

    def keep(self, data: bytes) -> str:
        """Keep it and return its name. Raises OSError where it cannot be kept; then nothing of it is left."""
        name = hashlib.sha256(data).hexdigest()
        path = self.path(name)
        if _holds(path, data):
            return name
        self._make(path.parent)
        half = path.with_name(f".{name[:16]}-{secrets.token_hex(4)}")
        try:
            with self._opened(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL) as fd:
                rest = memoryview(data)
                while rest:
                    rest = rest[os.write(fd, rest) :]
                os.fsync(fd)
            half.replace(path)
        except OSError:
            with suppress(OSError):
                half.unlink()
            raise
        with self._opened(path.parent, os.O_RDONLY | os.O_DIRECTORY) as fd:
            os.fsync(fd)
        return name

    def path(self, name: str) -> Path:
        """Where this one lies, or would. Raises NotHere for what is no such name."""
        if not _NAME.fullmatch(name):
            raise NotHere(f"{name[:70] or 'nothing'} names no evidence")
        return self.folder / name[:2] / name

    def read(self, name: str) -> bytes:
        """What was kept. Raises NotHere where it is gone, Damaged where it is not what was kept."""
        path = self.path(name)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise NotHere(f"the output {path} cannot be read: {error.strerror}") from None
        if hashlib.sha256(data).hexdigest() != name:
            raise Damaged(f"the output {path} is not what was kept")
        return data

    @contextmanager
    def watching(self, mark: str) -> Iterator[None]:
        """Meanwhile every terminal of this machine can see that somebody watches this run; not where none may write."""
        path = self._running(mark)
        fd = -1
        try:
            with suppress(OSError):
                self._make(path.parent)
                fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, self._mode)
                os.fchmod(fd, self._mode)
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        finally:
            if fd >= 0:
                with suppress(OSError):
                    path.unlink()
                os.close(fd)

    def watched(self, mark: str) -> bool:
        """Whether somebody watches this run; also where that cannot be known."""
        try:
            fd = os.open(self._running(mark), os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(fd)
        return False

    def _running(self, mark: str) -> Path:
        if not _MARK.fullmatch(mark):
            raise NotHere(f"{mark[:70] or 'nothing'} names no run")
        return self.folder / "running" / mark

    @property
    def _mode(self) -> int:
        return place.SHARED_FILE if self._shared else 0o600

    def _make(self, folder: Path) -> None:
        """The folder and those above it, with the mode the journal's own folder asks for."""
        for each in (self.folder, folder):
            with suppress(FileExistsError):
                each.mkdir(mode=0o700)
                each.chmod(place.SHARED_FOLDER if self._shared else 0o700)

    @contextmanager
    def _opened(self, path: Path, flags: int) -> Iterator[int]:
        fd = os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, self._mode)
        try:
            if flags & os.O_CREAT:
                os.fchmod(fd, self._mode)
            yield fd
        finally:
            os.close(fd)


def _holds(path: Path, data: bytes) -> bool:
    with suppress(OSError):
        return path.read_bytes() == data
    return False
