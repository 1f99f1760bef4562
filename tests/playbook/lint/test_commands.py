"""Commands that go on for ever, need a terminal, destroy, or were never finished."""

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, only, rules, step
from warroom.playbook.lint import lint
from warroom.playbook.model import Step
from warroom.playbook.risk import judged


@pytest.mark.parametrize(
    "run",
    [
        "redis-cli -h cache FLUSHDB", 'psql -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"',
        "docker system prune -a", "find /tmp -type f -delete", "iptables -A INPUT -s 1.2.3.4 -j DROP",
        "heroku rollback -a shop", "kubectl scale deploy/api --replicas=0", "heroku ps:scale web=0",
        "aws ecs update-service --cluster c --service s --force-new-deployment", "rm -rf /var/cache/shop",
    ],
)  # fmt: skip
def test_a_command_that_destroys(run: str) -> None:
    found = only(step(run), "destroys")
    assert found.level == "warning"
    assert found.where == "scenarios.db.steps.2.run"


@pytest.mark.parametrize(
    "keys",
    [
        {"title": "Clear the cache (use carefully!)"},
        {"words": "only when nothing else helps: all sessions are lost"},
        {"words": "ask the commander first"},
        {"stage": "rollback"},
    ],
)
def test_a_command_that_destroys_with_a_warning_beside_it_is_a_hint(keys: dict[str, str]) -> None:
    assert only(step("redis-cli FLUSHDB", **keys), "destroys-with-care").level == "hint"


def test_a_scenario_with_a_way_back_makes_it_a_hint() -> None:
    book = step("redis-cli FLUSHDB")
    scenario = book.scenarios[0]
    back = Step(words="bring the last snapshot back", stage="rollback")
    assert rules(but(scenarios=(msgspec.structs.replace(scenario, steps=(*scenario.steps, back)),))) == [
        "destroys-with-care"
    ]


def test_sql_that_is_only_shown_destroys_as_well() -> None:
    assert (
        only(step("DELETE FROM orders;", language="sql"), "destroys").what
        == "DELETE FROM orders;: deletes data or ends sessions"
    )


@pytest.mark.parametrize(
    "run", ["heroku logs --tail", "aws logs tail /x --follow", "ping 8.8.8.8", "kubectl logs -f api"]
)
def test_a_command_that_never_ends(run: str) -> None:
    assert only(step(run), "never-ends").level == "warning"


@pytest.mark.parametrize("run", ["vim .env", "ssh prod", "top -n 1"])
def test_a_command_that_needs_a_terminal(run: str) -> None:
    assert only(step(run), "needs-terminal").level == "warning"


@pytest.mark.parametrize("run", ["psql", "top"])
def test_a_bare_prompt_never_ends_and_needs_a_terminal(run: str) -> None:
    assert rules(step(run)) == ["never-ends", "needs-terminal"]


def test_what_the_team_knows_better_is_believed() -> None:
    found = msgspec.structs.replace(judged(Step(run="./read-log --follow")), endless=False)
    scenario = SOUND.scenarios[0]
    assert rules(but(scenarios=(msgspec.structs.replace(scenario, steps=(found,)),))) == []


@pytest.mark.parametrize(
    ("run", "said"),
    [
        ("curl https://api.example.com/health", "api.example.com"),
        ("curl https://api.shop.yourdomain.com/health", "api.shop.yourdomain.com"),
        ("aws ecs list-tasks --cluster YOUR_CLUSTER", "YOUR_CLUSTER"),
        ("curl https://status.shop.io/{{SERVICE}}", "{{SERVICE}}"),
        ("systemctl status your-service", "your-service"),
    ],
)
def test_a_command_that_nobody_finished(run: str, said: str) -> None:
    found = only(step(run), "command-unfinished")
    assert found.level == "error"
    assert found.what.endswith(f": {said}")


@pytest.mark.parametrize(
    "run", ["systemctl restart SERVICE_NAME", "aws ecs update-service --task-definition a:<previous>"]
)
def test_a_command_to_fill_in_each_time(run: str) -> None:
    assert "fill-in-first" in rules(step(run, words="only when asked"))


def test_a_command_with_an_old_incidents_number() -> None:
    found = only(step("npm run export -- --id=INC-2024-001 --day=2024-01-15"), "sample-in-command")
    assert found.what.endswith(": INC-2024-001, 2024-01-15")


def test_variables_of_the_environment_are_told_once_each() -> None:
    book = step("redis-cli -u $REDIS_URL ping")
    more = Step(run='curl -sS "$REDIS_URL"')
    found = [one for one in lint(msgspec.structs.replace(book, steps=(judged(more),))) if one.rule == "environment"]
    assert [(one.what, one.level) for one in found if "REDIS" in one.what] == [("$REDIS_URL, in 2 commands", "hint")]


def test_general_steps_are_looked_at_too() -> None:
    assert only(but(steps=(judged(Step(run="vim x")),)), "needs-terminal").where == "steps.1.run"


def test_code_that_is_shown_needs_nothing_filled_in() -> None:
    assert rules(step("const CACHE_TTL = 3600", language="typescript")) == []


def test_a_long_command_is_named_by_its_first_line() -> None:
    book = step("vim \\\n  x")
    assert only(book, "needs-terminal").what == "vim…"
