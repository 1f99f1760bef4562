"""A file that is added to, whole or not at all; and the clipboard, which is the screen's."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.updates.senders.ways import MESSAGE, message, sent, way
from warroom.updates.sending import Answer, Message
from warroom.updates.ways.prepared import Prepared


def file_way(folder: Path, **options: Any) -> Prepared:
    return way(base=folder, **{"kind": "file", "path": "told.txt", **options})


def test_every_update_stands_in_the_file_below_the_one_before(tmp_path: Path) -> None:
    for n, text in enumerate(("We look.", "A pool is full."), 1):
        assert sent(file_way(tmp_path), message(n=n, text=text)).outcome == "sent"
    assert (tmp_path / "told.txt").read_text() == (
        "== 2026-11-21-checkout-down · update 1 · investigating · Checkout is failing\nWe look.\n\n"
        "== 2026-11-21-checkout-down · update 2 · investigating · Checkout is failing\nA pool is full.\n\n"
    )
    assert (tmp_path / "told.txt").stat().st_mode & 0o777 == 0o600


def test_json_is_a_line_each_with_the_words_as_they_are(tmp_path: Path) -> None:
    assert sent(file_way(tmp_path, format="json")).outcome == "sent"
    (line,) = (tmp_path / "told.txt").read_bytes().splitlines()
    found = msgspec.json.decode(line)
    assert (found["text"], found["key"], found["next_at"]) == (MESSAGE.text, MESSAGE.key, "2026-11-21T15:30:00Z")


def test_many_at_once_are_never_torn(tmp_path: Path) -> None:
    async def run() -> list[Answer]:
        built = file_way(tmp_path, format="json")
        return await asyncio.gather(*(built.send(message(n=n, text=f"{n}" * 50_000)) for n in range(8)))

    assert {answer.outcome for answer in asyncio.run(run())} == {"sent"}
    found = [msgspec.json.decode(line) for line in (tmp_path / "told.txt").read_bytes().splitlines()]
    assert sorted(one["text"][0] for one in found) == list("01234567")
    assert all(set(one["text"]) == {one["n"]} and len(one["text"]) == 50_000 for one in found)


def test_a_full_disk_is_later_and_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sent(file_way(tmp_path)).outcome == "sent"
    before = (tmp_path / "told.txt").read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda to, data: real(to, data[:10]) if b"== " in data else real(to, data))
    answer = sent(file_way(tmp_path))
    assert answer.outcome == "later"
    assert answer.why == "told.txt: no space left on device"
    assert (tmp_path / "told.txt").read_bytes() == before


def test_what_cannot_be_synced_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fails)
    assert sent(file_way(tmp_path)).outcome == "later"
    assert (tmp_path / "told.txt").read_bytes() == b""


def test_a_place_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("none/told.txt", ".", "pipe", "/dev/null"):
        answer = sent(file_way(tmp_path, path=path))
        assert (answer.outcome, answer.why.partition(":")[0].partition(" is")[0]) == ("refused", path)


def test_the_clipboard_answers_as_the_screen_does() -> None:
    copied: list[Message] = []

    def copy(what: Message) -> Answer:
        copied.append(what)
        return Answer("sent", "copied")

    assert sent(way(kind="clipboard", copy=copy)) == Answer("sent", "copied")
    assert copied == [MESSAGE]
    assert sent(way(kind="clipboard")).outcome == "refused"
