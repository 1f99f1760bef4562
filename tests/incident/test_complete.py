"""What Tab makes of a half-typed line: only words that make sense there now, and what a number stands for."""

from datetime import timedelta

import pytest

from tests.fakes import T0, Table, book
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.complete import complete
from warroom.incident.entry import Asked, Context, Tool, offered, parse
from warroom.incident.possible import possible
from warroom.incident.verbs import BY_NAME

KINDS = ("note", "decide", "declare", "down")


def busy() -> Table:
    table = Table().declare()
    table.do(i.TakeRole(role="commander", person="kim"))
    table.do(i.SetItem(n=2, done=True))
    table.do(i.Suspect(text="the pool"))
    table.do(i.Suspect(text="the deploy"))
    table.do(i.RuleOut(n=2, why="older"))
    table.do(i.GiveTask(owner="bo", text="check pool", seconds=180))
    table.do(i.GiveTask(owner="bo", text="restart", seconds=180))
    table.do(i.FinishTask(n=2))
    table.do(i.Escalate())
    table.happen(f.CheckPaused(check="db", until=T0 + timedelta(minutes=9)))
    return table


def context(table: Table | None = None) -> Context:
    table = table or busy()
    return Context(
        now=table.clock.now(),
        playbook=book(),
        incident=table.incident,
        people=("anna",),
        checks=("api", "db"),
        acts=("restart", "rollback"),
    )


CONTEXT = context()


def lines(line: str) -> list[str]:
    return [found.line for found in complete(line, CONTEXT, KINDS, "anna")]


def means(line: str) -> dict[str, str]:
    return {found.word: found.means for found in complete(line, CONTEXT, KINDS, "anna")}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("/tic", ["/tick "]),
        ("/TIC", ["/tick "]),
        ("/fi", ["/fix", "/find ", "/filter ", "/fill "]),
        ("-5m /fix", []),
        ("-5m /unti", ["-5m /untick "]),
        ("/do", ["/do ", "/done "]),
        ("/tick", ["/tick "]),
        ("/mer", []),
        ("ti", []),
        (" /ti", []),
        ("/tick 3\n/ti", []),
        ("/ic ", ["/ic @anna", "/ic @bo"]),
        ("/ic @a", ["/ic @anna"]),
        ("/ic a", ["/ic @anna"]),
        ("/handover ", ["/handover @anna", "/handover @bo"]),
        ("/role comm", ["/role commander ", "/role comms "]),
        ("/role driv", ["/role driver "]),
        ("/role commander ", ["/role commander @anna", "/role commander @bo", "/role commander @nobody"]),
        ("/role comms @n", []),
        ("/do @b", ["/do @bo "]),
        ("/do check the pool @b", ["/do check the pool @bo"]),
        ("asked @an", ["asked @anna"]),
        ("-5m asked @an", ["-5m asked @anna"]),
        ("asked an", []),
        ("mail to a@an", []),
        ("/sev ", ["/sev P1", "/sev P2", "/sev P3"]),
        ("/sev lo", ["/sev P2"]),
        ("/status i", ["/status identified"]),
        ("/status ", ["/status identified", "/status monitoring", "/status resolved"]),
        ("/tick 1", ["/tick 10", "/tick 11", "/tick 12", "/tick 13"]),
        ("/tick roll", ["/tick 9"]),
        ("/untick ", ["/untick 1", "/untick 2", "/untick 4", "/untick 14"]),
        ("/skip fix", ["/skip 6 "]),
        ("/take ", ["/take 1"]),
        ("/done che", ["/done 1"]),
        ("/extend ", ["/extend 1 "]),
        ("/extend 1 5", ["/extend 1 5m "]),
        ("/snooze lead", ["/snooze e2 "]),
        ("/snooze u", ["/snooze u "]),
        ("/rule-out ", ["/rule-out 1 "]),
        ("/cause ", ["/cause 1", "/cause 2"]),
        ("/escalate ", ["/escalate 2"]),
        ("/escalate lea", ["/escalate 2"]),
        ("/update em", ["/update email "]),
        ("/update email in", ["/update email investigating "]),
        ("/pause a", ["/pause api "]),
        ("/pause db ", ["/pause db off", *(f"/pause db {span} " for span in ("5m", "10m", "15m", "30m", "1h"))]),
        ("/detected 14:28 b", ["/detected 14:28 by "]),
        ("/detected 14:28 by a", ["/detected 14:28 by alert"]),
        ("/resolve ", ["/resolve fixed ", "/resolve anyway "]),
        ("/cadence 3", ["/cadence 30m "]),
        ("/filter ", ["/filter kind:", "/filter by:", "/filter since:", "/filter until:"]),
        ("/filter kind:de", ["/filter kind:decide", "/filter kind:declare"]),
        ("/filter pool kind:note,do", ["/filter pool kind:note,down"]),
        ("/filter by:k", ["/filter by:kim"]),
        ("/filter by:ch", ["/filter by:check"]),
        ("/find by:k", []),
        ("/drill f", ["/drill fix "]),
        ("/drill fix r", ["/drill fix restart", "/drill fix rollback"]),
        ("/drill card r", []),
        ("/playbook ", ["/playbook reload", "/playbook accept"]),
    ],
)
def test_only_what_makes_sense_there_now_is_offered(line: str, found: list[str]) -> None:
    assert lines(line) == found


