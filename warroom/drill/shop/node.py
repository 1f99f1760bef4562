"""The machine's volume: a folder of real files that may not pass a quota together; and what tells of it over HTTP."""

import errno
import os
import shutil
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from warroom.drill.shop.listener import HttpListener
from warroom.drill.shop.web import Answer, as_json, only_reads

QUOTA = 16 << 20
LEAST = 1 << 20
SHARE = 20


class Volume:
    """Files in `folder`, at most `quota` bytes together; what is deleted there by hand is free again."""

    def __init__(self, folder: Path, quota: int = QUOTA) -> None:
        self.folder = folder
        # A disk that is nearly full is left alone: the volume takes a twentieth of what is free there.
        self.quota = max(LEAST, min(quota, shutil.disk_usage(folder).free // SHARE))

    @property
    def files(self) -> dict[str, int]:
        """Bytes by file; OSError where the folder is gone."""
        with os.scandir(self.folder) as entries:
            found = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
            return {entry.name: entry.stat(follow_symlinks=False).st_size for entry in found}

    @property
    def used(self) -> int:
        """Bytes of all files together."""
        return sum(self.files.values())

    def append(self, name: str, data: bytes) -> None:
        """Write at the end of a file: as much as fits, and OSError where that is not all of it."""
        fits = data[: max(0, self.quota - self.used)]
        with (self.folder / name).open("ab") as file:
            file.write(fits)
        if len(fits) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), name)

    def delete(self, name: str) -> int:
        """Delete a file and return how many bytes that freed; 0 where there is none."""
        freed = self.files.get(name, 0)
        (self.folder / name).unlink(missing_ok=True)
        return freed

    def status(self) -> dict[str, Any]:
        """Bytes used and allowed, what is free in percent, and the files."""
        files = self.files
        used = sum(files.values())
        return {
            "path": str(self.folder),
            "used_bytes": used,
            "quota_bytes": self.quota,
            "free_percent": round(max(0.0, 100 * (self.quota - used) / self.quota), 1),
            "files": files,
        }


class Node:
    """GET /disk; POST /logs/clear deletes every log, POST /logs/NAME/delete one of them."""

    def __init__(self, volume: Volume, on_clear: Callable[[], None]) -> None:
        self._volume = volume
        self._on_clear = on_clear
        self._listener = HttpListener(self._respond)

    async def open(self) -> int:
        """Listen on a free port and return it."""
        return await self._listener.open()

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()

    async def _respond(self, method: str, path: str) -> Answer:
        logs = [name for name in self._volume.files if name.endswith(".log")]
        if method == "POST" and path == "/logs/clear":
            freed = sum(self._volume.delete(name) for name in logs)
            self._on_clear()
            return as_json({"freed_bytes": freed, **self._volume.status()})
        named = path.removeprefix("/logs/").removesuffix("/delete")
        if method == "POST" and path == f"/logs/{named}/delete" and named in logs:
            return as_json({"freed_bytes": self._volume.delete(named), **self._volume.status()})
        if refused := only_reads(method):
            return refused
        if path == "/disk":
            return as_json(self._volume.status())
        return as_json({"error": "no such page: /disk"}, HTTPStatus.NOT_FOUND)
