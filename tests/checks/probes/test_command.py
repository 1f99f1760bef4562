"""The command probe: programs of every shape, tools that are not there, and real ones that go away and come back."""

import asyncio
import json
import os
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.watching import Program, now, read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading, State
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check
from warroom.secrets.span import MASKED


def ran(*argv: object, **keys: Any) -> Reading:
    return asyncio.run(read("command", argv=list(argv), **keys))


def shell(line: str, **keys: Any) -> Reading:
    return asyncio.run(read("command", argv=line, shell=True, **keys))


def prints(value: object, **keys: Any) -> Reading:
    return ran("printf", "%s", value if isinstance(value, str) else json.dumps(value), **keys)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`argv` is missing"),
        ({"argv": "redis-cli ping"}, "`argv` is a list, like `argv: [redis-cli, ping]`; for pipes and"),
        ({"argv": ["true"], "shell": True}, "`argv` is one line of text with `shell: true`, and a list without"),
        ({"argv": []}, "`argv` names no program"),
        ({"argv": [" "]}, "`argv` names no program"),
        ({"argv": "", "shell": True}, "`argv` names no program"),
        ({"argv": ["x"] * 201}, "`argv` has 201 words, at most 200 are run"),
        ({"argv": ["x", True]}, '`argv`: put quotes around true, as in "true"'),
        ({"argv": ["x", 1.10]}, '`argv`: put quotes around 1.1, as in "1.1"'),
        ({"argv": ["x", None]}, "`argv` must be"),
        ({"argv": ["x\0y"]}, "`argv`, `cwd` and `env` hold no zero bytes"),
        ({"argv": ["x"], "cwd": "app"}, "`cwd` is a full path, like /srv/app or ~/app"),
        ({"argv": ["x"], "env": {"A-B": "1"}}, "`env`: `A-B` cannot be the name of a variable"),
        ({"argv": ["x"], "env": {"A": 1}}, "`env` must be text, not a whole number"),
        ({"argv": ["x"], "pass_env": ["FOO="]}, "`pass_env`: `FOO=` cannot be the name of a variable"),
        ({"argv": ["x"], "command": "y"}, "unknown key `command`"),
        ({"argv": ["x"], "every": "500ms"}, "`every` must be 1 s to"),
        ({"argv": ["x"], "expect": "status == 200"}, "`status == 200`: unknown `status`"),
        ({"argv": ["x"], "expect": "exit.code == 0"}, "`exit.code == 0`: exit has no parts"),
    ],
)
def test_what_cannot_be_a_command_is_refused_with_its_key(keys: dict[str, Any], said: str) -> None:
    assert refused("command", **keys).startswith(said)


def test_a_command_is_asked_every_half_minute_and_shown_as_a_shell_takes_it() -> None:
    check = make_check({"name": "it", "kind": "command", "argv": ["redis-cli", "-p", 6379, "get", "a key"]})
    assert (check.every, Prepared(check).target) == (30, "redis-cli -p 6379 get 'a key'")
    line = make_check({"name": "it", "kind": "command", "argv": "a | b", "shell": True})
    assert Prepared(line).target == "a | b"


def test_a_command_that_ends_well_is_up() -> None:
    reading = ran("echo", "all well")
    assert (reading.state, reading.reason) == ("up", "exit 0")
    assert reading.latency_s is not None
    assert reading.details == (("ended", "exit 0"), ("output", "all well"))


def test_a_command_that_fails_is_down_with_its_code_and_its_last_words() -> None:
    reading = shell("echo looking; echo 'first' >&2; echo 'no such service: web' >&2; echo >&2; exit 3")
    assert (reading.state, reading.value, reading.definite) == ("down", "3", True)
    assert reading.reason == "exit 3: no such service: web"
    assert dict(reading.details)["stderr's last"] == "no such service: web"
    assert shell("exit 4").reason == "exit 4, wanted 0"
    assert shell("exit 4", expect="exit == 0 else P1").suggests == ("P1",)
    assert shell("kill -9 $$").reason == "ended by SIGKILL"


def test_a_condition_on_the_exit_code_takes_the_place_of_the_usual_one() -> None:
    assert shell("exit 1", expect="exit in 0..1").state == "up"
    assert shell("exit 1", expect="exit != 0").state == "up"
    assert shell("exit 2", expect="exit in 0..1").reason == "exit 2, wanted 0..1"