def test_a_number_is_told_with_what_it_stands_for() -> None:
    assert means("/tick 1")["10"] == "review"
    assert means("/take ") == {"1": "bo check pool"}
    assert means("/rule-out ") == {"1": "the pool"}
    assert means("/escalate ") == {"2": "lead"}
    assert means("/role comm") == {"commander": "kim", "comms": "nobody"}
    assert means("/tic") == {"tick": BY_NAME["tick"].help}


def test_verbs_that_can_work_now_come_first() -> None:
    found = [name.line for name in complete("/", CONTEXT, KINDS, "anna")]
    assert found[0] == "/started "
    assert "/declare " not in found
    lobby = Context(now=T0, playbook=book())
    assert complete("/d", lobby)[0].line == "/declare "
    assert [one.word for one in complete("/declare P", lobby)] == ["P0", "P1", "P2", "P3"]


def test_every_completion_is_read_by_the_verb_it_belongs_to() -> None:
    for verb in offered():
        for found in complete(f"/{verb.name} ", CONTEXT, KINDS, "anna"):
            read = parse(f"{found.line.rstrip()} 5m x", CONTEXT)
            assert not isinstance(read, Asked | Tool) or (read.verb is not None and read.verb.name == verb.name)


def test_a_verb_is_possible_only_while_the_rules_would_take_it() -> None:
    def names(table: Table, me: str = "anna") -> set[str]:
        return {verb.name for verb in offered() if verb.build is not None and possible(verb, context(table), me)}

    table = busy()
    assert {"fix", "resolve", "sev", "tick", "do", "extend", "rule-out", "strike", "undo", "pause"} <= names(table)
    assert not {"declare", "ack", "unfix", "reopen", "close", "accept", "decline", "withdraw"} & names(table)
    table.do(i.OfferHandover(to="bo"))
    assert {"withdraw"} <= names(table)
    assert {"accept", "decline"} <= names(table, "bo")
    assert not {"accept", "decline", "handover"} & names(table)
    table.do(i.Resolve(despite="a test"))
    assert {"close", "reopen", "action"} <= names(table)
    assert "resolve" not in names(table)
    table.do(i.Close(despite="a test"))
    assert {"reopen", "amend", "pin"} <= names(table)
    assert not {"sev", "ic", "close", "suspect"} & names(table)
    empty = Table().declare()
    assert not {"take", "done", "extend", "rule-out", "cause"} & names(empty)
    lobby = Context(now=T0, playbook=book())
    assert [verb.name for verb in offered() if verb.build is not None and possible(verb, lobby)] == ["declare"]
