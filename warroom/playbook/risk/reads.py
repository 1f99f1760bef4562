"""The commands known to read and to end: programs by name, each with the options it may be given."""

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase

from warroom.playbook.risk import clouds
from warroom.playbook.risk.options import Options, after, words
from warroom.playbook.risk.shell import UNKNOWN, Script, Simple
from warroom.playbook.risk.sql import sql_risk

_Argv = Sequence[str]
_COUNT = re.compile(r"[0-9]{1,3}")
_NUMBER = re.compile(r"[0-9]{1,9}")


def only_reads(script: Script) -> bool:
    """Whether every program of it is known to change nothing and to end by itself; nothing unknown ever is."""
    return not script.odd and bool(script.pipelines) and all(_reads(line) for line in script.pipelines)


def _reads(pipeline: Sequence[Simple]) -> bool:
    first, *others = pipeline
    return _known(_FIRST, first.argv) and all(_known(_THEN, one.argv) for one in others)


def _known(table: dict[str, Callable[[_Argv], bool]], argv: _Argv) -> bool:
    name, *args = argv
    return name in table and table[name](args)


def _any(_args: _Argv) -> bool:
    return True


def _alone(args: _Argv) -> bool:
    return not args


def _options(options: Options, *, least: int = 0, most: int = 99) -> Callable[[_Argv], bool]:
    """With these options alone, and so many other words."""

    def fits(args: _Argv) -> bool:
        given = options.read(args)
        return given is not None and least <= len(given.words) <= most

    return fits


def _without(letters: str, *refused: str) -> Callable[[_Argv], bool]:
    """Any words but options of these letters, alone or among others, and those that begin so."""
    among = re.compile(rf"[-+][^-]*[{letters}].*", re.DOTALL)
    return lambda args: not any(word.startswith(refused) or among.fullmatch(word) for word in args)


def _of_files(fits: Callable[[_Argv], bool]) -> Callable[[_Argv], bool]:
    """The same but of devices: opening one may do something, and reading one may never end."""
    return lambda args: fits(args) and not any(map(_is_device, args))


def _is_device(word: str) -> bool:
    return "/dev/" in word.replace("/dev/null", "")


def _grep(args: _Argv) -> bool:
    """The same; the first word is what is looked for, where no option says that."""
    said = [word for word in args if not word.startswith("-")]
    found = said if any(re.match(r"-\w*[ef]|--re|--fi", word) for word in args) else said[1:]
    return not any(map(_is_device, [*found, *(word for word in args if word.startswith("-"))]))


# Over the network.

_CURL = Options(
    "sSfiIkLv46g", "mHAuXow",
    words("--silent --show-error --fail --include --head --insecure --location --verbose --compressed --ipv4 --ipv6"),
    words("--max-time --connect-timeout --header --user-agent --user --request --output --write-out --retry --resolve"),
)  # fmt: skip
_URL = re.compile(rf"(?:https?://|(?!\w+:/)(?!(?:ftp|dict|ldap|imap|smtp|pop3)\.)[\w{UNKNOWN}.\[])\S*", re.IGNORECASE)
_MANY = re.compile(r"\[\w+-\w+")
"""A range of addresses, each of which curl asks."""
_TELLS = re.compile(rf"(?<!^)(?<!://){UNKNOWN}")
"""A variable that is not where to ask: its value would be told to whoever is asked."""


def _curl(args: _Argv) -> bool:
    given = _CURL.read(args)
    if given is None or not given.words:
        return False
    if any(not _URL.fullmatch(word) or _MANY.search(word) or _TELLS.search(word) for word in given.words):
        return False
    if any(UNKNOWN in value for _, value in given.values):
        return False
    for name, value in given.values:
        if name in ("-X", "--request") and value not in ("GET", "HEAD", "OPTIONS"):
            return False
        if name in ("-o", "--output") and value != "/dev/null":
            return False
        if name in ("-w", "--write-out", "-H", "--header") and (value[:1] == "@" or "output{" in value):
            return False
        if name in ("-H", "--header") and "override" in value.lower():
            return False
    return True


_PING = Options("46nq", "cWwI")


def _ping(args: _Argv) -> bool:
    given = _PING.read(args)
    return (
        given is not None
        and len(given.words) == 1
        and (UNKNOWN not in given.words[0] or given.words[0] == UNKNOWN)
        and any(name == "-c" and _COUNT.fullmatch(value) for name, value in given.values)
    )


def _asks_a_name(args: _Argv) -> bool:
    """A lookup that names what it looks up; without a name these programs wait for a person."""
    asked = [word for word in args if word and word[0] not in "-+"]
    if any(UNKNOWN in word for word in asked) and (len(asked) > 1 or asked[0] != UNKNOWN):
        return False  # a variable as part of a name, or told to another server
    return any(word[0] != "@" for word in asked) and "-" not in args and "-f" not in args


# Databases.

_PSQL = Options(
    "XqtAwx", "hpUdcF",
    words("--no-psqlrc --quiet --tuples-only --no-align --no-password --expanded --csv"),
    words("--host --port --username --dbname --command"),
)  # fmt: skip
_MYSQL = Options("BNst", "huPDe", words("--batch --silent --table"), words("--host --user --port --database --execute"))


def _sql(options: Options, *asking: str) -> Callable[[_Argv], bool]:
    """One statement on the command line, and that a read."""

    def fits(args: _Argv) -> bool:
        given = options.read(args)
        if given is None or len(given.words) > 2:
            return False
        asked = [value for name, value in given.values if name in asking]
        return len(asked) == 1 and sql_risk(asked[0]) == "reads"

    return fits


