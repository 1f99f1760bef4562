"""Any playbook: every part of it, with words that YAML, Markdown and terminals find hard."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from tests.playbook.test_yaml import ids, playbooks, sentences, words
from warroom.incident.words import STAGES
from warroom.playbook.model import (
    Duty,
    Left,
    Limit,
    Link,
    Phase,
    Playbook,
    Postmortem,
    Proposed,
    Questions,
    Resolution,
    Risk,
    Scenario,
    Section,
    Stage,
    Step,
    Template,
    Ticklist,
    Trigger,
)
from warroom.playbook.parts import STAGES_OF_STEPS
from warroom.playbook.risk import judged, risk_of
from warroom.playbook.triggers import parse_trigger

limits = st.builds(
    Limit,
    seconds=st.none() | st.integers(0, 10**12).map(lambda ms: ms / 1000),
    calendar=st.sampled_from(["always", "business"]),
    words=sentences,
) | st.sampled_from([Limit(300.0, words="5 min"), Limit(0.0, words="immediate"), Limit(words="as needed")])
lines = st.lists(sentences, max_size=2).map(tuple)
asked = st.lists(sentences, min_size=1, max_size=2).map(tuple)
sources = st.sampled_from(["", "PLAYBOOK.md:42", "a b.md:1"])
figures = st.integers(-(10**9), 10**9).map(lambda n: n / 100_000)
triggers = (
    st.builds(
        Trigger, metric=sentences, op=st.sampled_from(["<", "<=", ">", ">="]), value=figures, unit=words, words=words
    )
    | st.builds(Trigger, metric=sentences, op=st.just("in"), value=figures, high=figures, unit=words)
    | st.sampled_from(["error rate > 5 %", "p95 over 2 s", "errors 1–5 %"]).map(parse_trigger)
)
commands = st.sampled_from(
    [
        "df -h",
        "rm -rf x",
        "psql",
        "kubectl logs -f $POD_NAME",
        "npm run a",
        "a\nb\n",
        "cat <<EOF\n  x: [y]\nEOF",
        "#",
        "\tx \\\n y",
    ]
)
languages = st.sampled_from(["", "bash", "sql", "yaml", "console"])
stages: st.SearchStrategy[Stage] = st.sampled_from(list(STAGES_OF_STEPS.values()))
bodies = st.lists(
    st.sampled_from(["{title}", "[so]", "<so>", "", "- a", "# b", "```", "  indented", "tail ", "é ☐", ": x"]),
    min_size=1,
).map("\n".join)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    """As a person or an import writes them; what is said of a command need not be what it tells of itself."""
    step = Step(
        title=draw(words),
        words=draw(sentences),
        stage=draw(stages),
        link=draw(st.sampled_from(["", "https://x.example.com/a?b=c#d"])),
        within=draw(st.none() | limits),
        source=draw(sources),
    )
    if draw(st.booleans()):
        return step
    run, language = draw(commands), draw(languages)
    usual = judged(msgspec.structs.replace(step, run=run, language=language, group=draw(st.sampled_from(["", "one"]))))
    if draw(st.booleans()):
        return usual
    harmless: list[Risk] = (
        ["destroys", "shown"] if risk_of(run, language) == "destroys" else ["reads", "changes", "shown"]
    )
    return msgspec.structs.replace(
        usual,
        risk=draw(st.sampled_from(harmless)),
        placeholders=draw(st.lists(st.sampled_from(["<a>", "B_C"]), unique=True).map(tuple)),
        endless=draw(st.booleans()),
        terminal=draw(st.booleans()),
    )


@st.composite
def whole_playbooks(draw: st.DrawFn) -> Playbook:
    """A playbook with something of everything."""
    book = draw(playbooks())
    levels = [level.id for level in book.severities]
    channels = ["", *(channel.id for channel in book.channels)]
    of_levels = st.lists(st.sampled_from(levels), max_size=2).map(tuple)

    def some(strategy: st.SearchStrategy[Any], most: int = 2) -> tuple[Any, ...]:
        return tuple(draw(st.lists(strategy, max_size=most)))

    def named(make: Any) -> tuple[Any, ...]:
        return tuple(make(name) for name in draw(st.lists(ids, max_size=2, unique_by=str.casefold)))

    phases = named(
        lambda name: Phase(
            id=name, title=draw(sentences), begins=draw(st.none() | limits), steps=draw(lines), source=draw(sources)
        )
    )
    return msgspec.structs.replace(
        book,
        severities=tuple(
            msgspec.structs.replace(
                level,
                criteria=draw(lines),
                triggers=some(triggers),
                cadence=draw(st.none() | limits),
                escalate=draw(st.none() | limits),
                channels=draw(st.lists(st.sampled_from(channels[1:]), max_size=2).map(tuple)) if channels[1:] else (),
                source=draw(sources),
            )
            for level in book.severities
        ),
        items=tuple(
            msgspec.structs.replace(
                item, phase=draw(st.sampled_from(["", *(p.id for p in phases)])), source=draw(sources)
            )
            for item in book.items
        ),
        ladder=tuple(msgspec.structs.replace(rung, how=draw(words), condition=draw(words)) for rung in book.ladder),
        roles=tuple(
            msgspec.structs.replace(role, severities=draw(of_levels), source=draw(sources)) for role in book.roles
        ),
        duties=named(
            lambda name: Duty(
                id=name,
                text=draw(sentences),
                after=draw(st.none() | limits),
                condition=draw(sentences),
                severities=draw(of_levels),
                owner=draw(st.sampled_from(["", "comms"])),
                channel=draw(st.sampled_from(channels)),
                source=draw(sources),
            )
        ),
        phases=phases,
        questions=named(
            lambda name: Questions(id=name, title=draw(sentences), questions=draw(asked), source=draw(sources))
        ),
        scenarios=named(
            lambda name: Scenario(
                id=name,
                title=draw(sentences),
                severity=draw(st.sampled_from(["", *levels])),
                symptoms=draw(lines),
                steps=some(steps(), 4),
                source=draw(sources),
            )
        ),
        steps=some(steps()),
        templates=named(
            lambda name: Template(
                id=name,
                body=draw(bodies.filter(lambda said: bool(said.strip()))),
                channel=draw(st.sampled_from(channels)),
                status=draw(st.sampled_from(["", *STAGES])),
                title=draw(words),
                subject=draw(st.sampled_from(["", "[{severity}] {title}"])),
                source=draw(sources),
            )
        ),
        resolution=draw(
            st.builds(
                Resolution, criteria=lines, flows=lines, watch=st.none() | limits, watch_for=lines, source=sources
            )
        ),
        lists=named(lambda name: Ticklist(id=name, title=draw(sentences), items=draw(asked), source=draw(sources))),
        links=some(st.builds(Link, title=sentences, url=sentences, kind=words, source=sources)),
        metrics=draw(lines),
        principles=draw(lines),
        prevention=draw(lines),
        channel_name=draw(words),
        postmortem=Postmortem(
            within=draw(st.none() | limits),
            sections=named(
                lambda name: Section(id=name, title=draw(sentences), asks=draw(lines), source=draw(sources))
            ),
            attendees=draw(lines),
            agenda=draw(lines),
            severities=draw(of_levels),
            file=draw(words),
            source=draw(sources),
        ),
        proposed=some(st.builds(Proposed, name=sentences, url=sentences, source=sources)),
        left=some(st.builds(Left, source=sentences, text=bodies.filter(lambda said: bool(said.strip())), why=words)),
    )
