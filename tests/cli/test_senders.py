"""`warroom senders`: by which ways updates go out, what is missing, and who has to allow it first."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from warroom.settings import load
from warroom.updates.sending import unused, ways_for, ways_in

SECRET = "T0KEN-q7Jx9ZkVb2mW4rNs"
FILE = """\
senders:
  ops: {kind: slack, channel: chat, url: "${SLACK_HOOK}"}
  public: {kind: statuspage, channel: status_page, page: kctbh9vrtdwd, token: {file: token}}
  log: {kind: file, path: told.txt}
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file of one's own, named by a variable."""
    file = tmp_path / "ours.yaml"
    file.write_text(FILE)
    file.chmod(0o600)
    monkeypatch.setenv("WARROOM_CONFIG", str(file))
    monkeypatch.delenv("SLACK_HOOK", raising=False)
    return file


def complete(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_HOOK", f"https://hooks.slack.com/services/T1/B1/{SECRET}")
    token = file.with_name("token")
    token.write_text(SECRET)
    token.chmod(0o600)


@pytest.mark.usefixtures("file")
def test_every_way_is_listed_with_what_is_missing(shell: Shell) -> None:
    result = shell("senders")
    assert result.code == 0
    assert [" ".join(line.split()) for line in result.lines] == [
        "ops slack chat an incoming webhook; $SLACK_HOOK is missing",
        "public statuspage status_page page kctbh9vrtdwd at api.statuspage.io; token is missing",
        "log file log told.txt",
    ]


def test_check_says_what_keeps_a_way_from_sending(shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = shell("senders", "--check")
    assert result.code == 1
    assert [line[:3] for line in result.lines] == ["BAD", "BAD", "ok "]
    assert "the variable $SLACK_HOOK is not set" in result.lines[0]
    assert "token, where a secret should be: no such file or directory" in result.lines[1]
    assert "BAD   sender ops: the variable $SLACK_HOOK is not set" in shell("doctor").out
    complete(file, monkeypatch)
    result = shell("senders", "--check")
    assert (result.code, [line[:3] for line in result.lines]) == (0, ["ok ", "ok ", "ok "])
    assert "3 senders, nothing is missing" in shell("doctor").out


def test_no_secret_is_listed(shell: Shell, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    complete(file, monkeypatch)
    for arguments in (["senders"], ["senders", "--check"], ["senders", "--json"], ["doctor"]):
        result = shell(*arguments)
        assert SECRET not in result.out + result.err
    ops = shell("senders", "--json").records[0]
    assert (ops["name"], ops["secrets"], ops["problem"], ops["used"]) == ("ops", {"$SLACK_HOOK": True}, None, True)


def test_a_file_that_was_only_met_sends_nothing_before_it_is_accepted(
    shell: Shell, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(file, monkeypatch)
    monkeypatch.delenv("WARROOM_CONFIG")
    here = file.rename(tmp_path / "warroom.yaml")
    monkeypatch.chdir(tmp_path)
    settings = load(None, {}, {}, tmp_path)
    assert len(settings.senders) == 3
    assert ways_in(settings) == ()
    assert "was only met here" in unused(settings, {})
    result = shell("senders", "--check")
    assert result.code == 1
    assert f"warroom playbook accept {here}" in result.err
    shown = shell("playbook", "accept")
    assert "3 senders" in shown.out
    assert "ops: slack, sends updates of chat to an incoming webhook" in shown.out
    assert SECRET not in shown.out
    assert shell.done("playbook", "accept", "--yes").out.startswith("accepted: 3 senders of ")
    assert shell("senders", "--check").code == 0
    here.write_text(FILE + "  more: {kind: clipboard}\n")
    assert shell("senders", "--check").code == 1


def test_a_file_others_may_write_sends_nothing(file: Path) -> None:
    file.chmod(0o664)
    settings = load(str(file), {}, {}, file.parent)
    assert ways_in(settings) == ()
    file.chmod(0o600)
    settings = load(str(file), {}, {}, file.parent)
    ways = ways_in(settings)
    assert [way.name for way in ways] == ["ops", "public", "log"]
    assert ways_for(ways, "status_page") == (ways[1],)
    assert ways_for(ways, "email") == ()


def test_no_senders_is_no_fault(shell: Shell) -> None:
    result = shell("senders", "--check")
    assert result.code == 0
    assert "updates are copied by hand" in result.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("senders: [ops]", "expected keys and values"),
        ("senders: {ops: slack}", "senders.ops: keys with values belong here"),
        ("senders: {ops: {channel: chat}}", "senders.ops: `kind` is missing"),
        ("senders: {ops: {kind: slak}}", "senders.ops.kind: unknown kind `slak`, did you mean `slack`?"),
        ("senders:\n  ops:\n    kind: slack\n    link: x", "unknown key `link`"),
        ("senders: {ops: {kind: slack}}", "`url` is missing"),
        ("senders: {a b: {kind: clipboard}}", "is no name"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(shell: Shell, file: Path, written: str, said: str) -> None:
    file.write_text(written)
    sentence = shell("senders").refused()
    assert sentence.startswith((f"WARROOM_CONFIG: {file}:", f"{file}:"))
    assert said in sentence
