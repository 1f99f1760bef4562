"""Pages overwritten by chance cost what stood in them alone: an oracle knows from the bytes what has to come out."""

import random
from pathlib import Path

import pytest

from tests.journal.damage import PAGE, Oracle, filled, named, randomised, rows, salvage, unheard, wordless
from warroom.journal.carve import Findings, by_key
from warroom.journal.salvage import Salvaged

SOME, MANY = 4_000, 20_000


class Original:
    """A whole journal, and what its bytes and rows are."""

    def __init__(self, folder: Path, count: int) -> None:
        filled(folder / "journal.db", count)
        self.data = (folder / "journal.db").read_bytes()
        self.rows = rows(folder / "journal.db")
        self.oracle = Oracle(self.data, self.rows)

    def pages(self, *kinds: int) -> list[int]:
        """The pages of these kinds, counted from 0, without the first."""
        return [page for page in range(1, len(self.data) // PAGE) if self.data[page * PAGE] in kinds]


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return Original(tmp_path_factory.mktemp("some"), SOME)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Original:
    return Original(tmp_path_factory.mktemp("many"), MANY)


def judged(original: Original, data: bytes, folder: Path) -> Salvaged:
    """Salvage these bytes: what the oracle finds whole is kept as it was, what is not kept is named, and no more is."""
    bad, new = folder / "bad.db", folder / "new.db"
    bad.write_bytes(data)
    found = salvage(bad, new)
    kept, lost, bare = rows(new), named(found), wordless(found)
    assert original.oracle.whole(data) <= kept.keys() - bare
    for place, row in kept.items():
        known = original.rows[place]
        assert row == known or (place in bare and row.body is None and row.envelope == known.envelope)
    assert original.rows.keys() - kept.keys() == lost
    assert sum(one.records for one in found.streams) == len(kept)
    assert found.whole is not bool(lost | bare)
    assert bad.read_bytes() == data
    return found


def five_pages(original: Original, seed: int, folder: Path) -> None:
    chance = random.Random(seed)
    hit = chance.sample(range(len(original.data) // PAGE), 5)
    found = judged(original, randomised(original.data, hit, chance), folder)
    assert len(named(found) | wordless(found)) < 100


@pytest.mark.parametrize("seed", range(3))
def test_five_pages_of_chance_cost_only_what_stood_in_them(some: Original, seed: int, tmp_path: Path) -> None:
    five_pages(some, seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_any_five_pages_of_a_large_journal_cost_only_what_stood_in_them(
    many: Original, seed: int, tmp_path: Path
) -> None:
    five_pages(many, seed, tmp_path)


def test_without_its_first_page_and_every_page_that_leads_to_others_the_rest_comes_out(
    some: Original, tmp_path: Path
) -> None:
    leading = some.pages(2, 5)
    assert leading, "so large a journal has pages above others"
    found = judged(some, randomised(some.data, [0, *leading], random.Random(1)), tmp_path)
    assert not found.whole, "pages that lead to others hold records as well"


def test_a_file_cut_to_its_half_gives_what_is_in_that_half(some: Original, tmp_path: Path) -> None:
    cut = some.data[: len(some.data) // 2 + 1000]
    bad, new = tmp_path / "bad.db", tmp_path / "new.db"
    bad.write_bytes(cut)
    found = salvage(bad, new)
    kept = rows(new)
    assert some.oracle.whole(cut) <= kept.keys() - wordless(found)
    assert kept.keys() & named(found) == set()
    assert (found.whole, kept.keys() <= some.rows.keys()) == (False, True)


def test_sqlite_reads_around_a_damaged_page_from_both_ends(some: Original, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    hit = [page for page in some.pages(10) if b'"version":1}' in some.data[page * PAGE : (page + 1) * PAGE]]
    copy.write_bytes(randomised(some.data, hit[len(hit) // 2 :][:2], random.Random(3)))
    found = Findings()
    by_key(copy, found, list, unheard)
    places = {one.place for one in found.records.values()}
    assert {min(some.rows), max(some.rows)} <= places
    assert SOME * 9 // 10 < len(places) < SOME
    assert found.journal_id
