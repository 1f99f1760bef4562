"""A step planned: what would run, how risky it is with its values in it, and why it is not run from here."""

import pytest

from tests.runbook.running import ENVIRON, planned, postgres
from warroom.errors import NotHere
from warroom.playbook import yaml
from warroom.playbook.model import Check, Playbook, Scenario, Step
from warroom.runbook.fence import Fence
from warroom.runbook.plan import plan_of, scenario_of


def test_a_read_is_a_read_and_says_where_it_runs() -> None:
    plan = planned("kubectl get pods", cwd="/srv")
    assert (plan.command, plan.risk, plan.asks, plan.where, plan.by_what) == (
        "kubectl get pods",
        "reads",
        "",
        "/srv",
        "shell",
    )
    assert plan.runs


def test_a_value_that_makes_a_read_more_than_a_read_is_judged_again() -> None:
    text = "psql -c 'SELECT <what>'"
    assert planned(text, blanks={"<what>": "1"}).risk == "reads"
    assert planned(text, blanks={"<what>": "pg_terminate_backend(7)"}).risk == "destroys"
    assert planned("<tool> get pods", blanks={"<tool>": "rm"}).risk == "destroys"


def test_what_was_typed_in_a_transcript_is_taken_out_of_it_once() -> None:
    plan = planned("$ rm -rf x\n$ $ df -h", language="console")
    assert (plan.command, plan.risk) == ("rm -rf x\n$ df -h", "destroys")
    assert planned("$ rm -rf x\n$ $ df -h", language="console", risk="reads").risk == "destroys"


def test_a_command_whose_secret_was_taken_out_is_not_run_without_it() -> None:
    assert "a secret was taken out" in planned("curl -u me:[redacted:password] https://x/").copy_only
    assert (
        "a secret was taken out" in planned("SELECT '[redacted:token]'", language="sql", checks=[postgres()]).copy_only
    )


@pytest.mark.parametrize(
    ("exports", "command", "risk"),
    [
        ({"AWS_PROFILE": "prod", "PGHOST": "db"}, "df -h", "reads"),
        ({"DIR": "/srv"}, "ls $DIR", "reads"),
        ({"DIR": "/srv"}, "ls", "changes"),
        ({"PATH": "/tmp/x:/bin"}, "ls", "changes"),
        ({"PATH": "/tmp/x:/bin"}, "ls $PATH", "changes"),
        ({"BASH_FUNC_df%%": "() { rm -rf x; }"}, "df -h", "changes"),
        ({"URL": "-o /etc/x https://x/"}, "curl $URL", "changes"),
        ({"URL": "https://x/?a=1"}, "curl $URL", "reads"),
    ],
)
def test_what_an_earlier_command_exported_may_make_a_read_none(
    exports: dict[str, str], command: str, risk: str
) -> None:
    assert planned(command, group="g", fence=Fence("/srv", exports)).risk == risk


def test_sql_goes_through_no_check_that_waits_to_be_accepted() -> None:
    plan = planned("SELECT 1", language="sql", waiting=[postgres()])
    assert (plan.postgres, plan.copy_only) == (None, "postgres check db waits for warroom playbook accept")


def test_the_graver_of_the_page_and_our_own_judgement_holds() -> None:
    assert planned("uptime", risk="destroys").risk == "destroys"
    assert planned("uptime", risk="destroys").destroys == "takes something away, as the playbook says"
    assert planned("rm -rf /x", risk="reads").risk == "destroys"
    assert planned("./unknown.sh", risk="reads").risk == "changes"
    assert planned("uptime", risk="shown").copy_only == "the playbook only shows it"


def test_what_destroys_wants_its_name() -> None:
    book = Playbook(name="x", scenarios=(Scenario(id="pool", title="Pool", steps=(Step(run="rm -rf /x"),)),))
    plan = plan_of(book, "pool", 1, {}, ENVIRON, "/")
    assert (plan.asks, plan.name, plan.destroys) == ("name", "pool", "deletes files")


def test_blanks_are_named_until_they_are_filled_or_exported() -> None:
    text = "psql $DATABASE_URL -c 'SELECT 1' # <ticket>\nkubectl logs POD_NAME"
    assert planned(text).missing == ("$DATABASE_URL", "<ticket>", "POD_NAME")
    plan = planned(text, environ=ENVIRON | {"DATABASE_URL": "x"}, blanks={"POD_NAME": "web", "<ticket>": "7"})
    assert plan.missing == ()
    assert plan.command.endswith("kubectl logs web")
    assert "DATABASE_URL" in plan.names


def test_a_filled_in_variable_is_put_into_the_text_and_exported() -> None:
    plan = planned("echo $POD \"$POD\" 'x'", blanks={"$POD": "a b"})
    assert plan.command == "echo 'a b' \"a b\" 'x'"
    assert plan.exports == {"POD": "a b"}


def test_a_value_that_cannot_stand_there_makes_it_a_thing_to_copy() -> None:
    plan = planned("ssh db 'rm <file>'", blanks={"<file>": "a; reboot"})
    assert "read once more by ssh" in plan.copy_only
    assert not plan.runs


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("const x = 1", "typescript", "typescript is shown"),
        ("a: 1", "yaml", "yaml is shown"),
        ("tail -f /var/log/x", "sh", "goes on until it is stopped"),
        ("vim /etc/hosts", "sh", "needs a terminal"),
        ("ls", "fish", "fish quotes in its own way"),
        ("/incident update", "chat", "typed in a chat"),
        ("\\dt", "psql", "psql's own"),
        ("SELECT 1", "sql", "there is none"),
    ],
)
def test_what_is_not_run_from_here_says_why(text: str, language: str, why: str) -> None:
    plan = planned(text, language=language)
    assert why in plan.copy_only
    assert not plan.runs


