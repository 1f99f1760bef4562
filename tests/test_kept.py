"""Files read before: found by their text alone, and never in the way when what was kept cannot be used."""

from pathlib import Path

import msgspec
import pytest

from warroom import located, settings, themes, wiring
from warroom.errors import BadInput
from warroom.located import Tree, kept, read

TEXT = "name: anna\nthings:\n  - every: 10s\n    loud: off\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def kept_file(state: Path) -> Path:
    return state / "cache" / "warroom" / "read.msgpack"


def no_parser(_tree: Tree) -> tuple[Tree, object]:
    raise AssertionError("this text was to be known")


def test_a_kept_tree_is_the_parsed_one_and_needs_no_parser(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = read(file)
    located.keep([parsed])
    monkeypatch.setattr("warroom.located.reading._grow", no_parser)
    assert read(file) == parsed


def test_errors_about_a_kept_tree_still_name_the_line(file: Path) -> None:
    located.keep([read(file)])
    assert str(read(file).fail(("things", 0, "loud"), "no")) == f"{file}:4: things.1.loud: no"


def test_the_same_text_is_known_under_another_name(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    located.keep([read(file)])
    monkeypatch.setattr("warroom.located.reading._grow", no_parser)
    assert located.parse(TEXT, "another.yaml").name == "another.yaml"


def test_a_changed_file_is_parsed_anew(file: Path) -> None:
    located.keep([read(file)])
    file.write_text(TEXT.replace("anna", "bo"))
    assert read(file).value["name"] == "bo"


def test_what_a_caller_does_to_its_tree_does_not_reach_the_next(file: Path) -> None:
    located.keep([read(file)])
    read(file).value["name"] = "changed"
    assert read(file).value["name"] == "anna"


def test_a_damaged_copy_is_not_believed(file: Path, kept_file: Path) -> None:
    located.keep([read(file)])
    for place in range(kept_file.stat().st_size):
        data = bytearray(kept_file.read_bytes())
        data[place] ^= 1
        kept_file.write_bytes(data)
        kept.entries.cache_clear()
        assert kept.known(TEXT, "x") is None
        data[place] ^= 1
        kept_file.write_bytes(data)


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_a_copy_that_others_may_write_is_not_believed(file: Path, kept_file: Path, mode: int) -> None:
    located.keep([read(file)])
    kept_file.chmod(mode)
    kept.entries.cache_clear()
    assert kept.known(TEXT, "x") is None


def test_a_link_in_the_place_of_the_copy_is_not_followed(file: Path, kept_file: Path) -> None:
    located.keep([read(file)])
    real = kept_file.rename(kept_file.with_name("real"))
    kept_file.symlink_to(real)
    kept.entries.cache_clear()
    assert kept.known(TEXT, "x") is None


def test_only_the_newest_few_are_kept_and_others_may_not_read_them(kept_file: Path) -> None:
    texts = [f"name: n{number}\n" for number in range(kept.MOST_KEPT + 3)]
    for text in texts:
        located.keep([located.parse(text, "x")])
    known = [kept.known(text, "x") is not None for text in texts]
    assert known == [False] * 3 + [True] * kept.MOST_KEPT
    assert kept_file.stat().st_mode & 0o777 == 0o600
    assert list(kept_file.parent.iterdir()) == [kept_file]


def test_nothing_is_said_where_nothing_can_be_kept(file: Path, state: Path) -> None:
    (state / "cache").write_text("a file where the directory would be")
    located.keep([read(file)])
    assert read(file).value["name"] == "anna"


def test_settings_and_theme_are_kept_and_a_file_with_a_secret_is_not(tmp_path: Path, kept_file: Path) -> None:
    path = tmp_path / "warroom.yaml"
    path.write_text("theme: light\n")
    wiring.keep_read(settings.load(str(path), {}, {}, tmp_path), "light")
    assert kept.known("theme: light\n", "x") is not None
    assert kept.known(themes.tree("light").text, "x") is not None
    secret = "sk_live_51H8xq2eZvKYlo2C0aBcDeFgH"
    text = f"theme: light\npeople: [{secret}]\n"
    path.write_text(text)
    wiring.keep_read(settings.load(str(path), {}, {}, tmp_path), "light")
    assert kept.known(text, "x") is None
    assert secret.encode() not in kept_file.read_bytes()


def test_an_empty_file_is_as_empty_the_second_time(tmp_path: Path) -> None:
    path = tmp_path / "empty.yaml"
    path.touch()
    located.keep([read(path, may_be_empty=True)])
    with pytest.raises(BadInput, match="the file is empty"):
        read(path)


def test_what_is_kept_decodes_to_what_was_written(file: Path, kept_file: Path) -> None:
    located.keep([read(file)])
    held = msgspec.msgpack.decode(kept_file.read_bytes()[32:], type=dict[str, bytes])
    assert [msgspec.msgpack.decode(one)[0] for one in held.values()] == [read(file).value]
