"""Commands made to deceive: whatever reads is given to a real shell, which must run nothing else and write nothing."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from warroom.playbook.risk import endless_of, placeholders_of, risk_of, terminal_of
from warroom.playbook.risk.reads import _FIRST, _THEN

KNOWN = {*_FIRST, *_THEN} - {"cd", "pwd"}
FORBIDDEN = {"rm", "tee", "npm", "x", "psqlx", "bash", "xargs"}

heads = st.sampled_from([
    "df -h", "ls /var", "ping -c 4 host", "curl -s https://x/", 'psql -c "SELECT 1"', "git log -3", "kubectl get pods",
    "tail -n 5 f", "docker ps", "aws ec2 describe-instances", "redis-cli ping", "uptime", "journalctl -u a", "rm -rf x",
])  # fmt: skip
pieces = st.sampled_from([
    " ", " ", " ", "-h", "x", "out", "|", " | grep a", " | sort -n", " | uniq -c", ";", "&", "&&", "||", ">", " > out",
    ">>out", "<", "<out", "$(", ")", "(", "`", "$(rm x)", "`rm x`", '"$(rm x)"', '"`rm x`"', "'$(rm x)'", "$X", "${X}",
    "${X:-$(rm x)}", "$'x'", "\\", "\\\n", "\n", "\r", "\t", "\x00", "\x0b", "\u2028", "\u00a0", "'", '"', "#",
    " #", " # \\\n", "\\\\\n", "{", "}",
    "{a,b}", "*", "-*", "?", "[a]", "~", "!", "=", "A=b ", "rm", "rm x", "tee out", "| tee out", "| x", "<<EOF", "EOF",
    "\nrm x\n", "<(rm x)", "$((1))", ";;", "|&", "&>out", "2>&1", "%", "^", "-o out", "-exec rm x", "\\;",
    "eval rm", "e",
])  # fmt: skip
commands = st.tuples(heads, st.lists(pieces, max_size=8)).map(lambda made: made[0] + "".join(made[1]))


@pytest.fixture(scope="module")
def stubs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of programs that do nothing but write down that they were called."""
    folder = tmp_path_factory.mktemp("stubs")
    for name in KNOWN | FORBIDDEN:
        file = folder / name
        file.write_text(f'#!/bin/sh\nprintf "%s\\n" {name} >> "$CALLED"\n')
        file.chmod(0o755)
    return folder


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands)
@example("df -h\\\n| grep a")
@example("ls \\\\\nrm x")
@example("df -h # \\\nrm x")
@example("df -h #\\\nrm x\n")
@example('ls "\\\n$(rm x)"')
@example("ls $\\\n(rm x)")
@example("ls a\\\n#b\ndf -h \\\n#\nls")
@example("ls 'a\nrm x\n'")
@example('ls "a\\"$(rm x)"')
@example("ls '\\'$(rm x)")
@example("ls \\\\$(rm x)")
@example("df -h #\nrm x")
@example("df #'\nrm x #'")
@example("ls a#;rm x")
@example("ls \\#;rm x")
@example("tail -n 5 f | sort -ooout")
@example("tail -n 5 f | sort -rno out")
def test_what_reads_runs_only_what_is_known_and_writes_nothing(
    stubs: Path, tmp_path_factory: pytest.TempPathFactory, command: str
) -> None:
    if risk_of(command) != "reads":
        return
    folder = tmp_path_factory.mktemp("run")
    called = folder.with_suffix(".called")
    called.touch()
    subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=folder,
        env={"PATH": str(stubs), "CALLED": str(called), "X": "value"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    assert set(called.read_text().split()) <= KNOWN
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    "joint", [";", "&", "&&", "||", "|&", ">", ">>", "<", "<<<", "|tee ", "\n./", "$(", "`", "<(", "\r"]
)
@pytest.mark.parametrize("head", ["df -h", "git log", 'psql -c "SELECT 1"', "curl https://x/", "tail -n 5 f | grep a"])
def test_a_joint_of_the_shell_is_never_part_of_a_read(head: str, joint: str) -> None:
    assert risk_of(head) == "reads"
    for more in (f"{head}{joint}x", f"{head} {joint} x", f"{head} {joint}x)", f'{head} "a"{joint}x'):
        assert risk_of(more) != "reads"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200), st.sampled_from(["", "bash", "console", "sql", "yaml"]))
def test_any_text_at_all_is_judged(text: str, language: str) -> None:
    assert risk_of(text, language) in ("reads", "changes", "destroys", "shown")
    assert isinstance(endless_of(text, language), bool)
    assert isinstance(terminal_of(text, language), bool)
    assert all(one in text or one.strip("${}") in text for one in placeholders_of(text))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        *(char * 50_000 for char in ("$", "<a", "A_", "{{", "(", "/*", "$$")),
        *('"' * 50_001, "a b " * 50_000, "-- '" * 30_000, "`$(" * 20_000),
        *("/* " * 3_000, "$a$ $b$ " * 1_000, "word" * 2_000),
    ],
    ids=lambda text: text[:6],
)
def test_no_text_is_judged_for_long(text: str) -> None:
    assert risk_of(text) != "reads"
    assert risk_of(f'psql -c "SELECT {text}"') in ("reads", "changes", "destroys")
    endless_of(text)
    terminal_of(text)
    placeholders_of(text)
