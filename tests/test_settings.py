"""Settings: which file is found, what wins over what, whose file may be believed, and the file `init` writes."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from warroom.errors import BadInput
from warroom.settings import TEMPLATE, Settings, default_journal, generic_account, load, trusted

CHECK = "checks:\n  - name: api\n    url: http://127.0.0.1:1/health\n"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has chosen nothing yet."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


def loaded(
    cwd: Path,
    text: str | None = None,
    flags: Mapping[str, str | None] | None = None,
    environ: Mapping[str, str] | None = None,
    config: str | None = None,
) -> Settings:
    if text is not None:
        (cwd / "warroom.yaml").write_text(text)
    return load(config, flags or {}, environ or {}, cwd)


def said_of(cwd: Path, text: str | None = None, **given_: str) -> str:
    with pytest.raises(BadInput) as caught:
        loaded(cwd, text, environ=given_)
    return str(caught.value).replace(f"{cwd}/", "")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert loaded(tmp_path) == Settings(journal=default_journal())
    found = loaded(tmp_path)
    assert (found.playbook, found.theme, found.bell, found.mouse, found.source) == ("default", "dark", True, True, "")
    assert (found.glyphs, found.theme_from, found.theme_held) == ("auto", "", False)


def test_the_default_journal_lies_in_the_users_data(home: Path) -> None:
    assert default_journal().name == "journal.sqlite"
    assert home in default_journal().parents


def test_the_file_is_read_and_its_paths_are_taken_from_where_it_lies(tmp_path: Path) -> None:
    text = (
        "as: '@anna'\njournal: data/j.sqlite\nplaybook: shop.yaml\nincident: 2026-11-21-api\nzone: Europe/Berlin\n"
        "theme: light\nglyphs: ascii\nbell: off\nmouse: no\npeople: ['@bo', kim]\n" + CHECK
    )
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "mine.yaml").write_text(text)
    found = loaded(tmp_path, config="conf/mine.yaml")
    base = tmp_path / "conf"
    assert found.source == str(base / "mine.yaml")
    assert (found.as_, found.journal, found.playbook) == ("anna", base / "data/j.sqlite", str(base / "shop.yaml"))
    assert (found.incident, found.zone, found.theme) == ("2026-11-21-api", "Europe/Berlin", "light")
    assert (found.glyphs, found.theme_from) == ("ascii", f"{base / 'mine.yaml'}:6: theme: ")
    assert (found.bell, found.mouse, found.people) == (False, False, ("bo", "kim"))
    assert [check.name for check in found.checks] == ["api"]


def test_names_of_the_library_and_absolute_paths_stay_as_they_are(tmp_path: Path, home: Path) -> None:
    found = loaded(tmp_path, "playbook: default\njournal: /srv/j.sqlite")
    assert (found.playbook, found.journal) == ("default", Path("/srv/j.sqlite"))
    assert loaded(tmp_path, "journal: ~/j.sqlite").journal == home / "j.sqlite"
    assert "no such home" in said_of(tmp_path, "journal: ~nobody-here-9/j.sqlite")


def test_the_first_file_found_wins(tmp_path: Path, home: Path) -> None:
    from platformdirs import user_config_path

    user = user_config_path("warroom")
    user.mkdir(parents=True)
    assert home in user.parents
    (user / "warroom.yaml").write_text("as: user")
    assert loaded(tmp_path).as_ == "user"
    assert loaded(tmp_path, "as: here").as_ == "here"
    (tmp_path / "env.yaml").write_text("as: env")
    (tmp_path / "flag.yaml").write_text("as: flag")
    environ = {"WARROOM_CONFIG": "env.yaml"}
    assert loaded(tmp_path, environ=environ).as_ == "env"
    assert loaded(tmp_path, environ=environ, config="flag.yaml").as_ == "flag"
    assert loaded(tmp_path, environ={"WARROOM_CONFIG": ""}).as_ == "here"


def test_a_flag_wins_over_the_environment_over_the_file(tmp_path: Path) -> None:
    text = "as: file\njournal: f.sqlite\nplaybook: f.yaml\nincident: f\ntheme: light\n"
    environ = {
        "WARROOM_AS": "env",
        "WARROOM_JOURNAL": "e.sqlite",
        "WARROOM_PLAYBOOK": "e.yaml",
        "WARROOM_INCIDENT": "e",
    }
    found = loaded(tmp_path, text, environ=environ)
    assert (found.as_, found.journal, found.playbook, found.incident) == (
        "env", tmp_path / "e.sqlite", str(tmp_path / "e.yaml"), "e",
    )  # fmt: skip
    flags = {"as_": "flag", "journal": "x.sqlite", "playbook": "default", "incident": None, "theme": "", "zone": "UTC"}
    found = loaded(tmp_path, text, flags, environ)
    assert (found.as_, found.journal, found.playbook) == ("flag", tmp_path / "x.sqlite", "default")
    assert (found.incident, found.theme, found.zone) == ("e", "light", "UTC")
    with pytest.raises(BadInput, match="no setting `jornal`, did you mean `journal`"):
        loaded(tmp_path, text, {"jornal": "x"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jurnal: x", "warroom.yaml:1: unknown key `jurnal`, did you mean `journal`?"),
        ("user: x", "warroom.yaml:1: unknown key `user`, did you mean `as`?"),
        ("zone: Berlin", "warroom.yaml:1: zone: no time zone `Berlin`, did you mean `Europe/Berlin`?"),
        (
            "\nas: anna meier",
            "warroom.yaml:2: as: `anna meier` is no name: 1 to 40 letters and no spaces, such as anna",
        ),
        ("people: anna", "warroom.yaml:1: people: expected a list, found text `anna`: write [anna]"),
        (
            "people:\n- anna\n- ''",
            "warroom.yaml:3: people.2: `` is no name: 1 to 40 letters and no spaces, such as anna",
        ),
        ("glyphs: utf8", "warroom.yaml:1: glyphs: `utf8` is none of ascii, auto, unicode"),
        ("bell: loud", "warroom.yaml:1: bell: expected true or false, found text `loud`"),
        ("checks:\n- url: x", "warroom.yaml:2: checks.1: a check without a name: give it `name`, at most 40 letters"),
        (CHECK + "    evry: 3", "warroom.yaml:4: checks.1.evry: api: unknown key `evry`, did you mean `every`?"),
        ("format: 2", "warroom.yaml:1: format: this is format 2 and this warroom reads up to 1: update warroom"),
        ("- a", "warroom.yaml:1: keys and values such as `name: default` belong here, and this is a list"),
    ],
)
def test_a_bad_file_says_where(tmp_path: Path, text: str, said: str) -> None:
    assert said_of(tmp_path, text) == said


def test_a_theme_is_held_by_a_flag_or_a_variable_and_says_where_it_was_named(tmp_path: Path) -> None:
    text, environ, flags = "theme: light\n", {"WARROOM_THEME": "terminal"}, {"theme": "dark"}
    for given_, said in [
        ({}, ("light", f"{tmp_path}/warroom.yaml:1: theme: ", False)),
        ({"environ": environ}, ("terminal", "WARROOM_THEME: ", True)),
        ({"environ": environ, "flags": flags}, ("dark", "--theme: ", True)),
        (
            {"environ": {"WARROOM_THEME": ""}, "flags": {"theme": None}},
            ("light", f"{tmp_path}/warroom.yaml:1: theme: ", False),
        ),
    ]:
        found = loaded(tmp_path, text, **given_)  # type: ignore[arg-type]  # fields by name, whatever their types
        assert (found.theme, found.theme_from, found.theme_held) == said


def test_a_bad_flag_or_variable_is_named(tmp_path: Path) -> None:
    assert said_of(tmp_path, WARROOM_AS="a b").startswith("WARROOM_AS: `a b` is no name")
    assert said_of(tmp_path, WARROOM_CONFIG="none.yaml") == "WARROOM_CONFIG: none.yaml: no such file"
    with pytest.raises(BadInput, match=r"^--config: .*/none\.yaml: no such file$"):
        loaded(tmp_path, config="none.yaml")
    with pytest.raises(BadInput, match=r"^--zone: no time zone `Mars`"):
        loaded(tmp_path, flags={"zone": "Mars"})


def test_a_settings_file_that_is_a_directory_or_dangles_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").mkdir()
    assert said_of(tmp_path) == "warroom.yaml: this is a directory, and a file is needed"
    (tmp_path / "warroom.yaml").rmdir()
    (tmp_path / "warroom.yaml").symlink_to("gone.yaml")
    assert said_of(tmp_path) == "warroom.yaml: no such file"


def test_what_others_may_write_is_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "warroom.yaml"
    for mode, believed in [(0o600, True), (0o644, True), (0o664, False), (0o646, False)]:
        file.write_text(CHECK)
        file.chmod(mode)
        assert trusted(file) is believed
        assert loaded(tmp_path).checks_trusted is believed
    file.chmod(0o600)
    owner = file.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    assert trusted(file) is (owner == 0)
    assert not trusted(tmp_path / "none")


def test_accounts_that_say_nothing_about_who_types() -> None:
    assert all(map(generic_account, ["root", "ubuntu", "ec2-user", "Admin", "pi", "vagrant", ""]))
    assert not any(map(generic_account, ["anna", "bo", "rootabaga"]))


def test_the_template_loads_as_it_stands_and_changes_nothing(tmp_path: Path) -> None:
    found = loaded(tmp_path, TEMPLATE)
    assert msgspec.structs.replace(found, source="", source_sha256="") == Settings(journal=default_journal())


def test_the_template_opened_shows_every_key(tmp_path: Path) -> None:
    lines = TEMPLATE.replace("people: []", "people:").replace("checks: []", "checks:").splitlines()
    opened = [line.removeprefix("# ") if line.startswith(tuple(f"# {k}:" for k in KEYS)) else line for line in lines]
    opened = [line.replace("#  ", "  ", 1) if line.startswith("#  ") else line for line in opened]
    found = loaded(tmp_path, "\n".join(opened))
    assert (found.as_, found.people, found.zone) == ("anna", ("anna", "bo"), "Europe/Berlin")
    api, cart, outside = found.checks
    assert (api.warn, cart.parents, outside.canary) == (("latency < 800ms",), ("api",), True)
    assert cart.options["headers"] == {"x-team": "shop"}
    assert all(f"\n{key}:" in TEMPLATE or f"\n# {key}:" in TEMPLATE for key in KEYS)


KEYS = {"defaults", "groups"} | {name.rstrip("_") for name in Settings.__struct_fields__} - {
    "source",
    "source_sha256",
    "checks_trusted",
    "senders_trusted",
    "playbook_given",
    "theme_from",
    "theme_held",
}


@examples(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_settings_or_refused_and_nothing_else(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    cwd = tmp_path_factory.getbasetemp()
    (cwd / "any.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        load("any.yaml", {}, {}, cwd)
    except BadInput as error:
        assert "any.yaml" in str(error)


@pytest.mark.parametrize(
    ("check", "believed"),
    [
        ("{name: a, url: 'http://127.0.0.1:1/'}", True),
        ("{name: a, kind: command, argv: [id]}", False),
        ("{name: a, url: 'http://127.0.0.1:1/', method: POST, writes: true}", False),
    ],
)
def test_a_file_that_was_only_met_in_a_folder_runs_no_program(tmp_path: Path, check: str, believed: bool) -> None:
    file = tmp_path / "warroom.yaml"
    file.write_text(f"checks: [{check}]\n")
    file.chmod(0o600)
    assert loaded(tmp_path).checks_trusted is believed
    assert loaded(tmp_path, config="warroom.yaml").checks_trusted
    assert loaded(tmp_path, environ={"WARROOM_CONFIG": "warroom.yaml"}).checks_trusted
