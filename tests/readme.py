"""The tables of README that are made from the registries: `python -m tests.readme` writes them anew."""

import re
import sys
from pathlib import Path

from warroom.checks.probes import KINDS, load
from warroom.checks.schema import SAID
from warroom.checks.windows import FUNCTIONS
from warroom.incident.entry import GROUPS, offered
from warroom.settings import TEMPLATE, Settings
from warroom.tui.keys import KEYS

README = Path(__file__).parents[1] / "README.md"


def tables() -> dict[str, str]:
    """Each table by the name of its marker."""
    return {
        "keys": _keys(),
        "verbs": _verbs(),
        "settings": _settings(),
        "kinds": _kinds(),
        "common": _common(),
    }


def _kinds() -> str:
    """The kinds of checks: what each tells, its keys, and what conditions may speak of."""
    rows = []
    for name in KINDS:
        kind = load(name)
        said = (sys.modules[KINDS[name]].__doc__ or "").strip().rstrip(".")
        options = kind.Options
        keys = ", ".join(f"`{key}`" for key in options.__struct_encode_fields__)
        over = [f"{function}(…)" for function in options.windows if function not in FUNCTIONS]
        subjects = ", ".join(f"`{word}`" for word in (*options.subjects, *over))
        rows.append(f"| `{name}` | {said} | {keys} | {subjects} |")
    return "\n".join(["| kind | what it tells | keys | conditions speak of |", "|---|---|---|---|", *rows])


def _common() -> str:
    """The keys that checks of every kind have."""
    rows = [f"| `{key}` | {said} |" for key, said in SAID.items()]
    return "\n".join(["| key | means |", "|---|---|", *rows])


def _keys() -> str:
    rows = [f"| `{key.shown}` | {key.help} | {key.where} |" for key in KEYS]
    return "\n".join(["| key | does | where |", "|---|---|---|", *rows])


def _verbs() -> str:
    rows = []
    for group in GROUPS:
        for verb in (v for v in offered() if v.group == group):
            usage = verb.usage.replace("|", "\\|")
            words = f" `{usage}`" if usage else ""
            rows.append(f"| {group} | `/{verb.name}`{words} | {verb.help} |")
    return "\n".join(["| about | verb | does |", "|---|---|---|", *rows])


def _settings() -> str:
    """The fields of the settings, each with the docstring behind it."""
    source = Path(__import__("warroom.settings").settings.__file__).read_text(encoding="utf-8")
    body = source.partition("class Settings")[2].partition("\nclass ")[0]
    found = re.findall(r"^    (\w+): [^\n]*\n    \"\"\"(.*?)\"\"\"", body, re.MULTILINE | re.DOTALL)
    keys = [(name.rstrip("_"), " ".join(text.split())) for name, text in found if "Not a key" not in text]
    assert {name for name, _ in keys} <= {name.rstrip("_") for name in Settings.__struct_fields__}
    assert "checks" in TEMPLATE
    return "\n".join(["| key | means |", "|---|---|", *(f"| `{name}` | {text} |" for name, text in keys)])


def filled(text: str) -> str:
    """README with its tables as the registries have them now."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found, rest = text.partition(begin)
        assert found, f"README has no {begin}"
        text = f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