@pytest.mark.parametrize(
    ("script", "condition", "state"),
    [
        ("echo PONG", "output == PONG", "up"),
        ("echo PONG", "output matches /^P.NG$/", "up"),
        ("echo LOADING", "output == PONG", "down"),
        ("printf 'a\\nb'", "lines == 2", "up"),
        ("true", "lines == 0", "up"),
        ("true", 'output == ""', "up"),
        ("echo warning >&2", "stderr not contains warning", "down"),
        ("printf '\\377\\376'", "output == PONG", "down"),
        ("sleep 0.02", "latency < 10ms", "down"),
    ],
)
def test_what_it_prints_is_judged(script: str, condition: str, state: State) -> None:
    assert shell(script, expect=condition).state == state


ECS = {
    "services": [{"serviceName": "web", "runningCount": 1, "desiredCount": 2, "deployments": [{"status": "PRIMARY"}]}]
}
RDS = {"DBInstances": [{"DBInstanceIdentifier": "main", "DBInstanceStatus": "available"}]}
DOCKER = [{"Name": "/web", "State": {"Status": "running", "Health": {"Status": "unhealthy"}}, "RestartCount": 3}]
KUBECTL = {"status": {"replicas": 3, "readyReplicas": 2, "conditions": [{"type": "Available", "status": "True"}]}}
PM2 = [{"name": "api", "pm2_env": {"status": "online", "restart_time": 7}, "monit": {"memory": 50_000_000, "cpu": 2}}]
HEROKU = [{"type": "web", "state": "crashed", "name": "web.1"}]


@pytest.mark.parametrize(
    ("printed", "condition", "state", "said"),
    [
        (ECS, "json.services[0].runningCount >= 2", "down", "json.services[0].runningCount 1, wanted >= 2"),
        (
            ECS,
            "json.services[0].deployments[0].status == PRIMARY",
            "up",
            'json.services[0].deployments[0].status "PRIMARY"',
        ),
        (
            RDS,
            "json.DBInstances[0].DBInstanceStatus == available",
            "up",
            'json.DBInstances[0].DBInstanceStatus "available"',
        ),
        (DOCKER, "json[0].State.Health.Status == healthy", "down", 'json[0].State.Health.Status "unhealthy", wanted'),
        (KUBECTL, "json.status.readyReplicas >= 2", "up", "json.status.readyReplicas 2"),
        (PM2, "json[0].pm2_env.restart_time < 5", "down", "json[0].pm2_env.restart_time 7, wanted < 5"),
        (HEROKU, "json[0].state == up", "down", 'json[0].state "crashed", wanted up'),
        ('{"n": 1}\n{"n": 2}\n', "json.n == 1", "up", "json.n 1"),
        ('\ufeff \n{"n": 1} and words', "json.n == 1", "up", "json.n 1"),
        ("PONG", "json.n == 1", "down", 'json.n is missing, the output begins "PONG", which is not JSON'),
        ("[" * 100_000, "json.n == 1", "down", 'json.n is missing, the output begins "[[['),
        ("", "json.n == 1", "down", "json.n is missing, the output is empty"),
    ],
)
def test_json_is_reached_by_paths(printed: object, condition: str, state: State, said: str) -> None:
    reading = prints(printed, expect=condition)
    assert (reading.state, reading.reason.startswith(said)) == (state, True), reading.reason


def test_a_command_that_fails_is_told_by_its_code_not_by_the_json_that_is_missing() -> None:
    reading = shell("echo 'no such cluster' >&2; exit 254", expect="json.services[0].runningCount >= 2")
    assert (reading.state, reading.reason) == ("down", "exit 254: no such cluster")


def test_what_was_cut_off_is_not_taken_for_missing() -> None:
    long = "head -c 2000000 /dev/zero | tr '\\0' x; echo; echo the end"
    reading = shell(long, expect="output contains the end")
    assert (reading.state, reading.reason) == ("unknown", "output was cut at 1024 KiB")
    assert shell(long, expect="output contains xxx").state == "up"
    assert shell(long, expect="lines == 2").state == "up"
    reading = shell("printf '['; head -c 2000000 /dev/zero | tr '\\0' ' '; echo 1]", expect="json[0] == 1")
    assert (reading.state, reading.reason) == ("unknown", "json[0] cannot be known, the output was cut at 1024 KiB")


def test_a_program_that_prints_without_end_says_nothing_of_what_it_looks_at() -> None:
    reading = ran("yes")
    assert (reading.state, reading.reason) == (
        "unknown",
        "yes printed more than 64 MiB and was ended: have it print less",
    )


