"""What is mounted and can fill up, and how full each is."""

import os
import re
from pathlib import Path

import msgspec

MOST = 32
"""Mounts that are asked; a thread each."""
_PSEUDO = {
    "autofs", "binfmt_misc", "bpf", "cgroup", "cgroup2", "configfs", "debugfs", "devpts", "devtmpfs", "efivarfs",
    "fuse.gvfsd-fuse", "fuse.lxcfs", "fuse.portal", "fuse.snapfuse", "fusectl", "hugetlbfs", "iso9660", "mqueue",
    "nsfs", "proc", "pstore", "ramfs", "rpc_pipefs", "securityfs", "selinuxfs", "squashfs", "sysfs", "tracefs",
}  # fmt: skip
_NETWORK = {"9p", "afs", "ceph", "cifs", "glusterfs", "lustre", "nfs", "nfs4", "smb3", "smbfs", "sshfs"}
_KERNELS = ("/proc/", "/sys/")
_OCTAL = re.compile(r"\\([0-7]{3})")


class Mount(msgspec.Struct, frozen=True):
    """Where something is mounted, what, its kind of file system, and the number of its device."""

    point: str
    source: str
    kind: str
    device: str = ""

    @property
    def weight(self) -> int:
        """0 for what is most a disk: the system's own, block devices and file servers; then the rest."""
        if self.point == "/":
            return 0
        lasting = self.source.startswith("/") or self.kind in _NETWORK or self.kind.startswith(("fuse", "zfs"))
        return 1 if lasting else 2


class Space(msgspec.Struct, frozen=True):
    """Bytes of a file system, and the shares in use of what a user may have, in percent; inodes where they count."""

    total: int
    free: int
    used_pct: float
    inodes_pct: float | None = None


class Chosen(msgspec.Struct, frozen=True):
    """The mounts that are asked, by their paths, and how many more there are."""

    mounts: tuple[Mount, ...]
    left_out: int


def chosen(root: Path = Path("/"), most: int = MOST) -> Chosen:
    """What is mounted and can fill up, each device once; where there are too many, the weightiest."""
    try:
        text = (root / "proc/self/mountinfo").read_bytes().decode("utf-8", "surrogateescape")
        found = _once(_parsed(text))
    except OSError:
        found = _by_psutil()
    weighty = sorted(found, key=lambda mount: (mount.weight, mount.point))[:most]
    return Chosen(tuple(sorted(weighty, key=lambda mount: mount.point)), len(found) - len(weighty))


def space(point: str) -> Space:
    """How full it is; may take for ever. Raises OSError."""
    seen = os.statvfs(point)
    used = seen.f_blocks - seen.f_bfree
    inodes = seen.f_files - seen.f_ffree
    return Space(
        total=seen.f_blocks * seen.f_frsize,
        free=seen.f_bavail * seen.f_frsize,
        used_pct=_percent(used, used + seen.f_bavail),
        inodes_pct=_percent(inodes, inodes + seen.f_favail) if seen.f_files else None,
    )


def _parsed(mountinfo: str) -> list[Mount]:
    """The mounts that can fill up; of those on the same place the last, which hides the others."""
    found: dict[str, Mount | None] = {}
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        fields, kind = left.split(" "), right.split(" ")
        if len(fields) < 5 or len(kind) < 2:
            continue
        point = _OCTAL.sub(lambda code: chr(int(code[1], 8)), fields[4])
        layered = kind[0] == "overlay" and point != "/"
        if kind[0] in _PSEUDO or layered or point.startswith(_KERNELS):
            found[point] = None
        else:
            found[point] = Mount(point, _OCTAL.sub(lambda code: chr(int(code[1], 8)), kind[1]), kind[0], fields[2])
    return [mount for mount in found.values() if mount is not None]


def _once(mounts: list[Mount]) -> list[Mount]:
    """A device that is mounted in several places counts where its path is shortest."""
    by_device: dict[str, Mount] = {}
    for mount in sorted(mounts, key=lambda mount: (len(mount.point), mount.point)):
        by_device.setdefault(mount.device, mount)
    return list(by_device.values())


def _by_psutil() -> list[Mount]:
    import psutil

    return [Mount(one.mountpoint, one.device, one.fstype) for one in psutil.disk_partitions()]


def _percent(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0 else 0.0
