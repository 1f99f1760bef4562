"""Which file system a folder lies on, as far as it matters: SQLite cannot lock over a network."""

from pathlib import Path

_OVER_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "virtiofs", "vboxsf", "afs", "ceph")


def file_system(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The kind of network file system `folder` lies on, "" for a local one or where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    here = folder.resolve()
    best, kind = -1, ""
    for line in lines:
        place, _, rest = line.partition(" - ")
        fields = place.split()
        if len(fields) < 5 or not rest:
            continue
        mount = Path(fields[4].replace("\\040", " "))
        if (here == mount or mount in here.parents) and len(mount.parts) >= best:
            best, kind = len(mount.parts), rest.split()[0]
    return kind if kind in _OVER_A_NETWORK else ""
