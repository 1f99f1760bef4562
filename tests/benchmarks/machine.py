"""Where the figures were taken: without it they compare with nothing."""

import os
import platform
import sys
import textwrap
from importlib.metadata import version
from pathlib import Path

import psutil

from tests.benchmarks.ground import Ground
from tests.benchmarks.table import WIDEST


def notes(ground: Ground) -> list[str]:
    """Sentences under the table, wrapped."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} cores"
    versions = f"Python {platform.python_version()}, Textual {version('textual')}"
    said = [
        f"{system}, load {os.getloadavg()[0]:.1f}, {versions}; journals on {_file_system(ground.folder)}.",
        "Times end where bytes reach the terminal: no terminal's own drawing is in them.",
    ]
    if ground.missing:
        said.append(f"Not installed here: {', '.join(ground.missing)}.")
    if not sys.platform.startswith("linux"):
        said.append("Not Linux: CPU and memory are as psutil reports them here, and were compared with nothing.")
    return [line for sentence in said for line in textwrap.wrap(sentence, WIDEST)]


def _file_system(folder: Path) -> str:
    """The type of file system a folder lies on."""
    folder = folder.resolve()
    mounts = [part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)]
    return max(mounts, key=lambda part: len(part.mountpoint)).fstype if mounts else "an unknown file system"
