"""`warroom check --validate` and `--schema`: what is wrong with the checks of a file, said without asking any."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.cli.shell import Shell
from warroom.checks.probes import KINDS, load
from warroom.checks.schema import schema, sentences
from warroom.settings import TEMPLATE

README = Path(__file__).parents[2] / "README.md"
WRONG = """zone: Mars
defaults: {evry: 10s}
checks:
  - {name: api, url: 'http://x/', timeout: 9h}
  - {name: cart, url: 'http://x/', parents: apo}
  - {name: fine, url: 'http://x/'}
  - {name: db}
"""


def opened() -> str:
    """The template with every example taken in."""
    lines = TEMPLATE.replace("checks: []", "checks:").splitlines()
    keys = ("# defaults:", "# groups:", "#   web:")
    lines = [line.removeprefix("# ") if line.startswith(keys) else line for line in lines]
    checks = lines.index("checks:")
    return "\n".join(
        [
            *lines[:checks],
            *(line.replace("#  ", "  ", 1) if line.startswith("#  ") else line for line in lines[checks:]),
        ]
    )


# --validate.


def test_everything_that_is_wrong_is_told_in_the_order_of_its_lines(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text(WRONG)
    result = shell("check", "--validate")
    file = tmp_path / "warroom.yaml"
    assert (result.code, result.err) == (2, "")
    assert [line.removeprefix(f"{file}:").split(": ")[:2] for line in result.lines] == [
        ["1", "zone"],
        ["2", "defaults.evry"],
        ["4", "checks.1.timeout"],
        ["5", "checks.2.parents"],
        ["7", "checks.4"],
    ]


def test_as_json_each_problem_has_its_place(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text(WRONG)
    result = shell("check", "--validate", "--json")
    assert result.code == 2
    assert result.json["sound"] is False
    assert result.json["problems"][3] == {
        "file": str(tmp_path / "warroom.yaml"),
        "line": 5,
        "key": "checks.2.parents",
        "problem": "no check `apo`, did you mean `api`?",
    }


def test_settings_and_a_playbook_of_ones_own_are_looked_through_and_none_is_asked(shell: Shell, tmp_path: Path) -> None:
    settings, book = tmp_path / "warroom.yaml", tmp_path / "shop.yaml"
    settings.write_text("playbook: shop.yaml\nchecks: [{name: api, url: 'http://127.0.0.1:1/'}]\n")
    book.write_text(
        "name: shop\nseverities: [{id: P0}]\nchecks: [{name: a, url: 'http://x/'}, {name: b, url: 'http://x/'}]"
    )
    assert shell.done("check", "--validate").lines == [
        f"1 check in {settings} is sound",
        f"2 checks in {book} are sound",
    ]
    assert shell.done("check", "--validate", str(book), "--json").json == {
        "sound": True,
        "files": [{"file": str(book), "checks": 2}],
        "problems": [],
    }
    book.write_text("name: shop\nchecks: [{name: a}]\n")
    assert [line.rpartition(": ")[2] for line in shell("check", "--validate").lines] == [
        "`severities` is missing",
        "`url` is missing",
        f"1 check in {settings} is sound",
    ]


def test_a_file_that_cannot_be_read_is_a_problem_as_well(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("checks: [")
    result = shell("check", "--validate", "bad.yaml", "none.yaml")
    assert result.code == 2
    assert result.lines[0].startswith("bad.yaml:1: ")
    assert result.lines[1] == "none.yaml:1: no such file"


def test_without_any_file_there_is_nothing_to_look_through(shell: Shell) -> None:
    said = "no settings and no playbook of your own: warroom init writes a warroom.yaml"
    assert shell("check", "--validate").refused() == said


# --schema.


@pytest.fixture(scope="module")
def valid() -> Any:
    described = schema()
    jsonschema.Draft202012Validator.check_schema(described)
    return jsonschema.Draft202012Validator(described)


def test_the_schema_is_printed_as_json(shell: Shell) -> None:
    assert json.loads(shell.done("check", "--schema").out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_template_is_valid_as_it_stands_and_with_every_example_taken_in(valid: Any) -> None:
    valid.validate(yaml.safe_load(TEMPLATE))
    taken = yaml.safe_load(opened())
    assert [check["name"] for check in taken["checks"]] == ["api", "cart", "outside"]
    assert taken["groups"]["web"]["headers"]
    valid.validate(taken)


@pytest.mark.skipif(not README.exists(), reason="README.md is not beside the tests")
def test_every_example_of_readme_is_valid(valid: Any) -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    examples = [yaml.safe_load(block) for block in blocks if "\nchecks:" in f"\n{block}"]
    assert examples
    for example in examples:
        valid.validate(example)


@pytest.mark.parametrize(
    "text",
    [
        "checks: [{name: a, url: 'http://x/', urll: b}]",
        "checks: [{name: a}]",
        "checks: [{url: 'http://x/'}]",
        "checks: [{name: a, kind: nosuch}]",
        "checks: [{name: a, kind: tcp, url: 'http://x/'}]",
        "checks: [{name: a, url: 'http://x/', every: 0.5}]",
        "checks: [{name: a, url: 'http://x/', every: soon}]",
        "checks: [{name: a, url: 'http://x/', fails: 11}]",
        "checks: [{name: a, url: 'http://x/', expect: 3}]",
        "checks: [{name: a, url: 'http://x/', headers: [b]}]",
        "checks: [{name: a, url: 'http://x/', canary: maybe}]",
        "defaults: {evry: 10s}",
        "defaults: {name: a}",
        "groups: {web: {group: x}}",
        "groups: {web: {kind: http}}\nchecks: [{name: a, group: web, urll: b}]",
    ],
)
def test_what_is_wrong_is_not_valid(valid: Any, text: str) -> None:
    assert list(valid.iter_errors(yaml.safe_load(text)))


@pytest.mark.parametrize(
    "text",
    [
        "checks: [{name: a, url: 'http://x/', expect: status == 200, warn: [latency < 1s]}]",
        "groups: {web: {kind: http, url: 'http://x/'}}\nchecks: [{name: a, group: web}]",
        "defaults: {kind: tcp, host: x}\nchecks: [{name: a, port: 9}]",
        "checks: [{name: a, kind: tcp, host: x, port: 9, parents: b}]",
        "zone: Europe/Berlin\nchecks: []",
    ],
)
def test_what_is_right_is_valid(valid: Any, text: str) -> None:
    valid.validate(yaml.safe_load(text))


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_every_kind_is_told_in_a_sentence(kind: str) -> None:
    options = load(kind).Options
    said = sentences(options)
    assert set(options.__struct_encode_fields__) - set(said) == set()
    assert [text for text in said.values() if not text.endswith(".")] == []
