"""`warroom update`, `draft`, `approve`, `send`, `copy`, `discard`, `resend`, `went` and `outbox`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Result, Shell
from tests.updates.receiver import Receiver
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.room import Room

WORDS = "We are looking into failing payments since 14:30 UTC. We write again within 30 minutes."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.unplug()


@pytest.fixture
def wired(shell: Shell, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """An incident commanded by anna, a file for the status page and a web hook for the team's chat."""
    config = shell.folder / "settings.yaml"
    config.write_text(
        "senders:\n"
        f"  page: {{kind: file, channel: status_page, path: {shell.folder / 'page.txt'}}}\n"
        "  team: {kind: slack, channel: chat, url: '${TEAM_HOOK}'}\n"
    )
    monkeypatch.setenv("WARROOM_CONFIG", str(config))
    monkeypatch.setenv("TEAM_HOOK", f"http://127.0.0.1:{receiver.port}/hook")
    shell.declared()
    shell.done("ic")
    return shell


def drafted(shell: Shell, channel: str = "status_page", words: str = WORDS) -> Result:
    return shell.done("draft", channel, "investigating", words)


def update(shell: Shell, n: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in shell.done("show", "--json").json["updates"] if one["n"] == n)
    return found


def queue_as_screen(shell: Shell, n: int, way: str) -> None:
    """Queue it as a terminal would, which then is gone."""
    journal, live = Journal(shell.journal), Live(shell.journal)
    stream = next(name for name in journal.heads() if name != "duty")
    Room(journal, live, SystemClock(), stream).act(i.QueueUpdate(n=n, way=way, by="anna", despite="a test"))
    live.close()
    journal.close()


# Drafts.


def test_an_update_without_words_is_a_draft_of_the_playbooks(wired: Shell) -> None:
    result = wired("update", "status_page")
    assert result.code == 0
    assert result.lines[0] == "update 1  status_page  investigating  draft"
    assert "We write again by" in result.out
    assert "must change: " in result.sentence
    assert wired.timeline()[-1]["data"]["template"] == "status_page_investigating"


def test_an_update_with_words_is_what_users_were_told_as_ever(wired: Shell) -> None:
    wired.done("update", "status_page", "investigating", "We look into it")
    last = wired.timeline()[-1]
    assert (last["kind"], last["data"]["text"], last["data"]["how"]) == (
        "update_recorded", "We look into it", "by hand",
    )  # fmt: skip


