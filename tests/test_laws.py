"""The laws of the house: who may import whom, who reads the clock, and that README says what is there."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest

import warroom
from tests.readme import filled
from warroom.incident.entry import VERBS, offered
from warroom.playbook import keys as playbook_keys
from warroom.playbook.fields import FIELDS
from warroom.settings import Settings
from warroom.tui.keys import KEYS

HOUSE = Path(warroom.__file__).parent
SOURCES = sorted(HOUSE.rglob("*.py"))
TOP = Path(__file__).parents[1]
IN_CHECKOUT = HOUSE.parent == TOP
LONGEST = 600

in_checkout = pytest.mark.skipif(not IN_CHECKOUT, reason="the tests lie beside no checkout of what is tested")


def place(source: Path) -> str:
    return source.relative_to(HOUSE).as_posix()


def tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


@cache
def imports(source: Path) -> set[str]:
    """The names of all modules a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(source)}:{node.lineno}: a relative import"
            found |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def importers(*packages: str) -> set[str]:
    """The files that import one of these packages."""
    wanted = set(packages)
    return {place(source) for source in SOURCES if {name.partition(".")[0] for name in imports(source)} & wanted}


# Imports.


@pytest.mark.skipif(not (TOP / "pyproject.toml").exists(), reason="pyproject.toml is not beside the tests")
@pytest.mark.skipif(find_spec("importlinter") is None, reason="import-linter is not installed")
def test_the_import_contracts_hold(tmp_path: Path) -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(sys.argv[1], no_cache=True))"
    config = str(TOP / "pyproject.toml")
    done = subprocess.run(
        [sys.executable, "-c", script, config], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_nothing_but_the_screen_imports_textual() -> None:
    assert {name.partition("/")[0] for name in importers("textual")} == {"tui"}


def test_nothing_but_the_journal_imports_sqlite() -> None:
    assert {name.partition("/")[0] for name in importers("sqlite3", "sqlite_utils", "pysqlite3")} == {"journal"}


def test_the_core_imports_the_standard_library_msgspec_and_itself() -> None:
    own = {"warroom.errors", "warroom.text", "warroom.incident", "warroom.playbook"}
    for source in [*sorted((HOUSE / "incident").glob("*.py")), HOUSE / "playbook" / "model.py"]:
        for name in imports(source):
            first = name.partition(".")[0]
            if first == "warroom":
                assert ".".join(name.split(".")[:2]) in own, f"{place(source)} imports {name}"
            else:
                assert first == "msgspec" or first in sys.stdlib_module_names, f"{place(source)} imports {name}"


def test_what_the_first_frame_needs_brings_in_no_probe_no_journal_and_no_psutil(tmp_path: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path; from warroom.settings import Settings\n"
        "from warroom.tui.app import WarroomApp\n"
        "WarroomApp(Settings(journal=Path(sys.argv[1]), as_='anna'))\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "j.sqlite")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    loaded: list[str] = json.loads(done.stdout)
    assert "textual.app" in loaded
    heavy = ("httpx", "httpcore", "sqlite_utils", "sqlite3", "_sqlite3", "pysqlite3", "psutil", "warroom.checks.probes")
    assert [name for name in loaded if name in heavy or name.startswith(tuple(f"{one}." for one in heavy))] == []
    assert not list(tmp_path.iterdir())


# The clock.

CLOCKS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time")} | {
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "clock_gettime"),
}  # fmt: skip


def reads_of_the_clock(source: Path) -> Iterator[int]:
    """The lines in which a file reads the wall clock."""
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Attribute):
            holder = node.value
            name = holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")
            if (name, node.attr) in CLOCKS:
                yield node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (node.lineno for alias in node.names if ("time", alias.name) in CLOCKS)


def test_only_one_file_reads_the_wall_clock() -> None:
    found = {place(source): lines for source in SOURCES if (lines := list(reads_of_the_clock(source)))}
    assert list(found) == ["clock.py"], found


@pytest.mark.parametrize(
    ("line", "reads"),
    [
        ("datetime.now(UTC)", True),
        ("import datetime\ndatetime.datetime.utcnow()", True),
        ("later = datetime.date.today", True),
        ("from time import time", True),
        ("time.time_ns()", True),
        ("time.monotonic()", False),
        ("room.now()", False),
        ("from time import sleep", False),
    ],
)
def test_a_look_at_the_wall_clock_is_noticed(tmp_path: Path, line: str, reads: bool) -> None:
    file = tmp_path / "some.py"
    file.write_text(line)
    assert bool(list(reads_of_the_clock(file))) is reads


# README.


@pytest.fixture(scope="module")
def readme() -> str:
    file = TOP / "README.md"
    if not file.exists():
        pytest.skip("README.md is not beside the tests")
    return file.read_text(encoding="utf-8")


def keys_of(struct: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(struct)}


def section(readme: str, title: str) -> str:
    found = re.search(rf"^## {title}$(.*?)(?=^## |\Z)", readme, re.MULTILINE | re.DOTALL)
    assert found, f"README has no section {title}"
    return found[1]


def test_the_tables_are_those_of_the_registries(readme: str) -> None:
    assert filled(readme) == readme, "python -m tests.readme writes them anew"


