"""Searching all incidents: any text is safe, what is found is there, and what was erased is nowhere."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import T0, Place, Table, book
from warroom.errors import BadInput, NotHere
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.intents import Draft
from warroom.indexing import entry, forget
from warroom.journal import index
from warroom.journal.ids import new_id
from warroom.journal.index import index_of
from warroom.journal.library import sqlite3
from warroom.report.found import Found
from warroom.report.query import asked
from warroom.room import Room
from warroom.searching import Searching


class Library:
    """A journal with incidents, and searching in it."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.searching = Searching(self.place.journal, self.place.live, self.place.clock)

    def incident(self, title: str, *intents: i.Intent, severity: str = "P0") -> Room:
        """Declared by anna, the rest by bo."""
        room = self.place.declared(title, severity)
        self.act(room, *intents)
        self.place.clock.go(minutes=60)
        return room

    def act(self, room: Room, *intents: i.Intent, by: str = "bo") -> None:
        for intent in intents:
            self.place.clock.go(seconds=10)
            room.act(type(intent)(**{**{n: getattr(intent, n) for n in intent.__struct_fields__}, "by": by}))

    def happen(self, room: Room, *found: f.Fact, by: str = "bo") -> None:
        """Facts that no intent of these tests brings about."""
        journal = self.place.journal
        with journal.transaction():
            now = self.place.clock.now()
            drafts = [Draft(fact) for fact in found]
            journal.append(room.stream, drafts, intent_id=new_id(), by=by, noted_at=now, via={})
        room.catch_up()

    def erase(self, room: Room, seq: int) -> None:
        """Redact a record: its words are gone from the journal, and a record says so."""
        self.act(room, i.Redact(seq=seq, why="a name"))

    def find(self, text: str, lines: int = 50) -> Found:
        """What is found once the index is up to the journal."""
        self.searching.fill(lambda _share: None)
        return self.searching.find(asked(text, self.place.clock.now()), lines)

    def texts(self, text: str) -> list[str]:
        """The lines that are found, best first."""
        return [hit.text for group in self.find(text).groups for hit in group.hits]

    def streams(self, text: str) -> list[str]:
        return [group.stream for group in self.find(text).groups]

    def close(self) -> None:
        self.searching.close()
        self.place.close()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library(tmp_path)
    yield library
    library.close()


def test_all_words_have_to_be_in_one_line_and_the_last_may_go_on(library: Library) -> None:
    library.incident("API down", i.Note(text="the pool is full"), i.Note(text="full of connections"))
    assert sorted(library.texts("full")) == ["full of connections", "the pool is full"]
    assert library.texts("full pool") == ["the pool is full"]
    assert library.texts("full conn") == ["full of connections"]
    assert library.texts("conn full") == [], "only the last word goes on"
    assert library.texts("conn* full") == ["full of connections"]
    assert library.texts("pool connections") == []


def test_a_phrase_is_words_in_a_row_and_ends_where_it_ends(library: Library) -> None:
    library.incident("API down", i.Note(text="the pool is full"), i.Note(text="full is the pool"))
    assert library.texts('"the pool is"') == ["the pool is full"]
    assert library.texts('"pool is fu"') == []


@pytest.mark.parametrize(
    ("written", "looked_for"),
    [
        ("pool_size is 20 in api-503", "pool_size"),
        ("pool_size is 20 in api-503", "size"),
        ("pool_size is 20 in api-503", "503"),
        ("pool_size is 20 in api-503", "api-503"),
        ("connect to 10.0.0.7:5432 refused", "10.0.0.7"),
        ("connect to 10.0.0.7:5432 refused", "5432"),
        ("switched to HTTP/2", "http/2"),
        ("Überlauf im Crème-Dienst", "uberlauf creme"),
        ("the STRASSE is closed", "straße"),
        ("接続プールが枯渇しました", "接続"),
        ("接続プールが枯渇しました", "枯渇"),
        ("数据库连接池已满", "连接池"),
        ("데이터베이스연결오류", "연결"),
        ("การเชื่อมต่อล้มเหลว", "เชื่อมต่อ"),
        ("🔥 everything burns", "🔥"),
        ("İstanbul replica lags", "istanbul"),
        ("see /var/log/syslog.1", "/var/log"),
        ("mail to ops@example.com", "ops@example.com"),
    ],
)
def test_parts_of_identifiers_and_words_without_spaces_are_found(
    library: Library, written: str, looked_for: str
) -> None:
    library.incident("API down", i.Note(text=written), i.Note(text="something else"))
    assert library.texts(looked_for) == [written]