def script(folder: Path, text: str, mode: int = stat.S_IRWXU) -> str:
    file = folder / "tool"
    file.write_text(text)
    file.chmod(mode)
    return str(file)


def test_a_tool_that_cannot_be_run_is_unknown_never_down(tmp_path: Path) -> None:
    def said(*argv: str, **keys: Any) -> str:
        reading = ran(*argv, **keys)
        assert reading.state == "unknown"
        return reading.reason

    assert said("aws-of-nobody", "ecs") == "aws-of-nobody: not found"
    missing = ran("aws-of-nobody")
    assert (missing.value, missing.details) == ("missing", (("PATH", os.environ["PATH"]),))
    assert said("./aws", cwd=str(tmp_path)) == "./aws: not found"
    plain = script(tmp_path, "#!/bin/sh\n", stat.S_IRUSR)
    assert said(plain) == f"{plain}: may not be executed"
    assert said("./tool", cwd=str(tmp_path)) == "./tool: may not be executed"
    assert said(str(tmp_path)) == f"{tmp_path}: may not be executed"
    odd = script(tmp_path, "\0\1 no program")
    assert said(odd) == f"{odd}: not a program for this machine, or a script without a first line like #!/bin/sh"
    orphan = script(tmp_path, "#!/no/such/interpreter\n")
    assert said(orphan) == f"{orphan}: the interpreter its first line names is not here"
    assert said("true", cwd="/no/such") == "`cwd` /no/such is no folder here"
    assert said("true", cwd=plain) == f"`cwd` {plain} is no folder here"
    assert said("true", "x" * 3_000_000) == "true: `argv` and `env` are too long"


def test_a_tool_that_a_shell_cannot_find_or_run_is_unknown(tmp_path: Path) -> None:
    reading = shell("aws-of-nobody ecs describe-services")
    assert (reading.state, reading.value) == ("unknown", "missing")
    assert reading.reason.endswith("aws-of-nobody: not found")
    plain = script(tmp_path, "#!/bin/sh\n", stat.S_IRUSR)
    assert shell(plain).state == "unknown"
    assert shell("exit 126").reason == "exit 126: a program was not found or may not be run"


def test_a_command_gets_few_of_our_variables_and_those_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "AWS_PROFILE", "PGHOST", "KUBECONFIG", "HEROKU_APP", "DOCKER_HOST", "OTHERS", "NAMED"):
        monkeypatch.setenv(name, "C")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.setenv("REGION", "eu-west-1")
    check = make_check(
        {
            "name": "it",
            "kind": "command",
            "argv": ["env"],
            "pass_env": ["NAMED", "UNSET_HERE"],
            "env": {"AWS_REGION": "${REGION}"},
            "expect": "output == ''",
        }
    )

    async def environment() -> dict[str, str]:
        async with Probes(now) as probes:
            result = await probes.probe(Prepared(check), 5)
        return dict(line.split("=", 1) for line in result.look("output", ()).splitlines())

    got = asyncio.run(environment())
    assert got["AWS_REGION"] == "eu-west-1"
    usual = {"PATH", "HOME", "LANG", "TZ", "LC_ALL", "LC_CTYPE", "WARROOM_COMMAND", "PWD", "_"}
    named = {"AWS_PROFILE", "AWS_REGION", "PGHOST", "KUBECONFIG", "HEROKU_APP", "DOCKER_HOST", "NAMED"}
    assert named <= set(got) <= named | usual | {name for name in os.environ if name.startswith(("LC_", "AWS_", "PG"))}


def test_secrets_a_command_says_back_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "tr0ub4dor-and-3")
    monkeypatch.setenv("VAULT_TOKEN", "correct-horse-9-staple")
    said = 'echo "$PGPASSWORD $MINE"; echo "denied for $PGPASSWORD" >&2; '
    for line in (said + "exit 1", said + "sleep 60"):
        reading = shell(line, env={"MINE": "${VAULT_TOKEN}"}, timeout="1s")
        assert reading.state == "down"
        everything = f"{reading.reason} {reading.details}"
        assert MASKED.search(everything)
        assert "tr0ub4dor" not in everything
        assert "correct-horse" not in everything


