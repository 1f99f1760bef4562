"""A playbook in which there is nothing to mend, and ways to break it in one place."""

from typing import Any

import msgspec

from warroom.playbook.lint import Finding, lint
from warroom.playbook.model import (
    Channel,
    Contact,
    Item,
    Limit,
    Link,
    Phase,
    Playbook,
    Postmortem,
    Resolution,
    Role,
    Rung,
    Scenario,
    Severity,
    Step,
    Template,
    Trigger,
    parse_limit,
)


def limit(words: str) -> Limit:
    found = parse_limit(words)
    assert found is not None, words
    return found


SOUND = Playbook(
    name="sound",
    severities=(
        Severity(
            id="P0",
            response=limit("5 min"),
            cadence=limit("30 min"),
            escalate=limit("30 min"),
            notify="everybody",
            triggers=(Trigger(metric="error rate", op=">", value=50, unit="%"),),
        ),
        Severity(
            id="P1",
            response=limit("15 min"),
            cadence=limit("1 h"),
            triggers=(Trigger(metric="error rate", op=">", value=5, unit="%"),),
        ),
        Severity(id="P2", response=limit("next business day")),
    ),
    items=(
        Item(
            n=1,
            id="ic",
            text="A commander is assigned",
            limit=limit("5 min"),
            done_by="role:commander",
            severities=("P0",),
        ),
        Item(n=2, id="fix", text="A fix is in place", done_by="fixed"),
        Item(n=3, id="over", text="It is declared resolved", limit=limit("45 min"), anchor="fixed", done_by="resolved"),
        Item(n=4, id="review", text="The post-mortem was held", limit=limit("48 h"), anchor="resolved"),
    ),
    phases=(
        Phase(id="begin", title="Begin", begins=limit("0 min"), ends=limit("5 min"), steps=("Assign a commander",)),
        Phase(id="go-on", title="Go on", begins=limit("5 min"), ends=limit("1 h"), steps=("Find the cause",)),
    ),
    channels=(Channel(id="page"),),
    ladder=(
        Rung(who="on-call engineer", after=limit("immediate"), severities=("P0", "P1")),
        Rung(who="team lead", after=limit("30 min"), severities=("P0", "P1")),
    ),
    roles=(Role(id="commander", needed=True),),
    contacts=(
        Contact(name="Kim", role="on-call engineer", how="+47 22 33 44 55"),
        Contact(name="Bo", role="Team lead", how="@bo"),
    ),
    scenarios=(
        Scenario(
            id="db",
            title="Database down",
            when=("db*",),
            steps=(Step(title="does it answer", run='psql "$URL" -c "SELECT 1"', risk="reads"),),
        ),
    ),
    templates=(
        Template(id="first", channel="page", status="investigating", body="We look into {impact}. Next: {next_update}"),
    ),
    resolution=Resolution(criteria=("every check is up",), watch=limit("30 min")),
    postmortem=Postmortem(within=limit("48 h")),
    links=(Link(title="Dashboard", url="https://grafana.shop.io/d/1"),),
)


def but(**parts: Any) -> Playbook:
    """The same with other parts."""
    return msgspec.structs.replace(SOUND, **parts)


def step(run: str, **keys: Any) -> Playbook:
    """The same with one more command in its scenario, judged as a file's is."""
    from warroom.playbook.risk import judged

    scenario = SOUND.scenarios[0]
    steps = (*scenario.steps, judged(Step(run=run, **keys)))
    return but(scenarios=(msgspec.structs.replace(scenario, steps=steps),))


def rules(playbook: Playbook) -> list[str]:
    """The rules that found something, but for what every playbook with a variable has."""
    return [one.rule for one in lint(playbook) if one.rule != "environment"]


def only(playbook: Playbook, rule: str) -> Finding:
    """The one finding there is, of this rule."""
    found = [one for one in lint(playbook) if one.rule != "environment"]
    assert [one.rule for one in found] == [rule], found
    return found[0]
