"""What an update that has not gone out waits for, in words."""

from datetime import timedelta

from tests.fakes import Table
from warroom.incident import intents as i
from warroom.report.unsent import unsent


def test_what_waits_behind_one_that_was_throttled_says_until_when() -> None:
    table = Table().declare()
    for n in (1, 2):
        table.do(i.DraftUpdate(channel="status_page" if n == 1 else "email", text=f"words {n}"))
        table.do(i.QueueUpdate(n=n, way="page"))
    table.do(i.ClaimUpdate(n=1))
    again = table.clock.now() + timedelta(seconds=40)
    table.do(i.AnswerUpdate(n=1, attempt=1, outcome="later", retry_at=again, throttled=True))
    said = {one.n: one.said for one in unsent(table.incident, table.clock.now())}
    assert said[2] == "update 2 to email waits: page asked to be left alone until 14:30:40 UTC"
    table.go(1)
    said = {one.n: one.said for one in unsent(table.incident, table.clock.now())}
    assert said[2].endswith("for a terminal that sends by page")
