"""Items and steps of a page: what is typed, what is due, what counts from where, and what is none of it."""

import msgspec
import pytest

from warroom.playbook import markdown
from warroom.playbook.model import Item, Limit, Playbook, Step

LEVELS = """# Harbour cranes

## Severity levels

- **P1**: no crane moves. Respond within 5 minutes.
- **P2**: one crane stands. Respond within 30 minutes.
"""


def read(text: str, *, levels: bool = True) -> Playbook:
    return markdown.read((LEVELS if levels else "") + text, "cranes.md").playbook


def steps(book: Playbook) -> tuple[Step, ...]:
    return (*book.steps, *(step for scenario in book.scenarios for step in scenario.steps))


def runs(book: Playbook) -> list[str]:
    return [step.run for step in steps(book) if step.run]


def seconds(limit: Limit | None) -> float | None:
    return None if limit is None else limit.seconds


def due(book: Playbook) -> list[tuple[str, float | None, str]]:
    return [(item.text, seconds(item.limit), item.anchor) for item in book.items]


def only(item: str) -> Item:
    (made,) = read(f"\n## Checklist\n\n- [ ] {item}\n").items
    return made


def left(book: Playbook) -> str:
    return "\n".join(one.text for one in book.left)


# Transcripts.


@pytest.mark.parametrize("language", ["bash", "sh", "console", ""])
def test_only_what_follows_the_prompt_of_a_transcript_is_a_command(language: str) -> None:
    book = read(f"""
## Runbook: crane controller

```{language}
$ kubectl get pods -n cranes
NAME      READY
crane-0   1/1
$ kubectl logs crane-0 \\
>   --since=5m
$ uptime
```
""")
    assert runs(book) == ["kubectl get pods -n cranes", "kubectl logs crane-0 \\\n  --since=5m", "uptime"]
    assert steps(book)[0].words == "NAME      READY\ncrane-0   1/1"
    assert steps(book)[0].risk == "reads"


def test_a_root_prompt_and_an_arrow_are_prompts_where_all_else_is_an_answer() -> None:
    for sign in "#", ">":
        book = read(
            f"\n## Runbook: disk\n\n```bash\n{sign} df -h\nFilesystem  Use%\n/dev/sda1   97%\n{sign} uptime\n```\n"
        )
        assert runs(book) == ["df -h", "uptime"]


def test_comments_above_commands_are_no_prompts() -> None:
    book = read("\n## Runbook: disk\n\n```bash\n# test the disk\ndf -h\n# top of the hour\nuptime\n```\n")
    assert [(step.title, step.run) for step in steps(book)] == [
        ("test the disk", "df -h"),
        ("top of the hour", "uptime"),
    ]


# Deadlines.


@pytest.mark.parametrize(
    "words",
    [
        "Crane certificates expire in 90 days",
        "Error rate above 2 % within 10 minutes pages on-call",
        "Cache TTL within 5 minutes",
        "Session times out in 30 minutes",
        "Retention (30 days)",
        "The queue drains within 10 minutes",
    ],
)
def test_a_state_an_expiry_and_a_threshold_set_no_deadline(words: str) -> None:
    assert only(words).limit is None


@pytest.mark.parametrize(
    ("words", "due_in"),
    [
        ("Renew the certificate within 2 hours", 7200),
        ("Check the error rate within 5 minutes", 300),
        ("Error rate must be below 1 % within 30 minutes", 1800),
        ("Harbour master told within 15 minutes", 900),
        ("Lower the cache TTL within 20 minutes", 1200),
        ("Pilots told in less than 30 minutes", 1800),
        ("Notice posted within < 10 min", 600),
    ],
)
def test_what_somebody_does_by_then_has_a_deadline(words: str, due_in: float) -> None:
    assert seconds(only(words).limit) == due_in


# Anchors.


def test_what_stands_under_after_counts_from_the_resolution() -> None:
    book = read("""
## After

- [ ] Thank the crews
- [ ] Write-up in 3 working days
- [ ] Review meeting within 5 days
""")
    assert due(book) == [
        ("Thank the crews", None, "resolved"),
        ("Write-up in 3 working days", None, "resolved"),
        ("Review meeting within 5 days", 432_000, "resolved"),
    ]
    assert [item.limit.words for item in book.items if item.limit] == ["3 working days", "5 days"]


