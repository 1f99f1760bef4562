"""`warroom evidence`: everything there is of an incident in one file that proves itself."""

import gzip
import hashlib
import json
import subprocess
import tarfile

import pytest

from tests.cli.shell import Shell
from tests.cli.test_redact import ran
from warroom.commands import evidence
from warroom.journal.sqlite import Journal
from warroom.journal.verify import Verified, verify
from warroom.playbook import yaml


@pytest.fixture
def noted(shell: Shell, incident: str) -> str:
    """An incident with a run whose output was kept."""
    shell.done("note", "saw first 503s")
    ran(shell, incident, 1, "uptime", b"up 3 days\n")
    return incident


def test_it_holds_record_outputs_reports_playbook_and_their_sums(shell: Shell, noted: str) -> None:
    result = shell("evidence", "--out", "e.tar.gz")
    assert result.code == 0, result
    assert result.sentence == f"{noted} to #5 is in e.tar.gz: warroom verify e.tar.gz checks it anywhere"
    with tarfile.open(shell.folder / "e.tar.gz") as archive:
        names = [member.name for member in archive]
        assert names == sorted(names)
        assert {name.removeprefix(f"{noted}/") for name in names} == {
            "MANIFEST.json", "README.txt", "SHA256SUMS", "outputs/run-0001.txt", "playbook.yaml", "record.jsonl",
            "reports/incident.yaml", "reports/postmortem.html", "reports/postmortem.md", "reports/timeline.html",
            "reports/timeline.md",
        }  # fmt: skip
        assert {(m.uid, m.gid, m.uname, m.gname, m.mode) for m in archive} == {(0, 0, "", "", 0o644)}
        archive.extractall(shell.folder / "out", filter="data")
    folder = shell.folder / "out" / noted
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count(": OK")) == (0, 10), done
    assert (folder / "record.jsonl").read_text() == shell.done("export", noted).out
    assert (folder / "outputs" / "run-0001.txt").read_bytes() == b"up 3 days\n"
    manifest = json.loads((folder / "MANIFEST.json").read_text())
    last = shell.timeline()[-1]
    assert manifest["head"] == {"seq": 5, "hash": last["hash"]}
    assert last["hash"] in (folder / "README.txt").read_text()
    assert yaml.load(str(folder / "playbook.yaml")).playbook.name == "default"
    record = next(one for one in manifest["files"] if one["name"] == "record.jsonl")
    assert record["sha256"] == hashlib.sha256((folder / "record.jsonl").read_bytes()).hexdigest()


def test_what_is_written_meanwhile_is_not_in_it(shell: Shell, noted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def verified(journal: Journal, stream: str, held: tuple[int, str] | None) -> Verified:
        found = verify(journal, stream, held)
        shell.done("note", "said while the archive was made")
        return found

    monkeypatch.setattr(evidence, "verify", verified)
    assert shell("evidence", noted, "--out", "e.tar.gz").code == 0
    with tarfile.open(shell.folder / "e.tar.gz") as archive:
        read = {name: archive.extractfile(f"{noted}/{name}") for name in ("record.jsonl", "MANIFEST.json")}
        lines = read["record.jsonl"].read().splitlines()  # type: ignore[union-attr]  # it is there
        head = json.load(read["MANIFEST.json"])["head"]  # type: ignore[arg-type]  # same
    assert len(shell.timeline()) == 6
    assert (len(lines), json.loads(lines[-1])["hash"]) == (head["seq"], head["hash"])


def test_the_same_record_makes_the_same_bytes(shell: Shell, noted: str) -> None:
    first = shell("evidence", noted, "--out", "one.tar.gz", "--json").json
    second = shell("evidence", noted, "--out", "two.tar.gz", "--json").json
    assert first["sha256"] == second["sha256"]
    assert (shell.folder / "one.tar.gz").read_bytes() == (shell.folder / "two.tar.gz").read_bytes()


def test_it_verifies_and_is_imported_without_being_unpacked(
    shell: Shell, noted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("evidence", "--out", "e.tar.gz")
    exported = shell.done("export", noted).out
    monkeypatch.setenv("WARROOM_JOURNAL", str(shell.folder / "other.sqlite"))
    before = set(shell.folder.iterdir())
    assert shell.done("verify", "e.tar.gz").out.startswith(f"holds    {noted} to #5 ")
    assert set(shell.folder.iterdir()) == before
    assert shell("import", "e.tar.gz").code == 0
    assert shell("export", noted).out == exported


def test_one_that_was_changed_does_not_verify(shell: Shell, noted: str) -> None:
    shell("evidence", "--out", "e.tar.gz")
    file = shell.folder / "e.tar.gz"
    file.write_bytes(gzip.compress(gzip.decompress(file.read_bytes()).replace(b"first 503s", b"first 504s")))
    result = shell("verify", "e.tar.gz")
    assert result.code == 1
    assert f"{noted} #3: its words were changed" in result.out


def test_an_output_that_is_gone_is_named_and_the_archive_is_written_all_the_same(shell: Shell, noted: str) -> None:
    for file in (shell.folder / "journal.sqlite-evidence").glob("??/*"):
        file.unlink()
    result = shell("evidence", "--out", "e.tar.gz", "--json")
    assert result.code == 1
    assert "missing: the output of run 1 (#5): " in result.err
    assert len(result.json["missing"]) == 1
    assert shell.done("verify", "e.tar.gz").out.startswith(f"holds    {noted}")


@pytest.mark.usefixtures("noted")
def test_it_never_writes_over_a_file_and_asks_for_a_name_that_fits(shell: Shell) -> None:
    (shell.folder / "e.tar.gz").write_text("mine")
    assert shell("evidence", "--out", "e.tar.gz").refused() == "e.tar.gz is there already and is left as it is"
    assert (shell.folder / "e.tar.gz").read_text() == "mine"
    assert ".tar.gz file" in shell("evidence", "--out", "e.zip").refused()
    assert "there is no folder" in shell("evidence", "--out", "nowhere/e.tar.gz").refused()
    assert [path.name for path in shell.folder.glob("*part*")] == []
