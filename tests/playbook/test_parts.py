"""The parts of a playbook file beside levels, ladder and checklist: how they are written, and what is refused."""

import pytest

from warroom.errors import BadInput
from warroom.playbook import yaml as files
from warroom.playbook.model import (
    Duty,
    Limit,
    Link,
    Phase,
    Playbook,
    Postmortem,
    Questions,
    Resolution,
    Section,
    Step,
    Template,
    Ticklist,
    Trigger,
)

BASE = "name: shop\nseverities:\n  - {id: P0, response: 5 min}\n  - {id: P1}\nchannels: [{id: chat}]\n"


def book(more: str) -> Playbook:
    return files.parse(BASE + more, "p.yaml")


def said_of(more: str, base: str = BASE) -> str:
    with pytest.raises(BadInput) as caught:
        files.parse(base + more, "p.yaml")
    return str(caught.value)


def steps(more: str) -> tuple[Step, ...]:
    [one] = book(f"scenarios:\n  - id: a\n    title: b\n{more}").scenarios
    return one.steps


def test_a_step_is_words_or_keys_and_its_command_tells_the_rest() -> None:
    assert steps('    diagnose:\n      - call them\n      - {title: look, run: "kubectl logs -f $POD_NAME"}\n') == (
        Step(words="call them"),
        Step(
            title="look",
            run="kubectl logs -f $POD_NAME",
            risk="changes",
            placeholders=("$POD_NAME",),
            endless=True,
        ),
    )


def test_steps_stand_under_their_stage_in_the_order_of_the_file() -> None:
    found = steps(
        "    rollback: [back]\n    diagnose: [look]\n    long_term_fix: [mend]\n"
        "    steps: [{words: so, stage: verify}]\n"
    )
    assert [(one.stage, one.words) for one in found] == [
        ("rollback", "back"), ("diagnose", "look"), ("long-term fix", "mend"), ("verify", "so"),
    ]  # fmt: skip


def test_what_a_team_knows_of_a_command_is_believed_but_for_harm() -> None:
    [one] = steps(
        "    diagnose: [{run: npm run health, risk: reads, placeholders: [], endless: true, terminal: true}]\n"
    )
    assert (one.risk, one.endless, one.terminal) == ("reads", True, True)
    [one] = steps("    resolve: [{run: df -h, risk: destroys}]\n")
    assert one.risk == "destroys"
    said = said_of("steps: [{run: rm -rf /srv, risk: reads}]")
    assert said == "p.yaml:6: steps.1.risk: this command destroys (deletes files), and is not said to be harmless"


def test_a_block_of_several_lines_is_kept_as_it_stands() -> None:
    block = "      - run: |\n          cd a\n          npm run b\n        language: bash\n        group: one\n"
    [one] = steps(f"    resolve:\n{block}")
    assert (one.run, one.language, one.group) == ("cd a\nnpm run b\n", "bash", "one")


def test_figures_limits_and_links_have_short_and_long_spellings() -> None:
    short = book("links: {Status: https://s, Runbooks: ./runbooks/}")
    long = book("links: [{title: Status, url: https://s}, {title: Runbooks, url: ./runbooks/}]")
    assert (
        short.links == long.links == (Link(title="Status", url="https://s"), Link(title="Runbooks", url="./runbooks/"))
    )
    text = "name: x\nseverities:\n- id: P0\n  triggers: [error rate > 5 %, {metric: users, op: '>=', value: 10}]\n"
    [level] = files.parse(text + "  cadence: {seconds: 1800, words: 15 to 30 min}", "p").severities
    assert level.triggers == (
        Trigger(metric="error rate", op=">", value=5, unit="%", words="error rate > 5 %"),
        Trigger(metric="users", op=">=", value=10),
    )
    assert level.cadence == Limit(1800, words="15 to 30 min")


