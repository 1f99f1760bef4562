"""A grave incident from its declaration to its end, with everything that can be recorded of one."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from tests.looking_back.story import Story, told
from warroom.incident import closing, duties
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.deadlines import item_done
from warroom.incident.read_back import right_words
from warroom.incident.sections import sections_of

WATCHED = ("api", "db", "queue", "site", "payments")


def complete(folder: Path, playbook: str = "default") -> str:
    """A P0 of some 150 records, two hours long and closed two days later; its stream."""
    with told(folder) as story:
        story.declare("API answers 503", playbook=playbook, zone="Europe/Berlin")
        for act in (_begins, _is_searched, _seems_fixed, _is_fixed, _is_over, _is_closed):
            act(story)
        return story.stream


def _begins(story: Story) -> None:
    do = story.do
    story.append([f.WatchingStarted(terminal="ops-1", checks=WATCHED)], "check")
    start = story.clock.now()
    do(i.SetMilestone(name="started", moment=start - timedelta(minutes=9)))
    do(i.SetMilestone(name="detected", moment=start - timedelta(minutes=4), by_what="alert"))
    story.after(1, i.Acknowledge(), "bo")
    story.turn("api", "down", "HTTP 503 after 3 tries", "503")
    story.turn("payments", "down", "HTTP 502 after 3 tries", "502")
    story.after(0.5, i.TakeRole(role="commander", person="anna"))
    others = [role.id for role in story.room.incident.playbook.roles if role.id != "commander"]
    for role, person in zip(others, ("bo", "kim", "chi", "dan", "eve"), strict=False):
        story.after(0.3, i.TakeRole(role=role, person=person))
    _tick(story, 4)
    story.turn("db", "degraded", "pool at 92 of 100", "92")
    story.after(1, i.Note(text="the first report came from the shop: nobody can pay"), "kim")
    do(i.Note(text="errors began with the deploy of 14:20, it seems"), "bo")
    do(
        i.SetImpact(
            text="nobody can pay, one in five cannot log in",
            fields={"users": "12,400", "revenue": "EUR 9,000 an hour", "data": "none lost"},
        ),
        "kim",
    )
    story.after(1, i.Link(url="https://dash.example/api?from=14:20", text="the dashboard of the API"), "bo")
    do(i.Link(url="https://chat.example/c/inc-42", text="the channel"))
    _tell(story, "investigating", "We look into errors of the API and of payments.")
    if story.room.incident.playbook.ladder:
        story.after(1, i.Escalate(rung=1, how="phone", acknowledged=False), "bo")
        story.after(1, i.Escalate(rung=1, how="phone", acknowledged=True), "bo")
    do(i.Escalate(who="the provider of the database", text="ticket 8812", how="mail"), "dan")


def _is_searched(story: Story) -> None:
    do = story.do
    story.after(2, i.Suspect(text="the deploy of 14:20 leaks connections"), "bo")
    do(i.Suspect(text="the provider has an outage"), "dan")
    do(i.Suspect(text="a crawler asks too much"), "chi")
    do(i.GiveTask(owner="dan", text="ask the provider", seconds=600))
    do(i.GiveTask(owner="chi", text="look at who asks most", seconds=300))
    do(i.TakeTask(n=1), "dan")
    _run(
        story,
        "psql -c 'select count(*) from pg_stat_activity'",
        "98 connections of 100",
        step_title="count connections",
    )
    _run(story, "kubectl get pods -n api", "api-7f9c 0/1 CrashLoopBackOff", lines=14)
    story.after(4, i.Note(text="98 of 100 connections are idle in transaction"), "bo")
    do(i.Pin(seq=story.room.incident.seq))
    story.after(2, i.FinishTask(n=2), "chi")
    do(i.RuleOut(n=3, why="requests are as on any other day"), "chi")
    story.after(6, i.ExtendTask(n=1, seconds=300, why="their phone is busy"), "dan")
    story.after(4, i.RuleOut(n=2, why="their other customers are well"), "dan")
    do(i.FinishTask(n=1), "dan")
    wrong = do(i.Note(text="the pool has 50 connections"), "bo")[0].seq
    story.after(0.5, i.Amend(seq=wrong, text="the pool has 100 connections"), "bo")
    stray = do(i.Note(text="wrong window, sorry"), "chi")[0].seq
    do(i.Strike(seq=stray, why="was meant for another room"), "chi")
    do(i.Note(text="support heard of it first", at=story.clock.now() - timedelta(minutes=25)), "kim")
    do(i.SetCadence(seconds=1200, why="the press is asking"))
    # The update that was promised comes too late.
    story.go(9)
    _tell(story, "identified", "Connections to the database run out; we are taking back the last change.")
    do(i.Decide(text="we roll back the deploy of 14:20"))
    do(i.NoteChange(text="api rolled back to 4.11.2"), "bo")
    _run(story, "kubectl rollout undo deploy/api -n api", "deployment.apps/api rolled back", risk="changes")
    _run(
        story,
        "kubectl rollout status deploy/api -n api",
        "error: timed out waiting for the condition",
        exit_=1,
        lines=3,
    )


def _seems_fixed(story: Story) -> None:
    do = story.do
    story.go(3)
    story.turn("api", "up", "HTTP 200", "200")
    story.turn("payments", "up", "HTTP 200", "200")
    do(i.MarkFixed(), "bo")
    _tell(story, "monitoring", "Payments work again; we watch.")
    story.go(6)
    story.turn("api", "down", "HTTP 503 after 3 tries", "503")
    story.turn("queue", "down", "12,000 messages wait", "12000")
    story.after(1, i.Unfix(why="connections run out again after six minutes"), "bo")
    do(i.Note(text="the rollback did not take: the old pods hold the pool"), "bo")
    do(i.PauseCheck(check="site", seconds=600, why="the maintenance page is up"), "dan")
    do(i.OfferHandover(to="chi"))
    story.after(1, i.DeclineHandover(why="not before I have eaten"), "chi")
    do(i.OfferHandover(to="bo"))
    do(i.AcceptHandover(read_back=right_words(story.room.incident, story.clock.now())), "bo")


def _is_fixed(story: Story) -> None:
    do = story.do
    story.after(3, i.Decide(text="we end every session that is idle in transaction"), "bo")
    do(i.Suspect(text="old pods hold the pool"), "kim")
    _run(story, "psql -f end-idle.sql", "pg_terminate_backend: 91 rows", risk="changes", lines=93)
    do(i.NoteChange(text="idle_in_transaction_session_timeout is 60 s"), "bo")
    story.go(2)
    for check in ("api", "queue", "db"):
        story.go(seconds=20)
        story.turn(check, "up", "as on a good day")
    do(i.MarkFixed(), "bo")
    do(i.FindCause(n=1), "bo")
    _tell(story, "monitoring", "The API answers as usual since a few minutes; we keep watching.")
    for item in story.room.incident.playbook.items[:3]:
        if item.done_by is None and item.n not in story.room.incident.ticks:
            do(i.SkipItem(n=item.n, why="the team was here already"))
    levels = [level.id for level in story.room.incident.playbook.severities]
    story.after(5, i.SetSeverity(to=levels[1], why="a part of it is left"), "bo")
    do(i.SetSeverity(to=levels[0], why="customers wait for an all-clear"), "bo")
    for n in range(1, 13):
        story.after(2, i.Note(text=f"error rate {0.4 / n:.2f} %, {100 - n} connections free"), ("kim", "chi")[n % 2])


def _is_over(story: Story) -> None:
    do = story.do
    for n, _ in enumerate(closing.criteria(story.room.incident), 1):
        do(i.ConfirmCriterion(n=n), "chi")
    _tell(story, "resolved", "It is over. Payments that failed were not charged.")
    story.after(2, i.Resolve(despite="the window is met by hand"), "bo")
    do(
        i.GiveTask(
            owner="bo",
            text="a limit of idle time for every pool",
            due_at=story.clock.now() + timedelta(days=7),
            action=True,
            priority="high",
        )
    )
    do(
        i.GiveTask(
            owner="kim",
            text="an alert at 80 connections",
            due_at=story.clock.now() + timedelta(days=3),
            action=True,
            priority="medium",
        )
    )
    do(i.GiveTask(owner="dan", text="the provider's phone number in the playbook", action=True, priority="low"))
    do(
        i.GiveTask(
            owner="chi", text="replay the outage as a drill", due_at=story.clock.now() + timedelta(days=1), action=True
        )
    )
    story.turn("site", "up", "HTTP 200")


def _is_closed(story: Story) -> None:
    do = story.do
    story.after(18 * 60, i.FinishTask(n=5), "kim")
    first = sections_of(story.room.incident.playbook)[0].id
    do(i.WriteSection(section=first, text="For 68 minutes nobody could pay.\n\nThe pool of the database was used up."))
    now = story.clock.now()
    for one in closing.left_open(story.room.incident, now):
        sign = one.what.split()[0]
        if sign.startswith("d") and duties.find(story.room.incident, int(sign[1:])) is not None:
            do(i.SetDuty(n=int(sign[1:])), "chi")
    for item in story.room.incident.playbook.items:
        if (
            item.done_by is None
            and item_done(story.room.incident, item) is None
            and item.n not in story.room.incident.ticks
        ):
            do(i.SetItem(n=item.n, done=True), "chi")
    story.after(30 * 60, i.Note(text="the review was held, seven people came"))
    do(i.Close(despite="action items have dates of their own"))


def _tick(story: Story, most: int) -> None:
    by_hand = [
        item for item in story.room.incident.playbook.items if item.done_by is None and item.anchor == "declared"
    ]
    for item in by_hand[:most]:
        story.after(0.5, i.SetItem(n=item.n, done=True))


def _tell(story: Story, status: str, text: str) -> None:
    """To users by a draft on the first channel, by hand on the others."""
    channels: Sequence[str] = [one.id for one in story.room.incident.playbook.channels] or ["users"]
    story.do(i.DraftUpdate(channel=channels[0], status=status, subject="API", text=text), "kim")
    story.after(0.5, i.ApproveUpdate(despite="read twice by two people"), story.room.incident.commander)
    story.do(i.MarkSent(how="copied"), "kim")
    for channel in channels[1:]:
        story.do(i.TellUsers(channel=channel, text=text, status=status), "kim")


def _run(
    story: Story, command: str, last: str, *, exit_: int = 0, lines: int = 1, risk: str = "reads", step_title: str = ""
) -> None:
    made = story.do(
        i.StartCommand(command=command, title=step_title or command.split()[0], risk=risk, limit_s=60.0), "bo"
    )
    started = made[0].fact
    assert isinstance(started, f.CommandStarted)
    story.go(seconds=7)
    ended = f.CommandFinished(run=started.run, exit=exit_, duration_s=6.8, size=len(last), lines=lines, last=last)
    story.do(i.FinishCommand(ended=ended), "bo")