def test_ten_seven_is_not_an_address_that_ends_in_seventy(library: Library) -> None:
    library.incident("API down", i.Note(text="10.0.0.70 answers"))
    assert library.texts('"10.0.0.7"') == []


def test_what_was_found_is_marked_where_it_stands(library: Library) -> None:
    library.incident("API down", i.Note(text="the Pool_size, then the pool"))
    query = asked('"pool size" the', T0)
    text = library.texts('"pool size" the')[0]
    assert [text[begin:end] for begin, end in query.marks(text)] == ["the", "Pool", "size", "then", "the"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("kind:decide", {"drain the pool"}),
        ("kind:note,decide pool", {"drain the pool", "pool is full"}),
        ("kind:declare by:anna", {"P0 API down, playbook small", "P1 Web slow, playbook small"}),
        ("by:@BO kind:note", {"pool is full"}),
        ("by:nobody pool", set()),
        ("kind:declare severity:p1", {"P1 Web slow, playbook small"}),
        ("kind:declare in:web", {"P1 Web slow, playbook small"}),
        ("in:web kind:note", set()),
        ("kind:note drill:yes", set()),
        ("kind:note drill:no", {"pool is full"}),
        ("kind:declare since:2026-11-21T15:00Z", {"P1 Web slow, playbook small"}),
        ("kind:declare until:2026-11-21T15:00Z", {"P0 API down, playbook small"}),
        ("until:2026-11-20", set()),
        ("since:2026-11-21 until:2026-11-21 kind:note", {"pool is full"}),
        ('since:2026-11-21 "the pool"', {"drain the pool"}),
    ],
)
def test_what_is_found_is_narrowed_as_the_timeline_is(library: Library, wanted: str, found: set[str]) -> None:
    library.incident("API down", i.Note(text="pool is full"), i.Decide(text="drain the pool"))
    library.incident("Web slow", severity="P1")
    assert set(library.texts(wanted)) == found


def test_titles_causes_and_decisions_come_before_notes(library: Library) -> None:
    library.incident("Disk filled", *(i.Note(text=f"zebra {n} seen at the zebra crossing zebra") for n in range(5)))
    library.incident("Zebra crossing closed", i.Note(text="nothing"))
    assert library.streams("zebra")[0].endswith("zebra-crossing-closed")


def test_the_newest_comes_first_among_equals(library: Library) -> None:
    rooms = [library.incident(f"Case {n}", i.Note(text="the lynx is gone")) for n in range(4)]
    assert library.streams("lynx") == [room.stream for room in reversed(rooms)]


def test_commands_and_the_last_words_of_their_output_are_found(library: Library) -> None:
    room = library.incident("API down")
    library.happen(
        room,
        f.CommandStarted(run=1, command="systemctl restart quokka", title="restart it"),
        f.CommandFinished(run=1, exit=0, last="Unit wombat.service restarted"),
    )
    assert {text[:7] for text in library.texts("quokka")} == {"run 1 b", "run 1 e"}
    assert library.texts("wombat") == ["run 1 exit 0 after 0.0 s: restart it: Unit wombat.service restarted"]


def test_updates_and_sections_of_the_post_mortem_are_found(library: Library) -> None:
    room = library.incident("API down")
    library.happen(
        room,
        f.UpdateRecorded(channel="email", subject="Numbat outage", text="we look into it"),
        f.SectionWritten(section="summary", text="The echidna was asleep"),
    )
    assert library.texts("numbat") == ["email: we look into it: Numbat outage"]
    assert library.texts("echidna asleep") == ["summary: The echidna was asleep"]


def test_an_amended_line_is_found_by_its_new_words_alone(library: Library) -> None:
    room = library.incident("API down", i.Note(text="the ocelot failed"))
    assert library.texts("ocelot") == ["the ocelot failed"]
    library.act(room, i.Amend(seq=room.incident.seq, text="the margay failed"))
    assert "the margay failed" in library.texts("margay")
    assert library.texts("ocelot") == []