def test_every_other_part_is_read() -> None:
    found = book(
        """
duties: [{id: mail, text: an e-mail, after: 30 min, severities: [P0], owner: comms, channel: chat}]
phases: [{id: triage, title: Triage, from: 5 min, to: 15 min, steps: [look]}]
questions: [{id: q, title: Severity, ask: [how many?]}]
templates: [{id: t, channel: chat, status: identified, subject: "{title}", body: "{cause} [so]"}]
resolution: {criteria: [ok], flows: [pay], watch: 30 min, watch_for: [errors]}
lists: [{id: access, title: Access, items: [database]}]
metrics: [time to detect]
principles: [stay calm]
prevention: [drills]
channel_name: "#incident-YYYY-MM-DD-slug"
postmortem: {within: 48 h, severities: [P0], sections: [{id: s, title: Summary, ask: [what]}], agenda: [a], file: a.md}
proposed: [{name: api, url: https://x/health, source: "P.md:3"}]
left: [{source: "P.md:9", text: "??", why: no idea}]
checklist: [{id: a, text: b, phase: triage, source: "P.md:4"}]
"""
    )
    assert found.duties == (
        Duty(
            id="mail",
            text="an e-mail",
            after=Limit(1800, words="30 min"),
            severities=("P0",),
            owner="comms",
            channel="chat",
        ),
    )
    assert found.phases == (
        Phase(
            id="triage",
            title="Triage",
            begins=Limit(300, words="5 min"),
            ends=Limit(900, words="15 min"),
            steps=("look",),
        ),
    )
    assert found.questions == (Questions(id="q", title="Severity", questions=("how many?",)),)
    assert found.templates == (
        Template(id="t", body="{cause} [so]", channel="chat", status="identified", subject="{title}"),
    )
    assert found.resolution == Resolution(
        criteria=("ok",), flows=("pay",), watch=Limit(1800, words="30 min"), watch_for=("errors",)
    )
    assert found.lists == (Ticklist(id="access", title="Access", items=("database",)),)
    assert (found.metrics, found.principles, found.prevention) == (("time to detect",), ("stay calm",), ("drills",))
    assert found.postmortem == Postmortem(
        within=Limit(172_800, words="48 h"),
        sections=(Section(id="s", title="Summary", asks=("what",)),),
        agenda=("a",),
        severities=("P0",),
        file="a.md",
    )
    assert (found.channel_name, found.proposed[0].url, found.left[0].why) == (
        "#incident-YYYY-MM-DD-slug",
        "https://x/health",
        "no idea",
    )
    assert (found.items[0].phase, found.items[0].source) == ("triage", "P.md:4")