def test_every_offered_verb_stands_in_readme_and_no_other_is_offered(readme: str) -> None:
    verbs = set(re.findall(r"^\| \w+ \| `/([\w-]+)`", section(readme, "The entry line"), re.MULTILINE))
    assert verbs == {verb.name for verb in offered()}
    for verb in VERBS:
        if not verb.offered:
            assert not re.search(rf"(?<![\w/.])/{verb.name}\b|warroom {verb.name}\b", readme), verb.name


def test_every_key_stands_in_readme(readme: str) -> None:
    table = section(readme, "Keys")
    for key in KEYS:
        assert f"| `{key.shown}` | {key.help} | {key.where} |" in table


def test_every_setting_stands_in_readme(readme: str) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", section(readme, "Settings"), re.MULTILINE))
    found = {"source", "source_sha256", "checks_trusted", "senders_trusted", "playbook_given"}
    found |= {"theme_from", "theme_held"}
    assert told == {name.rstrip("_") for name in Settings.__struct_fields__} - found


TOP_KEYS = keys_of(playbook_keys.PlaybookKeys)
ENTRIES: dict[str, tuple[type[msgspec.Struct], ...]] = {
    "severities": (playbook_keys.SeverityKeys,),
    "roles": (playbook_keys.RoleKeys,),
    "phases": (playbook_keys.PhaseKeys,),
    "ladder": (playbook_keys.RungKeys,),
    "duties": (playbook_keys.DutyKeys,),
    "checklist": (playbook_keys.ItemKeys,),
    "questions": (playbook_keys.QuestionsKeys,),
    "channels": (playbook_keys.ChannelKeys,),
    "templates": (playbook_keys.TemplateKeys,),
    "scenarios": (playbook_keys.ScenarioKeys,),
    "steps": (playbook_keys.StepKeys,),
    "resolution": (playbook_keys.ResolutionKeys,),
    "postmortem": (playbook_keys.PostmortemKeys, playbook_keys.SectionKeys),
    "lists": (playbook_keys.TicklistKeys,),
    "contacts": (playbook_keys.ContactKeys,),
    "links": (playbook_keys.LinkKeys,),
    "proposed": (playbook_keys.ProposedKeys,),
    "left": (playbook_keys.LeftKeys,),
}
PLAIN = {"format", "name", "title", "zone", "channel_name", "metrics", "principles", "prevention"}


def test_every_key_of_a_playbook_stands_in_readme(readme: str) -> None:
    rows = dict(re.findall(r"^\| (`[^|]+`) \| ([^|]+) \|$", section(readme, "Playbooks"), re.MULTILINE))
    told = {key for cell in rows for key in re.findall(r"`(\w+)`", cell)}
    assert told == TOP_KEYS
    assert set(ENTRIES) | {"checks", "defaults", "groups"} | PLAIN == TOP_KEYS
    assert "`source`" in section(readme, "Playbooks")
    for key, structs in ENTRIES.items():
        [said] = [text for cell, text in rows.items() if f"`{key}`" in cell]
        known = {name for struct in structs for name in keys_of(struct)} - {"source"}
        missing = {name for name in known if f"`{name}`" not in said}
        assert missing == set(), f"{key} lacks {missing}"


def test_every_field_of_a_template_stands_in_readme_and_no_other(readme: str) -> None:
    told = re.findall(r"`\{(\w+)\}`", section(readme, "Playbooks"))
    assert set(told) - {"name"} == set(FIELDS)


def test_every_kind_of_check_and_every_key_of_it_stands_in_readme(readme: str) -> None:
    from warroom.checks.probes import KINDS, load
    from warroom.playbook.model import Check

    told = section(readme, "Checks")
    for name in KINDS:
        [row] = re.findall(rf"^\| `{name}` \| .*", told, re.MULTILINE)
        words = set(re.findall(r"`(\w+)`", row))
        assert keys_of(load(name).Options) | set(load(name).Options.subjects) <= words, name
    assert keys_of(Check) - {"options"} <= set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))


def test_the_two_lines_of_the_quick_start_stand_there_exactly(readme: str) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```", section(readme, "Start"), re.MULTILINE | re.DOTALL)
    assert blocks == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/warroom drill\n",
        "python3 -m venv .venv && .venv/bin/pip install -q '.[test]' && .venv/bin/pytest\n",
    ]


# The house.


@in_checkout
def test_the_top_level_holds_what_it_may_and_nothing_else() -> None:
    allowed = {"pyproject.toml", "README.md", "CHANGELOG.md", "warroom", "tests", "themes"}
    assert {path.name for path in TOP.iterdir() if not path.name.startswith(".")} == allowed


@pytest.mark.parametrize("source", SOURCES, ids=place)
def test_no_file_is_longer_than_one_can_hold_in_mind(source: Path) -> None:
    lines = source.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST


@in_checkout
def test_what_is_kept_from_the_type_checker_says_why() -> None:
    bare = re.compile(r"# type: ignore(\[[^\]]*\])?\s*$")
    found = [
        f"{source.relative_to(TOP)}:{n}"
        for source in sorted((TOP / "tests").rglob("*.py"))
        for n, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []
