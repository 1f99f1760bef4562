"""Pages as playbooks: read once and then known by their bytes; nothing of them is ever asked."""

import hashlib
from pathlib import Path

import pytest

from warroom.errors import BadInput
from warroom.located import kept
from warroom.playbook import pages, yaml

PAGE = """# Our playbook

## Severity levels

### P0 - Critical
- **Response time**: 5 minutes
- Updates every 30 minutes

## Health

```bash
curl https://api.shop.io/health
```
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "team.md"
    file.write_text(PAGE)
    return file


def forget() -> None:
    kept.entries.cache_clear()


def kept_file(state: Path) -> Path:
    return state / "cache" / "warroom" / "pages.msgpack"


def test_a_page_is_a_playbook_with_the_hash_of_its_bytes(page: Path) -> None:
    loaded = yaml.load(str(page))
    assert [level.id for level in loaded.playbook.severities] == ["P0"]
    assert loaded.sha256 == hashlib.sha256(page.read_bytes()).hexdigest()
    assert (loaded.source, loaded.from_library) == (str(page), False)


def test_its_text_is_a_playbook_file_that_says_the_same(page: Path) -> None:
    loaded = yaml.load(str(page))
    assert yaml.parse(loaded.text, "x.yaml") == loaded.playbook


def test_a_page_makes_no_checks_and_only_proposes_them(page: Path) -> None:
    book = yaml.load(str(page)).playbook
    assert book.checks == ()
    assert [one.url for one in book.proposed] == ["https://api.shop.io/health"]


def test_a_page_that_was_read_is_not_read_again(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = yaml.load(str(page))
    forget()
    monkeypatch.setattr(pages, "_read", None)
    assert yaml.load(str(page)) == first


def test_an_edited_page_is_read_again(page: Path) -> None:
    yaml.load(str(page))
    page.write_text(PAGE.replace("5 minutes", "10 minutes"))
    response = yaml.load(str(page)).playbook.severities[0].response
    assert response is not None
    assert response.seconds == 600


def test_under_another_name_the_pieces_stand_in_another_file(page: Path) -> None:
    yaml.load(str(page))
    other = page.rename(page.with_name("other.md"))
    assert yaml.load(str(other)).playbook.severities[0].source.startswith("other.md:")


def test_another_warroom_reads_it_anew(page: Path, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    yaml.load(str(page))
    size = kept_file(state).stat().st_size
    monkeypatch.setattr(pages, "_reader", lambda: "another")
    forget()
    yaml.load(str(page))
    assert kept_file(state).stat().st_size > size


def test_a_page_with_a_secret_is_not_kept(page: Path, state: Path) -> None:
    page.write_text(PAGE.replace("curl ", "curl -H 'Authorization: Bearer ghp_0123456789abcdefghijABCDEFGHIJ456789' "))
    assert yaml.load(str(page)).playbook.severities
    assert not kept_file(state).exists()


@pytest.mark.parametrize("name", ["a.md", "A.MD", "a.markdown", "a.html", "a.txt"])
def test_a_page_is_told_by_its_suffix(name: str) -> None:
    assert pages.is_page(name)


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "default", "a.md.yaml"])
def test_a_playbook_file_is_no_page(name: str) -> None:
    assert not pages.is_page(name)


def test_the_suffixes_are_those_the_importer_reads() -> None:
    from warroom.playbook import markdown

    assert frozenset(markdown.SUFFIXES) == pages.SUFFIXES


@pytest.mark.parametrize("name", ["none.md", "~nobody-here/x.md", "a\0b.md"])
def test_a_page_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput):
        yaml.load(name)
