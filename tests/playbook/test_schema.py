"""The JSON Schema of playbook files: what the library holds is valid, and what warroom refuses is not."""

from typing import Any

import jsonschema
import pytest

from warroom import located
from warroom.playbook import keys
from warroom.playbook import yaml as files
from warroom.playbook.fields import FIELDS
from warroom.playbook.schema import schema


@pytest.fixture(scope="module")
def valid() -> Any:
    described = schema()
    jsonschema.Draft202012Validator.check_schema(described)
    return jsonschema.Draft202012Validator(described)


@pytest.mark.parametrize("name", files.names())
def test_every_playbook_of_the_library_is_valid(valid: Any, name: str) -> None:
    valid.validate(located.parse(files.load(name).text, name).value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sevrities": []},
        {"severities": []},
        {"name": "two words"},
        {"format": 2},
        {"steps": [{}]},
        {"steps": [{"rnu": "df"}]},
        {"steps": [{"run": "df", "risk": "none"}]},
        {"scenarios": [{"id": "a", "title": "b", "diagnse": ["x"]}]},
        {"scenarios": [{"id": "a", "title": "b", "diagnose": [1]}]},
        {"templates": [{"id": "a", "body": "b", "status": "solved"}]},
        {"templates": [{"id": "a", "body": " "}]},
        {"phases": [{"id": "a", "title": "b", "begins": "1 h"}]},
        {"checklist": [{"id": "a", "text": "b", "after": "lunch"}]},
        {"checklist": [{"id": "a", "text": "b", "n": 0}]},
        {"links": [{"title": "a"}]},
        {"resolution": {"watch": {"seconds": -1}}},
        {"postmortem": {"sections": [{"id": "a"}]}},
        {"checks": [{"name": "a", "url": "http://x/", "intervl": 3}]},
    ],
)
def test_what_is_refused_is_not_valid(valid: Any, wrong: dict[str, Any]) -> None:
    sound = {"name": "x", "severities": [{"id": "P0"}]}
    valid.validate(sound)
    with pytest.raises(jsonschema.ValidationError):
        valid.validate(sound | wrong)


def test_every_key_says_what_it_means() -> None:
    described = schema()
    wholes = {"playbook": described} | {name: one for name, one in described["$defs"].items() if "." not in name}
    for struct in (one for one in vars(keys).values() if isinstance(one, type) and issubclass(one, keys.Keys)):
        name = struct.__name__.removesuffix("Keys").lower()
        if name:
            assert all(key.get("description") for key in wholes[name]["properties"].values()), name


def test_the_body_of_a_template_lists_what_it_may_name() -> None:
    said = schema()["$defs"]["template"]["properties"]["body"]["description"]
    assert all(f"{{{name}}}" in said for name in FIELDS)
