"""The volume holds real files, and never more of them than its quota."""

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.drill.conftest import page, running, scene, until
from warroom.drill.scenario import FOR_GOOD
from warroom.drill.shop.node import LEAST, QUOTA, Volume


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def test_a_write_takes_what_fits_and_says_that_the_rest_did_not(tmp_path: Path) -> None:
    volume = Volume(tmp_path, quota=100)
    volume.quota = 100
    volume.append("a.log", b"x" * 60)
    with pytest.raises(OSError, match="No space left") as no:
        volume.append("b.log", b"y" * 60)
    assert no.value.errno == errno.ENOSPC
    assert size_of(tmp_path) == 100
    assert volume.files == {"a.log": 60, "b.log": 40}
    assert volume.delete("a.log") == 60
    assert volume.delete("a.log") == 0
    assert volume.status()["free_percent"] == 60


def test_what_others_put_there_counts_too(tmp_path: Path) -> None:
    volume = Volume(tmp_path)
    (tmp_path / "theirs").write_bytes(b"z" * (volume.quota + 5))
    (tmp_path / "elsewhere").symlink_to("/etc/hostname")
    with pytest.raises(OSError, match="No space left"):
        volume.append("a.log", b"x")
    assert volume.status()["free_percent"] == 0
    assert "elsewhere" not in volume.files


@pytest.mark.parametrize(("free", "quota"), [(10 << 30, QUOTA), (100 << 20, 5 << 20), (1 << 20, LEAST)])
def test_a_disk_that_is_nearly_full_is_left_alone(
    free: int, quota: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    assert Volume(tmp_path).quota == quota


def test_a_log_that_grows_never_passes_the_quota() -> None:
    with running(scene("disk-fills", at=0, amount=5, logs=5, writer=FOR_GOOD), speed=40) as shop:
        quota = page(shop, "node", "/disk")["quota_bytes"]
        assert quota <= QUOTA
        largest = 0

        def full() -> bool:
            nonlocal largest
            over = bool(page(shop, "node", "/disk")["free_percent"] == 0)
            # Only then: what is measured before may be short of what it was full with.
            largest = max(largest, size_of(shop.folder))
            return over

        for _ in range(3):
            until(full)
            (shop.folder / "debug.log").unlink(missing_ok=True)
        assert quota * 0.9 < largest <= quota
    assert not shop.folder.exists()