def test_letters_with_a_plus_count_from_their_milestone() -> None:
    book = read("""
## Timeline

| When | Action |
|---|---|
| T+15 | Tell the pilots |
| F+30m | Lift the speed limit |
| R+1d | Hold the review |

## Checklist

- [ ] R+2d: File the repairs
- [ ] R+30 Close the channel
""")
    assert due(book) == [
        ("Tell the pilots", 900, "declared"),
        ("Lift the speed limit", 1800, "fixed"),
        ("Hold the review", 86_400, "resolved"),
        ("File the repairs", 172_800, "resolved"),
        ("Close the channel", 1800, "resolved"),
    ]


# When it is over, and when it begins.


def test_when_to_declare_is_no_criterion_for_the_end() -> None:
    book = read("""
## When to declare

Declare an incident if any of these holds:

- A second crew is needed.
- Ships wait outside.

Our SLO allows 40 minutes of standstill per 30 days.

## Exit criteria

The incident closes when every crane moved a box and none stopped for 45 minutes.

Our error budget allows 2 stops a month.
""")
    assert book.resolution.criteria == (
        "The incident closes when every crane moved a box and none stopped for 45 minutes.",
    )
    assert seconds(book.resolution.watch) == 2700
    for words in "A second crew is needed", "Our SLO allows 40", "Our error budget allows":
        assert words in left(book)


@pytest.mark.parametrize(
    ("words", "watched"),
    [("Watch 60 minutes for stability", 3600), ("monitor for 1 hour after the fix", 3600)],
)
@pytest.mark.parametrize("sign", ["-", "1."])
def test_a_step_that_says_how_long_it_is_watched(words: str, watched: float, sign: str) -> None:
    book = read(f"\n## Process\n\n### 1. Mitigation\n\n{sign} {words}\n{sign} Tell the harbour master\n")
    assert seconds(book.resolution.watch) == watched


def test_the_phase_that_resolves_says_what_must_hold() -> None:
    book = read("""
## Incident process

### 4. Investigation
- Verify the fix of last week

### 5. Resolution
- Lift the stop
- Verify the fix on the quay
- Monitor for recurrence
""")
    assert book.resolution.criteria == ("Verify the fix on the quay", "Monitor for recurrence")
    assert book.phases[1].steps == ("Lift the stop", "Verify the fix on the quay", "Monitor for recurrence")


def test_a_list_under_post_mortem_says_when_it_is_held() -> None:
    book = read("\n## Post-mortem\n\n- Held within 72 hours\n- Led by the harbour master\n")
    assert seconds(book.postmortem.within) == 259_200


# Scenarios.


def test_nested_bullets_are_the_parts_of_a_scenario() -> None:
    (scenario,) = read("""
## Runbooks

### Gate stuck

- **Symptoms**
    - trucks queue
    - the barrier light is red
- **Steps**
    1. Ask the gate house
    2. Reset the barrier

        ```bash
        ./barrier.sh --reset
        ```
""").scenarios
    assert scenario.symptoms == ("trucks queue", "the barrier light is red")
    assert [(step.words or step.title, step.run) for step in scenario.steps] == [
        ("Ask the gate house", ""),
        ("Reset the barrier", "./barrier.sh --reset"),
    ]


def test_a_fix_right_after_the_symptoms_and_its_numbered_list_are_steps() -> None:
    (scenario,) = read("""
## Runbook: gate stuck

Symptoms: trucks queue
Fix: run `systemctl restart gate`

1. Tell the gate house
2. Let one truck pass
""").scenarios
    assert scenario.symptoms == ("trucks queue",)
    assert [(step.words, step.run) for step in scenario.steps] == [
        ("run systemctl restart gate", "systemctl restart gate"),
        ("Tell the gate house", ""),
        ("Let one truck pass", ""),
    ]
    assert {step.stage for step in scenario.steps} == {"resolve"}


def test_a_command_in_backticks_is_what_the_step_runs() -> None:
    (scenario,) = read("""
## Runbook: gate stuck

### What to do

1. Restart it: `systemctl restart gate`
2. Look at `nginx` and `/etc/gate.conf`, then at `max_conns = 5`
3. Run `uptime`, then `./gate.sh --open`
""").scenarios
    assert [(step.words, step.run, step.risk) for step in scenario.steps] == [
        ("Restart it: systemctl restart gate", "systemctl restart gate", "changes"),
        ("Look at nginx and /etc/gate.conf, then at max_conns = 5", "", "changes"),
        ("Run uptime, then ./gate.sh --open", "uptime", "reads"),
        ("", "./gate.sh --open", "changes"),
    ]


