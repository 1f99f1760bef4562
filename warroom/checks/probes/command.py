"""A command: a program is run and judged by its exit code, what it printed and the JSON in it."""

import asyncio
import errno
import json
import os
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from warroom.checks.failure import Failed, unknown
from warroom.checks.net.silence import reached_nobody
from warroom.checks.probes import ProbeOptions, Probes
from warroom.checks.result import Gap, Result, excerpt, say
from warroom.checks.units import Unit
from warroom.secrets import known_in, mask

if TYPE_CHECKING:
    from warroom.checks.local.processes import Ran, Said
    from warroom.checks.prepared import Prepared

SHELL = "/bin/sh"
PASSED = ("PATH", "HOME", "LANG", "TZ")
PASSED_PREFIXES = ("LC_", "AWS_", "PG", "KUBE", "HEROKU_", "DOCKER_")
MOST_WORDS = 200
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_CANNOT = (126, 127)
"""What a shell answers for a program it could not start or find."""
_THROTTLED = re.compile(
    r"\bthrottl(?:ing|ed)(?:exception)?\b|\brate exceeded\b|\brate limit(?:ed)?\b|\btoo ?many ?requests(?:exception)?\b"
    r"|\brequestlimitexceeded\b|\bslowdown\b|(?:\bhttp(?:/[\d.]+)?|\bstatus(?: code)?|\bcode|\berror|\()[ :=]*429\b",
    re.IGNORECASE,
)
_NOT_ALLOWED = re.compile(
    r"\bunable to locate credentials\b|\bexpiredtoken(?:exception)?\b|\binvalidclienttokenid\b"
    r"|\bunrecognizedclientexception\b|\btoken included in the request is (?:expired|invalid)\b"
    r"|\btoken has expired and refresh failed\b|\baccessdenied(?:exception)?\b|\bunauthorizedoperation\b"
    r"|\bconfig profile \(.*\) could not be found\b|\byou must be logged in to the server\b"
    r"|\berror from server \(forbidden\)|\binvalid credentials provided\b"
    r"|\bpermission denied while trying to connect to the docker\b",
    re.IGNORECASE,
)