def test_a_draft_takes_its_words_from_a_pipe_and_a_number_makes_a_newer_version(wired: Shell) -> None:
    assert wired.done("draft", "status_page", "-", stdin=f"{WORDS}\nMore.".encode()).out.endswith("More.\n")
    wired.done("draft", "1", WORDS)
    found = update(wired)
    assert (found["version"], found["text"]) == (2, WORDS)
    assert found["next_at"] is not None


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("draft",), "it goes: warroom draft CHANNEL [STATUS] [TEXT|-]"),
        (("draft", "pigeon", "x"), "no channel pigeon"),
        (("draft", "7", "x"), "no update 7"),
        (("send",), "nothing waits to be sent"),
        (("send", "3"), "no update 3"),
        (("approve",), "nothing waits to be approved"),
        (("copy", "2"), "no update 2"),
        (("resend", "1"), "no update 1"),
        (("resend", "x"), "a number"),
        (("discard", "1"), "/discard 2 WHY"),
        (("update", "status_page", "--at", "-5m"), "--at says when users were told"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(wired: Shell, argv: tuple[str, ...], says: str) -> None:
    assert says in wired(*argv).refused()


# Sending.


def test_what_is_sent_is_waited_for_and_told(wired: Shell) -> None:
    drafted(wired)
    assert wired.done("send").out == "sent  update 1 to status_page by page\n"
    assert WORDS in (wired.folder / "page.txt").read_text()
    assert [r["kind"] for r in wired.timeline()][-5:] == [
        "update_drafted", "update_approved", "update_queued", "update_attempted", "update_recorded",
    ]  # fmt: skip
    assert wired.done("show", "--json").json["told"]["text"] == WORDS


def test_somebody_elses_draft_waits_for_the_commander(wired: Shell) -> None:
    drafted(wired)
    wired.done("draft", "1", WORDS, "--as", "bo")
    assert "waits for anna" in wired("send", "--as", "bo").refused()
    wired.done("approve", "1")
    wired.done("send", "1", "--as", "bo")


def test_faults_are_named_and_a_reason_lets_it_out(wired: Shell) -> None:
    wired("draft", "status_page", "We look into [what]. We write again within 30 minutes.")
    assert "a blank is left" in wired("send").refused()
    wired.done("send", "1", "known to everybody")
    assert update(wired)["state"] == "sent"


def test_a_hook_that_is_down_leaves_it_unsent_and_once_it_is_up_it_goes_once(wired: Shell, receiver: Receiver) -> None:
    receiver.unplug()
    drafted(wired, "chat")
    down = wired("send", "1")
    assert down.code == 1
    assert "update 1 to chat did not go out: connection refused" in down.sentence
    listed = wired("outbox")
    assert (listed.code, listed.out.split()[:2]) == (1, ["1", "later"])
    assert "1 unsent" in wired.done("brief").out
    assert wired.done("show", "--json").json["unsent"] == 1
    receiver.plug()
    assert wired.done("outbox", "--send").out == "sent  update 1 to chat by team\n"
    assert len(receiver.got) == 1
    assert wired("outbox").code == 0
    assert wired.done("verify").code == 0


def test_of_two_held_up_only_the_newer_goes_out(wired: Shell, receiver: Receiver) -> None:
    receiver.unplug()
    for n, words in ((1, WORDS), (2, WORDS.replace("30", "20"))):
        drafted(wired, "chat", words)
        assert wired("send", str(n)).code == 1
    assert update(wired, 1)["state"] == "superseded"
    receiver.plug()
    wired.done("outbox", "--send")
    assert len(receiver.got) == 1
    assert "20 minutes" in receiver.got[0]


def test_who_asks_to_be_left_alone_is(wired: Shell, receiver: Receiver) -> None:
    receiver.answers = [(429, {"Retry-After": "600"})]
    drafted(wired, "chat")
    assert wired("send").code == 1
    again = wired("send", "1")
    assert again.code == 1
    assert len(receiver.got) == 1


def test_a_refusal_exits_with_1_and_names_what_can_be_done(wired: Shell, receiver: Receiver) -> None:
    receiver.answers = [(404, {})]
    drafted(wired, "chat")
    refused = wired("send")
    assert refused.code == 1
    assert "was refused" in refused.err
    assert "warroom resend 1" in refused.err
    assert wired.done("resend", "1").out == "sent  update 1 to chat by team\n"


def test_what_may_have_gone_out_exits_with_4_and_a_word_settles_it(wired: Shell, receiver: Receiver) -> None:
    receiver.answers = [(500, {})]
    drafted(wired, "chat")
    unknown = wired("send")
    assert unknown.code == 4, unknown
    assert "may have gone out" in unknown.err
    assert wired("outbox").code == 4
    assert wired("outbox", "--send").code == 4
    assert len(receiver.got) == 1
    wired.done("went", "1", "seen", "there")
    assert update(wired)["state"] == "sent"
    assert wired("outbox").code == 0


def test_what_another_terminal_queued_and_left_is_sent_by_the_next_one(wired: Shell) -> None:
    drafted(wired)
    queue_as_screen(wired, 1, "page")
    assert wired.done("send", "1").out == "sent  update 1 to status_page by page\n"


def test_json_is_the_update_a_program_reads(wired: Shell) -> None:
    drafted(wired)
    sent = wired.done("send", "--json").json
    assert (sent["n"], sent["state"], sent["way"], sent["attempts"]) == (1, "sent", "page", 1)
    assert wired("outbox", "--json").json == []


def test_a_channel_without_a_way_is_copied(wired: Shell) -> None:
    drafted(wired, "email")
    assert "/copy 1" in wired("send").refused()
    assert wired.done("copy").out == f"{WORDS}\n"
    last = wired.timeline()[-1]
    assert (last["kind"], last["data"]["how"]) == ("update_recorded", "copied")
    again = wired("copy", "1")
    assert again.code == 0
    assert "went out already" in again.sentence


def test_a_discarded_draft_is_not_sent(wired: Shell) -> None:
    drafted(wired)
    wired.done("discard", "1", "said elsewhere")
    assert "was discarded, said elsewhere" in wired("send", "1").refused()


def test_senders_of_a_file_that_others_may_write_send_nothing(wired: Shell) -> None:
    (wired.folder / "settings.yaml").chmod(0o666)
    drafted(wired)
    assert "nothing is sent by" in wired("send").refused()
    assert not Path(wired.folder / "page.txt").exists()