def test_at_the_end_of_its_time_a_command_is_ended_and_its_last_words_told() -> None:
    reading = shell("echo connecting >&2; sleep 60", timeout="1s")
    assert (reading.state, reading.value) == ("down", "timeout")
    assert reading.reason == "no answer within 1 s: it ran on, its last words on stderr: connecting"
    assert ran("sleep", 60, timeout="100ms").reason.endswith("it ran on and printed nothing")


@pytest.mark.parametrize(
    "words",
    [
        "An error occurred (ThrottlingException) when calling the DescribeServices operation: Rate exceeded",
        "An error occurred (Throttling) when calling the DescribeDBInstances operation: Rate exceeded",
        "An error occurred (RequestLimitExceeded) when calling the DescribeInstances operation: Request limit",
        "An error occurred (TooManyRequestsException) when calling the Invoke operation",
        "Error from server (TooManyRequests): the server has received too many requests, try again later",
        "curl: (22) The requested URL returned error: 429",
        "HTTP 429: slow down",
        "Error: Your account has reached the API rate limit. status 429",
    ],
)
def test_a_tool_that_is_asked_to_wait_is_asked_later_and_not_red(words: str) -> None:
    reading = shell(f"echo '{words}' >&2; exit 254")
    assert (reading.state, reading.value, reading.retry_after_s) == ("unknown", "limited", 0)
    assert Prepared(make_check({"name": "it", "kind": "command", "argv": ["x"]})).backs_off


@pytest.mark.parametrize(
    "words",
    [
        "Unable to locate credentials. You can configure credentials by running aws configure.",
        "An error occurred (ExpiredTokenException) when calling the DescribeServices operation: The security token",
        "An error occurred (AccessDeniedException) when calling the DescribeServices operation: User is not authorized",
        "The config profile (prod) could not be found",
        'Error from server (Forbidden): pods is forbidden: User "me" cannot list resource',
        "error: You must be logged in to the server (Unauthorized)",
    ],
)
def test_a_tool_that_is_not_let_in_says_nothing_of_the_service(words: str) -> None:
    reading = shell(f"printf '%s\\n' {json.dumps(words)} >&2; exit 1")
    assert (reading.state, reading.value, reading.retry_after_s) == ("unknown", "no auth", None)
    assert reading.reason.startswith("not let in: ")


@pytest.mark.parametrize("words", ["connection refused", "order 4290 failed", "FAILED at line 429", "not allowed"])
def test_other_failures_are_down(words: str) -> None:
    assert shell(f"echo '{words}' >&2; exit 1").state == "down"


@pytest.mark.parametrize(
    ("code", "state", "value"),
    [(1, "degraded", "warning"), (2, "down", "crit"), (3, "unknown", "?"), (9, "unknown", "?")],
)
def test_a_nagios_plug_in_says_by_its_code_how_it_is(code: int, state: State, value: str) -> None:
    reading = shell(f"echo 'DISK - 81% of / used | /=81%;80;90;0;100'; exit {code}", nagios=True)
    assert (reading.state, reading.value) == (state, value)
    assert reading.reason.endswith("DISK - 81% of / used")
    assert ("/", "81%, warns at 80, critical at 90, least 0, most 100") in reading.details


def test_a_nagios_plug_in_that_is_well_is_up_in_its_own_words_and_may_be_judged_further() -> None:
    printed = "LOAD OK - 0.3|load1=0.3;5;10;0; 'b x'=2ms\nmore\nwords | c=3"
    well = prints(printed, nagios=True)
    assert (well.state, well.reason) == ("up", "LOAD OK - 0.3")
    assert well.details[-3:] == (("load1", "0.3, warns at 5, critical at 10, least 0"), ("b x", "2ms"), ("c", "3"))
    assert shell("echo OK", nagios=True, expect="output contains ready").state == "down"
    assert shell("exit 2", nagios=True).reason == "exit 2, without a word"


class Repository:
    """A real git repository that is clean, or has a file nobody committed."""

    def __init__(self, folder: Path) -> None:
        self._stray = folder / "stray"
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        self.keys: dict[str, Any] = {
            "argv": ["git", "status", "--porcelain"],
            "cwd": str(folder),
            "expect": "lines == 0",
        }

    async def clean(self) -> None:
        self._stray.unlink(missing_ok=True)

    async def litter(self) -> None:
        self._stray.touch()


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@needs_git
def test_a_real_git_repository_is_down_while_something_lies_about(tmp_path: Path) -> None:
    repository = Repository(tmp_path)

    async def run() -> list[State]:
        states: list[State] = []
        for act in (repository.clean, repository.litter, repository.clean):
            await act()
            states.append((await read("command", **repository.keys)).state)
        return states

    assert asyncio.run(run()) == ["up", "down", "up"]


