"""Updates that go out from the screen by real ways: a file, and a web hook that is cut off and comes back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes import T0
from tests.tui.stage import NARROW, WIDE, Stage, declare, default_playbook, on_stage, play, records, streams, write
from tests.updates.receiver import Receiver
from warroom import settings
from warroom.incident import intents as i
from warroom.incident.state import EMPTY
from warroom.report.unsent import Unsent
from warroom.tui.panels.ledge import chip
from warroom.tui.standing import specials
from warroom.updates import outbox, plan
from warroom.updates.senders import MOST_S
from warroom.updates.ways.model import Sender

WORDS = "We are looking into failing payments since 14:30 UTC. We write again within 30 minutes."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.unplug()


@pytest.fixture
def senders(tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> tuple[Sender, ...]:
    """A file for the status page and a web hook for the team's chat."""
    monkeypatch.setenv("TEAM_HOOK", f"http://127.0.0.1:{receiver.port}/hook")
    monkeypatch.setattr(plan, "FIRST_WAIT_S", 0.3)
    file = tmp_path / "warroom.yaml"
    file.write_text(
        "senders:\n"
        f"  page: {{kind: file, channel: status_page, path: {tmp_path / 'page.txt'}}}\n"
        "  team: {kind: slack, channel: chat, url: '${TEAM_HOOK}'}\n"
    )
    return settings.load(str(file), {}, {}, tmp_path).senders


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A journal with an incident that anna commands, and a draft of hers for each way."""
    path = tmp_path / "journal.sqlite"
    stream = declare(path, by="anna")
    write(
        path,
        i.TakeRole(role="commander", person="anna"),
        i.DraftUpdate(channel="status_page", status="investigating", text=WORDS),
        i.DraftUpdate(channel="chat", status="investigating", text=WORDS),
        stream=stream,
        by="anna",
    )
    return path


def state(stage: Stage, n: int) -> str:
    update = stage.app.incident.update(n)
    return update.state if update else ""


def test_what_is_sent_from_the_entry_line_goes_out_and_is_told(
    path: Path, senders: tuple[Sender, ...], tmp_path: Path
) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("/send 1")
        await stage.until(lambda: state(stage, 1) == "sent")
        assert "UNSENT" not in stage.text
        assert WORDS in (tmp_path / "page.txt").read_text()
        told = stage.app.incident.last_told
        assert told is not None
        assert (told.how, told.by) == ("page", "anna")

    play(path, act, senders=senders)


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_hook_cut_off_in_the_middle_is_said_on_the_ledge_and_goes_once_it_is_back(
    path: Path, senders: tuple[Sender, ...], receiver: Receiver, size: tuple[int, int]
) -> None:
    async def act(stage: Stage) -> None:
        receiver.unplug()
        await stage.line("/send 2")
        await stage.until(lambda: state(stage, 2) == "later")
        await stage.shows("UNSENT 1", "update 2")
        receiver.plug()
        await stage.until(lambda: state(stage, 2) == "sent")
        await stage.until(lambda: "UNSENT" not in stage.text)

    play(path, act, size, senders=senders)
    assert len(receiver.got) == 1


def test_what_waits_goes_on_when_its_room_is_left_for_the_lobby(
    path: Path, senders: tuple[Sender, ...], receiver: Receiver
) -> None:
    receiver.answers = [(429, {"retry-after": "1"})]

    async def act(stage: Stage) -> None:
        await stage.line("/send 2")
        await stage.until(lambda: state(stage, 2) == "later")
        await stage.pilot.press("f7")
        await stage.until(lambda: not stage.app.incident.seq)
        await stage.until(lambda: len(receiver.got) == 2)
        await stage.until(lambda: [r.kind for r in records(path, stream)].count("update_recorded") == 1)

    stream = _stream(path)
    play(path, act, senders=senders)


def test_another_terminal_sends_what_the_one_that_queued_it_cannot(
    path: Path, senders: tuple[Sender, ...], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "TAKE_OVER_S", 0.1)
    stream = write(path, i.Note(text="x"), stream=_stream(path))
    write(path, i.QueueUpdate(n=2, way="team", despite="a test"), stream=stream, by="anna")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: state(stage, 2) == "sent")

    play(path, act, me="bo", senders=senders)
    assert len(receiver.got) == 1


def test_two_terminals_of_one_person_send_it_once(path: Path, senders: tuple[Sender, ...], receiver: Receiver) -> None:
    async def act(stage: Stage) -> None:
        async with on_stage(path, senders=senders) as other:
            await stage.line("/send 2")
            await stage.until(lambda: state(stage, 2) == "sent")
            await other.until(lambda: state(other, 2) == "sent")

    play(path, act, senders=senders)
    assert len(receiver.got) == 1
    assert [r.kind for r in records(path, _stream(path))].count("update_attempted") == 1


def test_leaving_while_it_is_being_sent_leaves_a_question_that_the_next_start_shows(
    path: Path, senders: tuple[Sender, ...], receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.holds = True
    monkeypatch.setattr("warroom.tui.sending.LEAVING_S", 0.1)

    async def act(stage: Stage) -> None:
        await stage.line("/send 2")
        await stage.until(lambda: receiver.got)

    play(path, act, senders=senders)
    receiver.holds = False

    async def after(stage: Stage) -> None:
        await stage.shows("UNSENT 1", "update 2 to chat may have gone out", "/resend 2")
        await stage.line("/send 2")
        await stage.says("may have gone out", "/went 2")
        await stage.pilot.press("ctrl+u")
        await stage.line("/went 2 seen there")
        await stage.until(lambda: state(stage, 2) == "sent")

    play(path, after, senders=senders)
    assert len(receiver.got) == 1


def test_a_drill_tells_and_sends_nothing(tmp_path: Path) -> None:
    journal = tmp_path / "drill.sqlite"
    stream = write(journal, i.StartDrill(start=T0, playbook=default_playbook(), scenario="x"))
    write(
        journal,
        i.Declare(severity="P0", title="API down", playbook=default_playbook()),
        i.DraftUpdate(channel="status_page", status="investigating", text=WORDS),
        i.QueueUpdate(n=1, way="drill", despite="a test"),
        stream=stream,
    )
    kinds = [record.kind for record in records(journal, stream)]
    assert kinds[-1] == "update_recorded"
    assert "update_queued" not in kinds


def _stream(path: Path) -> str:
    return streams(path)[0]


def test_without_a_network_the_ledge_says_how_much_is_unsent() -> None:
    waits = [Unsent(n, f"update {n} to chat did not go out") for n in (1, 2, 3)]
    known = {"trouble": "", "trouble_since": None, "waiting": 0, "jumped": "", "gone": ""}
    found = specials(EMPTY, **known, offline_since=T0, unsent=waits)  # type: ignore[arg-type]  # fields by name, whatever their types
    assert [one.name for one in found] == ["OFFLINE"]
    assert found[0].said.endswith("Notes and clocks work, unsent 3, each is sent once")
    assert chip(found)[0][0] == " OFFLINE: unsent 3 "


def test_the_wait_for_an_answer_is_longer_than_any_sender_takes() -> None:
    assert outbox.LIMIT_S > MOST_S
