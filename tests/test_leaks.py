"""Five hundred secrets come in by every door; none is in the journal, the sidecar, an export or a traceback."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checks.servers import says, serving
from tests.cli.shell import Shell
from tests.secrets.planted import Planted, planted
from tests.tui.stage import Stage, play
from warroom.errors import EXIT_INTERNAL
from warroom.incident import intents as i
from warroom.playbook import yaml

COUNT = 500
HEADER = "X-Api-Key"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with nothing in it."""
    for name in ("CONFIG", "PLAYBOOK", "INCIDENT"):
        monkeypatch.delenv(f"WARROOM_{name}", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WARROOM_AS", "anna")
    monkeypatch.setenv("WARROOM_JOURNAL", str(tmp_path / "journal.sqlite"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    return Shell(monkeypatch, capsys, tmp_path)


def chosen() -> list[Planted]:
    """Five hundred of all that can be planted on one line, always the same."""
    every = [one for one in planted() if "\n" not in one.text and len(one.secret) >= 6]
    return random.Random(3).sample(every, COUNT)


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that was written."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def leaked(secrets: list[Planted], folder: Path) -> list[tuple[str, str]]:
    return [(name, one.text) for name, data in files(folder) for one in secrets if one.secret.encode() in data]


@pytest.mark.slow
def test_five_hundred_secrets_by_pipe_and_by_verb_are_nowhere(shell: Shell, tmp_path: Path, state: Path) -> None:
    secrets = chosen()
    shell.declared()
    piped, typed = secrets[:400], secrets[400:]
    result = shell("note", "-", stdin="\n".join(one.text for one in piped).encode())
    assert result.code == 0, result.err
    assert len(result.lines) == 400
    assert result.err.count("masked in the record") == 400
    verbs = ("suspect", "decide", "change", "impact", "title", "update status_page investigating")
    for n, one in enumerate(typed):
        done = shell(*verbs[n % len(verbs)].split(), one.text)
        assert done.code == 0, done
        assert one.secret not in done.out + done.err
    for name in ("timeline", "show", "brief", "export"):
        for words in ([name], [name, "--json"] if name != "export" else [name, "--out", "out.jsonl"]):
            result = shell(*words)
            assert result.code == 0, result
            assert [one.text for one in secrets if one.secret in result.out] == []
    assert leaked(secrets, tmp_path) == []
    assert leaked(secrets, state) == []


def test_a_server_that_echoes_what_it_was_sent_gives_nothing_away(tmp_path: Path) -> None:
    """Header, query and body of a check, and what answers with them."""
    key, token = "k3yV4lue-of-the-check", "t0kenInTheAddress99"

    async def go() -> None:
        body = f'{{"echo": "{key}", "url": "/?token={token}", "password": "p4ssInBody77"}}'.encode()
        async with serving(says(body, status="500 Oops")) as served:
            (tmp_path / "warroom.yaml").write_text(
                f"""checks:
  - name: api
    kind: http
    url: {served.url(f"/health?token={token}")}
    every: 1s
    fails: 1
    headers: {{{HEADER}: {key}}}
    expect:
      - body contains "ready"
"""
            )
            (tmp_path / "warroom.yaml").chmod(0o600)
            from warroom.settings import load

            settings = load(None, {}, {}, tmp_path)

            async def act(stage: Stage) -> None:
                stage.entry.put("/declare P0 API down")
                await stage.pilot.press("enter")
                await stage.until(lambda: any(view.state == "down" for view in stage.app.scene.views))
                await stage.until(lambda: "check_changed" in stage.kinds())
                for secret in (key, token, "p4ssInBody77"):
                    assert secret not in stage.text

            await asyncio.to_thread(play, tmp_path / "journal.sqlite", act, checks=settings.checks, checks_trusted=True)

    asyncio.run(go())
    for name, data in files(tmp_path):
        if name != "warroom.yaml":
            assert [secret for secret in (key, token, "p4ssInBody77") if secret.encode() in data] == [], name


def test_a_playbook_that_holds_secrets_is_copied_without_them(shell: Shell, tmp_path: Path) -> None:
    text = (
        yaml.load("default").text
        + """
checks:
  - name: behind a key
    kind: http
    url: https://api.example.com/health?token=s3cretPass99
    method: POST
    writes: true
    headers: {X-Api-Key: pl4ybookK3y77, Authorization: Bearer b34rerInPlaybook1234}
    body: '{"client_secret": "cl13ntS3cret00"}'
"""
    )
    (tmp_path / "playbook.yaml").write_text(text)
    assert shell("--playbook", "playbook.yaml", "declare", "P0", "API down").code == 0
    found = [
        (name, secret)
        for name, data in files(tmp_path)
        if name != "playbook.yaml"
        for secret in ("s3cretPass99", "pl4ybookK3y77", "b34rerInPlaybook1234", "cl13ntS3cret00")
        if secret.encode() in data
    ]
    assert found == []


def test_a_fault_of_ours_quotes_no_secret(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    for one in chosen()[:50]:

        def broken(*_: object, words: str = one.text) -> None:
            raise RuntimeError(f"cannot speak to {words}")

        monkeypatch.setattr("warroom.commands.read.brief", broken)
        result = shell("brief")
        assert result.code == EXIT_INTERNAL
        assert "cannot speak to" in result.err
        assert one.secret not in result.err


def test_what_is_said_to_be_recorded_as_typed_is(shell: Shell) -> None:
    shell.declared()
    shell.done("note", "--no-redact", "password=hunter22")
    shell.done("suspect", "--no-redact", "token=ghp_abcdefghijklmnopqrstuvwxyz0123456789")
    assert shell("note", "password=hunter22").err.count("--no-redact") == 1
    assert shell.notes() == ["password=hunter22", "password=[redacted:password]"]
    assert shell.timeline()[3]["data"]["text"] == "token=ghp_abcdefghijklmnopqrstuvwxyz0123456789"


def test_an_intent_without_a_secret_is_handed_on_as_it_is() -> None:
    from warroom.masked import masked

    plain = i.Note(text="pool at 100 of 100", by="anna")
    assert masked(plain) is plain
    declared = i.Declare(title="API down", severity="P0", playbook=yaml.load("default").playbook)
    assert masked(declared) is declared


def test_a_private_key_that_comes_line_by_line_is_masked_to_its_last_line(shell: Shell) -> None:
    name = "RSA PRIVATE KEY-----"
    lines = [f"-----BEGIN {name}", "M" * 64, "RP4z3diV3g7VajJfrI0lIbnM", f"-----END {name}", "after"]
    shell.declared()
    assert shell("note", "-", stdin="\n".join(lines).encode()).code == 0
    notes = shell.notes()
    assert "RP4z3diV3g7VajJfrI0lIbnM" not in "".join(notes)
    assert notes[-1] == "after"