def test_a_command_in_backticks_of_the_checklist_is_a_step_beside_the_item() -> None:
    book = read("\n## Checklist\n\n- [ ] Stop the belt: `beltctl stop --all`\n")
    assert [item.text for item in book.items] == ["Stop the belt: beltctl stop --all"]
    assert runs(book) == ["beltctl stop --all"]


def test_a_here_document_without_a_language_is_one_command() -> None:
    (scenario,) = read("""
## Runbook: gate stuck

### Rollback

1. Run:

   ```
   cat <<EOF | kubectl apply -f -
   apiVersion: v1
   EOF
   ```
""").scenarios
    assert [(step.run, step.stage) for step in scenario.steps] == [
        ("cat <<EOF | kubectl apply -f -\napiVersion: v1\nEOF", "rollback")
    ]


# Where it is typed.


def test_statements_are_typed_into_psql_where_the_page_uses_it() -> None:
    fence = "\n## Runbook: slow\n\n```sql\nSELECT count(*) FROM crates;\n```\n"
    typed = "\n## Runbook: gone\n\n```bash\npsql $CRATES\nSELECT 1;\n\\q\n```\n"
    assert [step.is_command for step in steps(read(fence))] == [False]
    book = read(fence + typed)
    assert [(step.language, step.is_command) for step in steps(book)] == [
        ("psql", True),
        ("", True),
        ("psql", True),
        ("psql", True),
    ]


def test_a_slash_command_is_typed_into_the_chat() -> None:
    book = read('\n## Runbook: slow\n\n```bash\n/incident create "cranes"\n```\n\n1. Then `/incident page crew`\n')
    assert [(step.run, step.language, step.is_command) for step in steps(book)] == [
        ('/incident create "cranes"', "chat", True),
        ("/incident page crew", "chat", True),
    ]


@pytest.mark.parametrize(
    "sent",
    [
        "curl -XPOST {}",
        "curl -X POST {}",
        "curl -sXPUT {}",
        "curl --request DELETE {}",
        "curl -d '{{}}' {}",
        "curl --data @crane.json {}",
        "curl -X \\\n  POST {}",
        "http POST {} crane=1",
    ],
)
def test_a_request_that_sends_is_never_proposed_as_a_check(sent: str) -> None:
    for address in "https://cranes.example/rebuild", "https://cranes.example/health":
        book = read(f"\n## Runbook: slow\n\n```bash\n{sent.format(address)}\n```\n")
        assert book.proposed == ()
        assert len(runs(book)) == 1


def test_a_request_that_only_asks_is_proposed() -> None:
    book = read("\n## Runbook: slow\n\n```bash\ncurl -sf https://cranes.example/health\n```\n")
    assert [one.url for one in book.proposed] == ["https://cranes.example/health"]


# Phases.


def test_every_numbered_phase_gives_its_items_the_end_of_its_window() -> None:
    book = read("""
## Phase 1: Notice (T+0 to T+10 min)

1. Confirm with `ping -c 3 crane1`
2. Call the quay

## Phase 2: Contain (10-30 min)

1. Stop the belt:
   ```bash
   beltctl stop --all
   ```
2. Count the boxes

## Phase 3: Restore (30 min - 4 h)

1. Lower the hooks

## Phase 4: Close

1. Write to the shippers
""")
    assert [(item.text, seconds(item.limit), item.phase) for item in book.items] == [
        ("Confirm with ping -c 3 crane1", 600, "notice"),
        ("Call the quay", 600, "notice"),
        ("Stop the belt:", 1800, "contain"),
        ("Count the boxes", 1800, "contain"),
        ("Lower the hooks", 14_400, "restore"),
    ]
    assert [(seconds(phase.begins), seconds(phase.ends)) for phase in book.phases] == [
        (0, 600),
        (600, 1800),
        (1800, 14_400),
        (None, None),
    ]
    assert runs(book) == ["ping -c 3 crane1", "beltctl stop --all"]


def test_a_page_read_twice_is_read_the_same() -> None:
    page = "\n## Runbook: slow\n\n1. Restart it: `systemctl restart crane`\n"
    assert msgspec.to_builtins(read(page)) == msgspec.to_builtins(read(page))
