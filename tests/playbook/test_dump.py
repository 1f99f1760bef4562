"""Any playbook written out loads to the same, and reads as a person would have written it."""

import json

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings

from tests.playbook.anything import whole_playbooks
from warroom import located
from warroom.checks.written import make_check
from warroom.playbook import yaml as files
from warroom.playbook.contract import as_contract
from warroom.playbook.model import Limit, Link, Playbook, Scenario, Severity, Step, Template
from warroom.playbook.page import page
from warroom.playbook.schema import schema
from warroom.playbook.shown import shown
from warroom.text import UNSAFE

VALID = jsonschema.Draft202012Validator(schema())
slow = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@slow
@given(whole_playbooks())
def test_any_playbook_written_out_loads_to_the_same_and_fits_the_schema(book: Playbook) -> None:
    text = files.dump(book)
    assert files.parse(text, "shown") == book
    VALID.validate(located.parse(text, "shown").value)


@slow
@given(whole_playbooks())
def test_any_playbook_can_be_shown_as_text_page_and_json(book: Playbook) -> None:
    json.loads(json.dumps(as_contract(book)))
    for text in (page(book), shown(book, 80), shown(book, 1)):
        assert not UNSAFE.search(text)


@pytest.mark.parametrize("name", files.names())
def test_every_playbook_of_the_library_written_out_loads_to_the_same(name: str) -> None:
    book = files.load(name).playbook
    assert files.parse(files.dump(book), "shown") == book


def written(**parts: object) -> str:
    book = Playbook(name="x", severities=(Severity(id="P0"),), **parts)  # type: ignore[arg-type]  # fields by name, whatever their types
    text = files.dump(book)
    assert files.parse(text, "shown") == book
    return text.partition("- id: P0\n")[2]


def test_steps_are_written_as_one_would_write_them() -> None:
    steps = (
        Step(words="look at it"),
        Step(title="disk", run="df -h", risk="reads"),
        Step(words="mend it", stage="resolve"),
    )
    assert written(scenarios=(Scenario(id="a", title="b", steps=steps),)) == (
        "\nscenarios:\n  - id: a\n    title: b\n"
        "    diagnose:\n      - look at it\n      - title: disk\n        run: df -h\n"
        "    resolve:\n      - mend it\n"
    )
    mixed = (*steps, Step(words="look again"))
    assert "    steps:\n      - look at it\n" in written(scenarios=(Scenario(id="a", title="b", steps=mixed),))


def test_several_lines_are_written_as_a_block() -> None:
    assert written(templates=(Template(id="t", body="{title}\n- a\n"),)).endswith(
        "    body: |\n      {title}\n      - a\n"
    )


def test_links_are_written_by_title_where_there_is_nothing_more_to_say() -> None:
    assert written(links=(Link(title="a", url="b"),)) == "\nlinks:\n  a: b\n"
    assert "title: a" in written(links=(Link(title="a", url="b", kind="tool"),))
    assert "title: a" in written(links=(Link(title="a", url="b"), Link(title="a", url="c")))


def test_a_limit_whose_words_do_not_tell_its_figure_is_written_with_both() -> None:
    level = Severity(id="P0", cadence=Limit(900, words="15 to 30 min"), response=Limit(words="when somebody is awake"))
    book = Playbook(name="x", severities=(level,))
    assert files.parse(files.dump(book), "shown") == book
    assert "seconds: 900" in files.dump(book)


def test_an_interval_that_is_not_its_kinds_usual_one_is_written_out() -> None:
    check = make_check({"name": "web", "kind": "command", "argv": ["true"], "every": "10s"})
    book = Playbook(name="small", severities=(Severity(id="P0"),), checks=(check,))
    assert files.parse(files.dump(book), "again.yaml").checks == (check,)