def test_a_struck_line_is_found_and_told_as_struck(library: Library) -> None:
    room = library.incident("API down", i.Note(text="the caracal failed"))
    library.texts("caracal")
    library.act(room, i.Strike(seq=room.incident.seq, why="wrong host"))
    hits = [hit for group in library.find("caracal").groups for hit in group.hits]
    assert [(hit.text, hit.tone) for hit in hits] == [("the caracal failed", "struck")]


def test_a_suspect_that_is_amended_is_found_in_the_line_of_its_cause_too(library: Library) -> None:
    room = library.incident("API down", i.Suspect(text="the tapir leaks"), i.FindCause(n=1))
    suspect = room.incident.suspects[0].seq
    assert len(library.texts("tapir")) == 2
    library.act(room, i.Amend(seq=suspect, text="the okapi leaks"))
    assert library.texts("tapir") == []
    assert len(library.texts("okapi")) == 3, "the suspect, its cause, and the amendment itself"


def files_with(folder: Path, word: str) -> list[str]:
    """The files beside the journal with these bytes in them."""
    return [one.name for one in folder.glob("*-index*") if word.lower().encode() in one.read_bytes().lower()]


def test_a_redacted_line_is_neither_found_nor_in_the_index_files(library: Library, tmp_path: Path) -> None:
    room = library.incident("API down", i.Note(text="call jabberwocky"), i.Note(text="jabberwocking along"))
    library.act(room, *(i.Note(text=f"line {n} of the vorpal blade") for n in range(300)))
    seq = next(r.seq for r in library.place.journal.read(room.stream) if r.kind == "note")
    assert library.texts('"call jabberwocky"') == ["call jabberwocky"]
    assert files_with(tmp_path, "jabberwocky")
    library.erase(room, seq)
    assert library.texts('"call jabberwocky"') == []
    assert library.texts("jabberwocking") == ["jabberwocking along"]
    assert files_with(tmp_path, "jabberwocky") == []
    assert len(library.texts("vorpal")) == 50


def test_an_erased_line_is_never_shown_however_far_behind_the_index_is(library: Library) -> None:
    room = library.incident("API down", i.Note(text="call jabberwocky"))
    library.texts("jabberwocky")
    library.erase(room, room.incident.seq)
    found = library.searching.find(asked("jabberwocky", library.place.clock.now()))
    assert found.groups == ()


def test_what_one_command_forgets_is_gone_for_everybody(library: Library, tmp_path: Path) -> None:
    room = library.incident("API down", i.Note(text="call jabberwocky"))
    library.texts("jabberwocky")
    seq = room.incident.seq
    library.erase(room, seq)
    assert forget(library.place.journal, library.place.live, library.place.clock, room.stream, seq)
    assert files_with(tmp_path, "jabberwocky") == []


def test_words_that_other_lines_had_from_the_erased_one_go_too(library: Library, tmp_path: Path) -> None:
    room = library.incident("API down", i.Suspect(text="jabberwocky leaks"), i.FindCause(n=1))
    assert len(library.texts("jabberwocky")) == 2
    library.erase(room, room.incident.suspects[0].seq)
    assert library.texts("jabberwocky") == []
    assert files_with(tmp_path, "jabberwocky") == []
    assert library.searching.index.known()[room.stream].review is None


def test_forgetting_makes_no_index_where_there_is_none(tmp_path: Path) -> None:
    place = Place(tmp_path)
    room = place.declared()
    assert forget(place.journal, place.live, place.clock, room.stream, 1)
    assert not list(tmp_path.glob("*-index*"))
    place.close()


def test_another_terminals_records_are_found_without_opening_anew(library: Library) -> None:
    room = library.incident("API down")
    assert library.texts("lemur") == []
    library.act(room, i.Note(text="a lemur"))
    assert library.texts("lemur") == ["a lemur"]


def test_an_index_of_another_copy_of_the_journal_is_not_believed(library: Library) -> None:
    room = library.incident("API down", i.Note(text="a lemur"))
    library.texts("lemur")
    library.searching.index._db.execute("UPDATE stream SET hash = 'another' WHERE name = ?", [room.stream])
    anew = Searching(library.place.journal, library.place.live, library.place.clock)
    anew.filling.look()
    assert anew.filling.share == 0.0
    anew.fill(lambda _share: None)
    assert anew.find(asked("lemur", T0)).total == 1
    anew.close()