@needs_git
@pytest.mark.slow
def test_a_real_git_repository_under_watch_goes_down_and_comes_back(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    _, down, _ = asyncio.run(ups_and_downs(repository.clean, repository.litter, "command", **repository.keys))
    assert (down.value, down.reason) == ("1", "lines 1, wanted 0")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("redis-server") is None, reason="redis is not installed")
def test_a_real_redis_is_asked_by_its_own_tool(tmp_path: Path) -> None:
    port = free_port()
    redis = Program("redis-server", "--port", port, "--dir", tmp_path, "--save", "", "--loglevel", "warning")
    keys = {"argv": ["redis-cli", "-p", port, "ping"], "expect": "output == PONG"}
    _, down, _ = asyncio.run(ups_and_downs(redis.start, redis.stop, "command", **keys))
    assert (down.value, down.definite_reason if hasattr(down, "definite_reason") else down.reason[:7]) == (
        "1",
        "exit 1:",
    )
    assert "Connection refused" in down.reason


class Cloud:
    """A real AWS command against a pretended AWS: services and databases of one account."""

    def __init__(self, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
        for name, value in (
            ("AWS_ACCESS_KEY_ID", "testing"),
            ("AWS_SECRET_ACCESS_KEY", "testing"),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ):
            monkeypatch.setenv(name, value)
        self.endpoint = f"http://127.0.0.1:{port}"
        self._server = Program("moto_server", "-H", "127.0.0.1", "-p", port)

    def argv(self, *words: str) -> list[str]:
        return ["aws", "--endpoint-url", self.endpoint, "--output", "json", *words]

    async def aws(self, *words: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *self.argv(*words), stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
        )
        _, said = await process.communicate()
        assert process.returncode == 0, said

    async def begin(self) -> None:
        await self._server.start()
        for _ in range(200):
            try:
                _, writer = await asyncio.open_connection(*self.endpoint.removeprefix("http://").split(":"))
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
        raise AssertionError

    async def end(self) -> None:
        await self._server.stop()


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("aws") and shutil.which("moto_server")), reason="aws or moto is not installed")
def test_the_real_aws_command_sees_services_and_databases_go_away_and_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cloud = Cloud(free_port(), monkeypatch)

    async def run() -> list[str]:
        await cloud.begin()
        try:
            await cloud.aws("ecs", "create-cluster", "--cluster-name", "shop")
            task = ["--family", "web", "--container-definitions", '[{"name":"web","image":"web","memory":64}]']
            await cloud.aws("ecs", "register-task-definition", *task)
            service = ["--cluster", "shop", "--service-name", "web", "--task-definition", "web", "--desired-count", "2"]
            await cloud.aws("ecs", "create-service", *service)

            async def scale(count: str) -> None:
                words = ["--cluster", "shop", "--service", "web", "--desired-count", count]
                await cloud.aws("ecs", "update-service", *words)

            async def create() -> None:
                words = ["--db-instance-identifier", "main", "--db-instance-class", "db.t3.micro"]
                words += ["--engine", "postgres", "--allocated-storage", "20"]
                await cloud.aws("rds", "create-db-instance", *words)

            async def delete() -> None:
                await cloud.aws(
                    "rds", "delete-db-instance", "--db-instance-identifier", "main", "--skip-final-snapshot"
                )

            ecs = await ups_and_downs(
                lambda: scale("2"),
                lambda: scale("1"),
                "command",
                argv=cloud.argv("ecs", "describe-services", "--cluster", "shop", "--services", "web"),
                timeout="20s",
                expect="json.services[0].desiredCount >= 2",
            )
            exists = False

            async def start() -> None:
                nonlocal exists
                exists = True
                await create()

            async def stop() -> None:
                nonlocal exists
                if exists:
                    exists = False
                    await delete()

            rds = await ups_and_downs(
                start,
                stop,
                "command",
                argv=cloud.argv("rds", "describe-db-instances", "--db-instance-identifier", "main"),
                timeout="20s",
                expect="json.DBInstances[0].DBInstanceStatus == available",
            )
            return [ecs[1].reason, rds[1].reason]
        finally:
            await cloud.end()

    services, databases = asyncio.run(run())
    assert services == "json.services[0].desiredCount 1, wanted >= 2"
    assert "DBInstanceNotFound" in databases