class Options(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a command check; `shell` allows one line for /bin/sh, `nagios` gives exit codes their meaning."""

    needs: ClassVar[tuple[str, ...]] = ("warroom.checks.local.processes", "warroom.checks.local.nagios")
    subjects: ClassVar[Mapping[str, Unit]] = {
        "exit": "number",
        "output": "text",
        "json": "tree",
        "stderr": "text",
        "lines": "number",
        "latency": "duration",
    }
    usual_expect: ClassVar[tuple[str, ...]] = ("exit == 0",)
    usual_every: ClassVar[float] = 30.0
    least_every: ClassVar[float] = 1.0
    at_once: ClassVar[int] = 4
    backs_off: ClassVar[bool] = True

    argv: list[str | int | float | bool] | str
    """The program and its arguments, one by one; one line where `shell` is set."""
    shell: bool = False
    """Whether `argv` is one line for /bin/sh."""
    cwd: str = ""
    """The folder it runs in."""
    env: dict[str, str] = msgspec.field(default_factory=dict)
    """Variables it gets besides, by name."""
    pass_env: list[str] = msgspec.field(default_factory=list)
    """Variables of ours it gets, by name."""
    nagios: bool = False
    """Whether exit codes and output mean what they mean to Nagios."""

    def __post_init__(self) -> None:
        if isinstance(self.argv, str) and not self.shell:
            raise ValueError(
                "`argv` is a list, like `argv: [redis-cli, ping]`; "
                "for pipes and variables of a shell set `shell: true` and write one line"
            )
        if self.shell and not isinstance(self.argv, str):
            raise ValueError("`argv` is one line of text with `shell: true`, and a list without")
        if not self.argv or not str(self.argv[0]).strip():
            raise ValueError("`argv` names no program")
        if len(self.argv) > MOST_WORDS and not isinstance(self.argv, str):
            raise ValueError(f"`argv` has {len(self.argv)} words, at most {MOST_WORDS} are run")
        for word in () if isinstance(self.argv, str) else self.argv:
            if isinstance(word, bool | float):
                raise ValueError(f'`argv`: put quotes around {json.dumps(word)}, as in "{json.dumps(word)}"')
        if "\0" in "".join(map(str, (*self.argv, self.cwd, *self.env.values()))):
            raise ValueError("`argv`, `cwd` and `env` hold no zero bytes")
        if self.cwd and not self.cwd.startswith(("/", "~/")) and self.cwd != "~":
            raise ValueError("`cwd` is a full path, like /srv/app or ~/app")
        for key, names in (("env", self.env), ("pass_env", self.pass_env)):
            for name in names:
                if not _NAME.fullmatch(name):
                    raise ValueError(f"`{key}`: `{excerpt(name)}` cannot be the name of a variable")

    @property
    def words(self) -> list[str]:
        """What is started."""
        return [SHELL, "-c", self.argv] if isinstance(self.argv, str) else [str(word) for word in self.argv]

    @property
    def target(self) -> str:
        """The command as a shell would take it."""
        return self.argv if isinstance(self.argv, str) else shlex.join(self.words)

    @property
    def folder(self) -> str | None:
        """Where it is run; None for where warroom was started."""
        return str(Path(self.cwd).expanduser()) if self.cwd else None

    def environment(self, ours: Mapping[str, str]) -> dict[str, str]:
        """The variables it gets: a few of ours, those named in `pass_env`, and `env`."""
        names = {*PASSED, *self.pass_env}
        passed = {name: value for name, value in ours.items() if name in names or name.startswith(PASSED_PREFIXES)}
        return passed | self.env


async def probe(asked: "Prepared", budget_s: float, probes: Probes) -> Result:  # noqa: ARG001 - one signature for all
    """Run it to its end; latency is how long that takes."""
    from warroom.checks.local.processes import MOST, Commands, Flooded, Said

    options: Options = asked.options
    environment = options.environment(os.environ)
    asked.known |= known_in(environment)
    out, err = Said(), Said()
    try:
        ran = await probes.keep("commands", Commands).run(options.words, options.folder, environment, out, err)
    except asyncio.CancelledError as ended:
        ended.add_note(_last_words(out, err, asked.known))
        raise
    except Flooded:
        reason = f"{_program(options)} printed more than {MOST >> 20} MiB and was ended: have it print less"
        raise unknown(reason) from None
    except OSError as no:
        raise not_started(no, options, environment) from no
    details = tuple(_details(ran, out, err, asked.known))
    _refuse_what_says_nothing(ran, err, asked.known, details)
    if options.nagios:
        return _plug_in(ran, out, err, asked.known, details)
    return _result(asked, ran, out, err, details)


def _result(asked: "Prepared", ran: "Ran", out: "Said", err: "Said", details: tuple[tuple[str, str], ...]) -> Result:
    spoken = [condition for condition in (*asked.expect, *asked.warn) if condition.window_s is None]
    values: dict[str, Any] = {"exit": ran.code, "output": out.text, "stderr": err.text, "lines": out.lines}
    if any(condition.subject == "json" for condition in spoken):
        values["json"] = _json(ran, out)
    last = excerpt(mask(err.last_line, asked.known))
    meant = {"exit": f"{_ended(ran)}: {last}" if last else _ended(ran)} if last or ran.signal else {}
    far = ran.code != 0 and reached_nobody(err.text)
    result = Result(latency_s=ran.took_s, details=details, meant=meant, far=far, **values)
    for name, said in (("output", out), ("stderr", err)):
        if said.cut and any(each.subject == name and not each.judge(result).ok for each in spoken):
            result.values[name] = Gap(f"was cut at {len(said.head) >> 10} KiB", None)
    result.said = next((each.judge(result).said for each in spoken if each.subject != "exit"), "")
    return result


def _json(ran: "Ran", out: "Said") -> Any:
    """The first JSON document of the output, or the Gap that says why there is none."""
    text = out.text.lstrip("\ufeff \t\r\n")
    try:
        document, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        if out.cut:
            return Gap(f"cannot be known, the output was cut at {len(out.head) >> 10} KiB", None)
        if ran.code:
            return Gap("cannot be known, the command failed", None)
        begins = f"the output begins {say(text)}, which is not JSON" if text else "the output is empty"
        return Gap(f"is missing, {begins}", False)
    return document


def _plug_in(
    ran: "Ran", out: "Said", err: "Said", known: frozenset[str], details: tuple[tuple[str, str], ...]
) -> Result:
    from warroom.checks.local import nagios

    output = nagios.read(out.text)
    details = (*details, *((label, mask(words, known)) for label, words in output.figures))
    said = excerpt(mask(output.said or err.last_line, known)) or f"{_ended(ran)}, without a word"
    match nagios.STATES.get(ran.code):
        case "up":
            values: dict[str, Any] = {"exit": 0, "output": out.text, "stderr": err.text, "lines": out.lines}
            return Result(latency_s=ran.took_s, said=said, details=details, **values)
        case "degraded":
            raise Failed("warning", said, state="degraded", definite=True, details=details)
        case "down":
            raise Failed("crit", said, definite=True, details=details)
        case "unknown":
            raise Failed("?", said, state="unknown", details=details)
        case _:
            raise Failed("?", f"{_ended(ran)}, which no plug-in gives: {said}", state="unknown", details=details)


def _refuse_what_says_nothing(
    ran: "Ran", err: "Said", known: frozenset[str], details: tuple[tuple[str, str], ...]
) -> None:
    """Raise where a tool could not ask: there is none, it was not let in, or it is to ask later."""
    if not ran.code:
        return
    said = excerpt(mask(err.last_line, known))
    if ran.code in _CANNOT and not ran.signal:
        reason = said or f"exit {ran.code}: a program was not found or may not be run"
        raise Failed("missing" if ran.code == 127 else "?", reason, state="unknown", details=details)
    words = err.text[-8192:]
    if _THROTTLED.search(words):
        reason = f"asked to ask less often: {said}"
        raise Failed("limited", reason, state="unknown", retry_after_s=0.0, details=details)
    if _NOT_ALLOWED.search(words):
        raise Failed("no auth", f"not let in: {said}", state="unknown", details=details)


def _details(ran: "Ran", out: "Said", err: "Said", known: frozenset[str]) -> Iterator[tuple[str, str]]:
    yield "ended", _ended(ran)
    for label, said in (("output", out), ("stderr", err)):
        lines = [line for line in said.head[:4096].decode("utf-8", "replace").splitlines() if line.strip()]
        if lines:
            yield label, f"{excerpt(mask(lines[0], known))}{f' ({said.lines} lines)' if said.lines > 1 else ''}"
        if said.lines > 1 and said.last_line:
            yield f"{label}'s last", excerpt(mask(said.last_line, known))


def _ended(ran: "Ran") -> str:
    return f"ended by {ran.signal}" if ran.signal else f"exit {ran.code}"


def _last_words(out: "Said", err: "Said", known: frozenset[str]) -> str:
    for said, name in ((err, "stderr"), (out, "stdout")):
        if said.last_line:
            return f"it ran on, its last words on {name}: {excerpt(mask(said.last_line, known))}"
    return "it ran on and printed nothing"


def _program(options: Options) -> str:
    return SHELL if options.shell else excerpt(options.words[0])


def not_started(no: OSError, options: Options, environment: Mapping[str, str]) -> Failed:
    """Why a program could not be started, which says nothing about what it would have looked at."""
    program, folder = _program(options), options.folder
    if folder is not None and not Path(folder).is_dir():
        return unknown(f"`cwd` {excerpt(folder)} is no folder here")
    if folder is not None and not os.access(folder, os.X_OK):
        return unknown(f"`cwd` {excerpt(folder)} may not be entered")
    match no.errno:
        case errno.ENOENT | errno.ENOTDIR if "/" in program and Path(folder or ".", program).is_file():
            return unknown(f"{program}: the interpreter its first line names is not here")
        case errno.ENOENT | errno.ENOTDIR:
            details = () if "/" in program else (("PATH", environment.get("PATH", "is not set")),)
            return Failed("missing", f"{program}: not found", state="unknown", details=details)
        case errno.EACCES:
            return unknown(f"{program}: may not be executed")
        case errno.ENOEXEC:
            return unknown(
                f"{program}: not a program for this machine, or a script without a first line like #!/bin/sh"
            )
        case errno.E2BIG:
            return unknown(f"{program}: `argv` and `env` are too long")
        case errno.EAGAIN | errno.ENOMEM:
            return unknown(f"{program}: this machine has no room for one more process")
        case _:
            return unknown(f"{program}: {excerpt(no.strerror or str(no))}")