_REDIS = Options("", "hpuan", words("--tls --no-auth-warning --insecure --raw --no-raw"), words("--user --pass"))
_REDIS_READS = (
    "ping", "info", "dbsize", "role", "lastsave", "time", "ttl", "type", "exists", "llen", "scard", "zcard", "hlen",
    "strlen", "client list", "config get", "memory usage", "memory stats", "memory doctor", "slowlog get",
    "slowlog len", "cluster info", "cluster nodes", "latency latest", "latency doctor",
)  # fmt: skip


_REDIS_SECRETS = ("requirepass", "masterauth", "tls-key-file-pass", "tls-client-key-file-pass")


def _redis(args: _Argv) -> bool:
    given = _REDIS.read(args)
    if given is None or not given.words:
        return False
    said = [word.lower() for word in given.words]
    if said[:2] == ["config", "get"] and any(fnmatchcase(key, one) for key in _REDIS_SECRETS for one in said[2:]):
        return False
    return any(said[: len(one.split())] == one.split() for one in _REDIS_READS)


# This machine.

_GIT = Options("", "", words("--no-pager -P"), words("-C"))


def _git(args: _Argv) -> bool:
    action, *more = after(_GIT, args) or [""]
    if action in ("log", "diff", "show", "status", "blame", "shortlog", "describe", "rev-parse"):
        return not any(
            (word.startswith("--o") and word != "--oneline") or word.startswith(("--ext", "--textc", "-O"))
            for word in more
        )
    if action == "branch":
        return all(word in words("-a -r -v -vv --list --show-current --all --remotes --verbose") for word in more)
    return (action == "remote" and more in ([], ["-v"])) or (action == "stash" and more == ["list"])


_TOP = Options("biHSc", "nduwop")


def _top(args: _Argv) -> bool:
    given = _TOP.read(args)
    return (
        given is not None
        and "-b" in given.flags
        and any(name == "-n" and _COUNT.fullmatch(value) for name, value in given.values)
    )


_JOURNAL = Options(
    "kbrxeqa", "unptogSU",
    words("--no-pager --list-boots --disk-usage --dmesg --boot --reverse --catalog --pager-end --quiet --all --utc"),
    words("--unit --lines --since --until --priority --grep --identifier --output --boot"),
)  # fmt: skip
_SYSTEMCTL = Options(
    "laq", "npt", words("--no-pager --full --all --failed --plain --quiet"),
    words("--lines --type --state --property --output"),
)  # fmt: skip


def _systemctl(args: _Argv) -> bool:
    given = _SYSTEMCTL.read(args)
    if given is None:
        return False
    known = words("status show cat is-active is-enabled is-failed list-units list-unit-files list-timers list-sockets")
    return given.words[0] in known if given.words else bool(given.flags)


def _tail(args: _Argv) -> bool:
    given = Options("qv", "nc", words("--quiet --verbose"), words("--lines --bytes")).read(args)
    return given is not None or (len(args) > 0 and bool(re.fullmatch(r"-[0-9]+", args[0])) and _tail(args[1:]))


def _vmstat(args: _Argv) -> bool:
    numbers = [word for word in args if not word.startswith("-")]
    options = [word for word in args if word.startswith("-")]
    counted = len(numbers) == 2 and _NUMBER.fullmatch(numbers[0]) and _COUNT.fullmatch(numbers[1])
    return (not numbers or bool(counted)) and all(re.fullmatch(r"-[awsmdtDf]+", word) for word in options)


_SORT = Options(
    "bdfgiMhnRrVuzsm", "kt",
    words("--reverse --numeric-sort --human-numeric-sort --general-numeric-sort --unique --version-sort --ignore-case"),
    words("--key --field-separator"),
)  # fmt: skip
_NETSTAT = _options(Options("antulpreisgWoN46x", ""), most=0)
_SS = _options(Options("antulpeimsoHrOxwd460", ""))
_THEN: dict[str, Callable[[_Argv], bool]] = {
    "grep": _grep, "egrep": _grep, "fgrep": _grep, "head": _of_files(_any), "wc": _of_files(_any),
    "cut": _of_files(_any), "jq": _of_files(_any), "tail": _of_files(_tail), "sort": _of_files(_options(_SORT)),
    "uniq": _options(Options("cdiuDz", "fsw"), most=0),
}  # fmt: skip
"""What may stand behind a pipe."""

_FIRST: dict[str, Callable[[_Argv], bool]] = {
    "aws": clouds.aws, "curl": _curl, "df": _any, "dig": _asks_a_name, "docker": clouds.docker,
    "docker-compose": clouds.compose,
    "du": _any, "free": _without("sc", "--s", "--c"), "gh": clouds.gh, "git": _git, "heroku": clouds.heroku,
    "host": _asks_a_name, "hostname": _alone, "id": _any, "journalctl": _options(_JOURNAL), "kubectl": clouds.kubectl,
    "ls": _any, "lsblk": _any, "lscpu": _any, "lsof": _without("rD"),
    "mariadb": _sql(_MYSQL, "-e", "--execute"),
    "mysql": _sql(_MYSQL, "-e", "--execute"), "netstat": _NETSTAT, "nproc": _any, "nslookup": _asks_a_name,
    "ping": _ping, "pm2": clouds.pm2, "ps": _any, "psql": _sql(_PSQL, "-c", "--command"), "pwd": _alone,
    "redis-cli": _redis,
    "ss": _SS, "stat": _any, "systemctl": _systemctl, "terraform": clouds.terraform,
    "top": _top, "uname": _any, "uptime": _any, "vmstat": _vmstat, "w": _any, "wc": _of_files(_any),
    "who": _any, "whoami": _any, "cd": lambda args: len(args) <= 1, "grep": _grep, "head": _of_files(_any),
    "tail": _of_files(_tail),
}  # fmt: skip
"""What may stand alone, or first."""