SCENARIO = "scenarios:\n - id: a\n   title: b\n"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            f"{SCENARIO}   steps: [{{titel: x, run: y}}]",
            "9: scenarios.1.steps.1: unknown key `titel`, did you mean `title`?",
        ),
        (
            f"{SCENARIO}   diagnose: [{{title: x, command: y}}]",
            "9: scenarios.1.diagnose.1: unknown key `command`, did you mean `run`?",
        ),
        (
            f"{SCENARIO}   diagnose:\n    - [a]",
            "10: scenarios.1.diagnose.1: expected text or keys and values, found a list",
        ),
        (f"{SCENARIO}   diagnose: ['']", "9: scenarios.1.diagnose.1: this needs words"),
        (
            f"{SCENARIO}   diagnose: [{{stage: resolve, words: a}}]",
            "9: scenarios.1.diagnose.1.stage: what stands under `diagnose` is",
        ),
        (f"{SCENARIO}   diagnse: [a]", "9: scenarios.1: unknown key `diagnse`, did you mean `diagnose`?"),
        (f"{SCENARIO}   symptoms: [' ']", "9: scenarios.1.symptoms.1: this needs words"),
        ("steps: [{}]", "6: steps.1: a step needs a `title`, `words`, a `link` or something to `run`"),
        (
            "steps: [{words: a, stage: fix}]",
            "6: steps.1.stage: `fix` is none of diagnose, escalate, long-term fix, quick fix",
        ),
        ("steps: [{run: ls, risk: raeds}]", "6: steps.1.risk: `raeds` is none of changes, destroys, reads, shown"),
        ("steps: [{words: a, within: soon}]", "6: steps.1.within: cannot read `soon` as a limit"),
        (
            "templates:\n - {id: a, body: 'hi {titel}'}",
            "7: templates.1.body: no incident knows `{titel}`, did you mean `{title}`?",
        ),
        ("templates: [{id: a, body: '{wer}{qqqqqq}'}]", "6: templates.1.body: no incident knows `{wer}`"),
        (
            "templates: [{id: a, body: 'x', subject: '{qqqqqq}'}]",
            "6: templates.1.subject: no incident knows `{qqqqqq}`, a blank for",
        ),
        ("templates: [{id: a, body: ' '}]", "6: templates.1.body: this needs words"),
        (
            "templates: [{id: a, body: b, channel: cat}]",
            "6: templates.1.channel: no channel `cat`, did you mean `chat`?",
        ),
        (
            "templates: [{id: a, body: b, status: solved}]",
            "6: templates.1.status: no status `solved`, did you mean `resolved`?",
        ),
        ("templates: [{id: a, body: b}, {id: A, body: c}]", "6: templates.2.id: the id `A` is taken by line 6"),
        ("links: {Status: 112}", "6: links.Status: `Status` needs an address"),
        ("links: {Status: ''}", "6: links.Status: this needs words"),
        ("links: [{title: a}]", "6: links.1: `url` is missing"),
        ("links: a", "6: links: expected "),
        ("duties: [{id: a, text: b}]", "6: duties.1: a duty needs `after` a time or a `condition`"),
        (
            "duties: [{id: a, text: b, after: 1 h, owner: comm}]",
            "6: duties.1.owner: an owner is a role, and `comm` is none, did",
        ),
        (
            "duties: [{id: a, text: b, after: 1 h, channel: mail}]",
            "6: duties.1.channel: no channel `mail`; known are chat",
        ),
        (
            "duties: [{id: a, text: b, after: 1 h, severities: [p0]}]",
            "6: duties.1.severities.1: no severity `p0`, did you mean",
        ),
        ("phases: [{id: a, title: b, from: 5 min, to: 2 min}]", "6: phases.1.to: this phase ends before it begins"),
        ("phases: [{id: a, title: b, begins: 5 min}]", "6: phases.1: unknown key `begins`, did you mean `from`?"),
        ("checklist: [{id: a, text: b, phase: c}]", "6: checklist.1.phase: no phase `c`; none is known"),
        ("checklist: [{id: a, text: b, role: c}]", "6: checklist.1: unknown key `role`, did you mean `owner`?"),
        ("questions: [{id: a, title: b, ask: x}]", "6: questions.1.ask: expected a list, found text `x`: write [x]"),
        ("questions: [{id: a, title: b}]", "6: questions.1: `ask` is missing"),
        ("lists: [{id: a, title: b, items: ['']}]", "6: lists.1.items.1: this needs words"),
        ("metrics: [' ']", "6: metrics.1: this needs words"),
        ("left: [{source: a, text: ' '}]", "6: left.1.text: this needs words"),
        ("resolution: {crit: [a]}", "6: resolution: unknown key `crit`, did you mean `criteria`?"),
        ("resolution: {watch: {secnds: 3}}", "6: resolution.watch: unknown key `secnds`, did you mean `seconds`?"),
        ("resolution: {watch: {seconds: -3}}", "6: resolution.watch.seconds: a limit is not less than 0 seconds"),
        ("postmortem: {within: soonish}", "6: postmortem.within: cannot read `soonish` as a limit"),
        ("postmortem: {severities: [P9]}", "6: postmortem.severities.1: no severity `P9`"),
        (
            "postmortem:\n  sections:\n  - {id: a, title: b}\n  - {id: A, title: c}",
            "9: postmortem.sections.2.id: the id `A` is taken by line 8",
        ),
        ("roles: [{id: a, severities: [P9]}]", "6: roles.1.severities.1: no severity `P9`"),
        ("runbooks: []", "6: unknown key `runbooks`, did you mean `scenarios`?"),
        ("escalation: []", "6: unknown key `escalation`, did you mean `ladder`?"),
    ],
)
def test_what_does_not_hold_is_told_with_line_key_and_the_way_out(more: str, said: str) -> None:
    assert said_of(more).startswith(f"p.yaml:{said}")


@pytest.mark.parametrize(
    ("level", "said"),
    [
        (
            "triggers: [many errors]",
            "p.yaml:2: severities.1.triggers.1: cannot read `many errors` as a figure: error rate > 5 %",
        ),
        ("triggers: [{metric: a, op: in, value: 1}]", "p.yaml:2: severities.1.triggers.1: `high` goes with `op: in`"),
        (
            "triggers: [{metric: a, op: above, value: 1}]",
            "p.yaml:2: severities.1.triggers.1.op: `above` is none of <, <=, >",
        ),
        ("channels: [chat]", "p.yaml:2: severities.1.channels.1: no channel `chat`; none is known"),
        ("criteria: ['']", "p.yaml:2: severities.1.criteria.1: this needs words"),
        ("respond_within: 5 min", "p.yaml:2: severities.1: unknown key `respond_within`, did you mean `response`?"),
        ("update_every: 5 min", "p.yaml:2: severities.1: unknown key `update_every`, did you mean `cadence`?"),
    ],
)
def test_what_does_not_hold_of_a_level_is_told_too(level: str, said: str) -> None:
    assert said_of("", f"name: x\nseverities: [{{id: P0, {level}}}]").startswith(said)