def test_an_index_that_somebody_holds_is_not_waited_for_without_end(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "BUSY_S", 0.01)
    library.incident("API down", i.Note(text="a lemur"))
    found = Searching(library.place.journal, library.place.live, library.place.clock)
    with closing(sqlite3.connect(index_of(library.place.path), isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        heard: list[float] = []
        found.fill(heard.append)
        assert found.find(asked("lemur", library.place.clock.now())).share == 0.0
        holder.execute("ROLLBACK")
    assert set(heard) == {0.0}
    found.close()
    assert library.texts("lemur") == ["a lemur"]


def test_a_library_without_full_text_search_says_so(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_TABLES", index._TABLES.replace("fts5", "none_such"))
    index_of(library.place.path).unlink()
    with pytest.raises(NotHere, match="nothing can be searched here"):
        Searching(library.place.journal, library.place.live, library.place.clock)


def test_how_far_it_was_looked_is_told(library: Library) -> None:
    room = library.incident("API down")
    library.act(room, *(i.Note(text=f"note {n}") for n in range(250)))
    shares: list[float] = []
    library.searching.filling.look()
    assert library.searching.filling.share == 0.0
    while not library.searching.filling.go_on(0):
        shares.append(library.searching.filling.share)
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert shares[-1] == 1.0


def test_with_nothing_to_look_for_nothing_is_found(library: Library) -> None:
    library.incident("API down")
    for text in ("", "   ", "!!!", "-> ...", '""', "* * *", "\0"):
        assert library.find(text).groups == (), text


ODD = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="\"'*():^+-~{}[]ANDORNEAR \0;%_\\", max_size=40),
    st.lists(
        st.sampled_from(
            ['"', "*", "NEAR(", "NEAR", "AND", "OR", "NOT", "^", "said:", "words :", "{leading}", "a", "pool", ")", "("]
        ),
        max_size=12,
    ).map(" ".join),
    st.sampled_from(["x" * 10_000, "é" * 10_000, "接" * 10_000, "a " * 5_000, '"' * 1001, "🔥" * 300, "in:", "drill:"]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ODD)
def test_any_text_is_safe_to_type(odd: Library, text: str) -> None:
    try:
        query = asked(text, T0)
    except BadInput as error:
        assert str(error).count("\n") == 0
        return
    odd.searching.find(query)
    odd.searching.elsewhere(query, "another")
    held = odd.searching.index._db.execute("SELECT count(*) FROM line").fetchone()[0]
    assert held == len(list(odd.place.journal.read(found_stream(odd))))
    assert odd.searching.index.kept


def found_stream(odd: Library) -> str:
    return next(iter(odd.searching.index.known()))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    library = Library(tmp_path_factory.mktemp("odd"))
    room = library.incident("API down")
    library.act(room, i.Note(text="pool AND NEAR a* said: {leading} ^ \"quoted\" 'so' 接続 🔥 é"))
    library.searching.fill(lambda _share: None)
    yield library
    library.close()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_whatever_was_written_is_found_by_itself(words_of: "WithRooms", texts: list[str]) -> None:
    """By all of its words in their order."""
    room = next(iter(words_of.rooms))
    written = [text for text in texts if text.strip()]
    words_of.happen(room, *(f.Noted(text=text) for text in written))
    words_of.searching.fill(lambda _share: None)
    for text in written:
        wanted = '"' + text.replace('"', " ") + '"'
        query = asked(wanted, T0)
        if query.phrases and len(query.phrases[0].words) < 30:
            found = [hit.text for g in words_of.searching.find(query, 500).groups for hit in g.hits]
            assert any(query.marks(one) for one in found), (text, found)


class WithRooms(Library):
    rooms: tuple[Room, ...] = ()


@pytest.fixture(scope="module")
def words_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithRooms]:
    library = WithRooms(tmp_path_factory.mktemp("words"))
    library.rooms = (library.incident("API down"),)
    yield library
    library.close()


def test_an_entry_of_any_fact_has_words_in_one_piece_each() -> None:
    table = Table(book(), T0).declare()
    table.do(i.Note(text="a_b c-d"))
    for record in table.records:
        one = entry(record, table.incident)
        assert "_" not in f"{one.leading}{one.said}{one.about}"
        assert all(tag.isascii() and " " not in tag for tag in one.tags)


def test_a_query_of_many_words_is_cut_and_still_answered() -> None:
    query = asked(" ".join(f"w{n}" for n in range(1000)), T0)
    assert len(query.phrases) == 32