def test_sql_goes_by_the_only_postgres_check_or_the_one_that_is_spoken_of() -> None:
    only = planned("SELECT 1", language="sql", checks=(postgres(host="h"), Check(name="api")))
    assert (only.check, only.by_what, only.risk, only.copy_only) == ("db", "psql", "reads", "")
    two = (postgres(host="h"), Check(name="replica", kind="postgres"))
    assert "several postgres checks: db, replica" in planned("SELECT 1", language="sql", checks=two).copy_only
    assert planned("SELECT 1", language="sql", title="on replica", checks=two).check == "replica"
    assert planned("SELECT 1", language="sql", checks=two, check="db").check == "db"
    assert "called nope" in planned("SELECT 1", language="sql", checks=two, check="nope").copy_only


def test_sql_is_judged_by_what_it_says() -> None:
    checks = (postgres(host="h"),)
    assert planned("UPDATE t SET a = 1", language="sql", checks=checks).risk == "changes"
    ends = planned("SELECT pg_terminate_backend(<pid>)", language="sql", checks=checks, blanks={"<pid>": "7"})
    assert (ends.risk, ends.command) == ("destroys", "SELECT pg_terminate_backend(7)")


def test_a_transcript_runs_what_was_typed() -> None:
    assert planned("$ uptime\n 14:30 up\n$ df -h", language="console").command == "uptime\ndf -h"


def test_secrets_of_our_variables_are_hidden_in_what_is_shown_and_named() -> None:
    environ = ENVIRON | {"PGPASSWORD": "sesame-street-77", "AWS_REGION": "eu-1"}
    plan = planned("echo sesame-street-77 # $PGPASSWORD", environ=environ)
    assert "sesame" not in plan.shown
    assert "sesame" in plan.command
    assert plan.secret_names == ("PGPASSWORD",)
    assert {"PGPASSWORD", "AWS_REGION", "PATH", "HOME", "LANG"} == set(plan.names)


def test_only_what_is_agreed_of_our_variables_is_passed_on() -> None:
    environ = ENVIRON | {"OTHER": "1", "LC_ALL": "C", "MINE_X": "2", "NAMED": "3", "SSH_AUTH_SOCK": "/s"}
    assert set(planned("echo $NAMED", environ=environ).names) == {*ENVIRON, "LC_ALL", "NAMED", "SSH_AUTH_SOCK"}
    assert "MINE_X" in planned("true", environ=environ, prefixes=("MINE_",)).names


def test_a_fence_gives_its_folder_and_exports_to_the_next_of_the_same_only() -> None:
    fence = Fence("/usr", {"A": "1"})
    inside = planned("pwd", group="g", fence=fence)
    assert (inside.where, inside.exports, inside.carried) == ("/usr", {"A": "1"}, "in /usr, A")
    assert planned("pwd", fence=fence).where == "/tmp"


def test_a_drill_runs_nothing_but_reads() -> None:
    assert planned("uptime", drill=True).runs
    assert planned("touch /x", drill=True).copy_only == "a drill changes nothing but its own services"


def test_a_step_in_words_has_nothing_to_run() -> None:
    plan = plan_of(Playbook(name="x", steps=(Step(words="call them"),)), "", 1, {}, {}, "/")
    assert plan.in_words
    assert not plan.runs


def test_what_is_not_there_is_told_with_what_is() -> None:
    book = yaml.load("default").playbook
    with pytest.raises(NotHere, match="no scenario is called nope"):
        plan_of(book, "nope", 1, {}, {}, "/")
    with pytest.raises(NotHere, match=r"no step 99 of database \(1 to"):
        plan_of(book, "database", 99, {}, {}, "/")
    assert scenario_of(book, "data").id == "database"


@pytest.mark.parametrize("name", ["default", "gitquest", "iup-golf", "rodistaa", "saltbitter", "sev-runbook"])
def test_every_step_of_the_library_can_be_planned_and_what_runs_is_what_is_shown(name: str) -> None:
    book = yaml.load(name).playbook
    for scenario, steps in [("", book.steps), *((one.id, one.steps) for one in book.scenarios)]:
        for n, step in enumerate(steps, 1):
            plan = plan_of(book, scenario, n, {}, ENVIRON, "/")
            assert bool(plan.command) == bool(step.run.strip())
            assert plan.shown == plan.command
            assert not plan.runs or set(plan.missing) == set()


def test_a_scenario_is_meant_by_its_id_before_others_that_begin_so_whatever_the_case() -> None:
    book = Playbook(name="x", scenarios=tuple(Scenario(id=name, title=name) for name in ("api", "api_down", "disk")))
    assert [one.id for one in book.scenarios_named("API")] == ["api"]
    assert [one.id for one in book.scenarios_named("a")] == ["api", "api_down"]
    assert [one.id for one in book.scenarios_named("di")] == ["disk"]
    assert book.scenarios_named("x") == ()
    assert book.steps_of("di") is None
    assert book.steps_of("") == book.steps
