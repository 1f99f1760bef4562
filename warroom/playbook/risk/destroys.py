"""The commands known to take away what is not easily brought back: data, traffic, programs, a version, a setting."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from warroom.playbook.risk.options import words
from warroom.playbook.risk.shell import Script, Simple

_RUN_OTHERS = words(
    "sudo doas env nice nohup time timeout xargs exec command watch npx bundle poetry uv then do else if while"
)
_OF_A_RUNNER = words("-u -g -C -p --user --group")
"""Options of what runs another program, each with a value behind it."""
_ASSIGNED = re.compile(r"\w+=.*", re.DOTALL)
_PRUNES = re.compile(r"\b(?:docker|podman|nerdctl)\b.*\bprune\b")
_ROLLS_BACK = re.compile(
    r"(?<!prepare-)(?<!prepare:)(?<!prepare_)\broll-?_?back\b|\brollout\s+undo\b|:restore\b|:undo\b|:revert\b",
    re.IGNORECASE,
)
_TO_NOTHING = re.compile(
    r"(?:--replicas|--desired-count|--desired-capacity|--min-instances|--count|--num-nodes)[= ]0(?!\d)"
    r"|\bscale\b.*[\s=]0(?:\s|$)"
)
_NAMED_SO = re.compile(
    r"(?:^|[:_./-])(?:drop|destroy|delete|purge|wipe|kill|kill-\w+|truncate|flush\w*|disable|unpublish)(?:$|[:_./-])"
    r"|(?:^|:)config:(?:set|unset)(?:$|:)|(?:^|:)(?:db|pg):reset",
    re.IGNORECASE,
)
"""Scripts and tasks by their names: db:connections:kill-idle, feature:disable, config:set."""
_EMPTIES = re.compile(r"(?:^|[;&|\n])\s*:?\s*>(?!>)\s*[^\s&>]")
_WORDS = (
    (
        re.compile(
            r"\bDELETE\s+FROM\b|\bTRUNCATE\s+(?:TABLE\s+|ONLY\s+)?[A-Za-z_\"]|\bDROP\s+(?:TABLE|DATABASE|SCHEMA|INDEX|VIEW"
            r"|MATERIALIZED|COLUMN|USER|ROLE|EXTENSION|SEQUENCE|FUNCTION|TRIGGER|TYPE|OWNED|CONSTRAINT|PARTITION)\b",
            re.IGNORECASE,
        ),
        "deletes data",
    ),
    (re.compile(r"\bFLUSH(?:DB|ALL)\b", re.IGNORECASE), "empties Redis"),
    (re.compile(r"\bpg_terminate_backend\b", re.IGNORECASE), "ends sessions of the database"),
    (re.compile(r"\bdrop(?:Database|Collection)?\(|\bdelete(?:Many|One)\(|\bremove\("), "removes data"),
)

_RM = re.compile(r"(?:^|[\s'\"])rm\s")
_Argv = Sequence[str]


def destroyed_by(text: str, script: Script) -> str:
    """What a command takes away, in a few words; "" where nothing is known of it."""
    for pattern, said in _WORDS:
        if pattern.search(text):
            return said
    if _EMPTIES.search(text):
        return "empties a file"
    return next((said for simple in script.commands if (said := _by(simple))), "")


def _by(simple: Simple) -> str:
    argv = list(simple.argv)
    while argv and (argv[0].rpartition("/")[2] in _RUN_OTHERS or _ASSIGNED.fullmatch(argv[0])):
        runner = argv.pop(0)
        while argv and argv[0].startswith("-"):
            option = argv.pop(0)
            if runner in ("sudo", "doas", "env") and option in _OF_A_RUNNER and argv:
                del argv[0]
    # "timeout 30 rm", "xargs -n 1 rm": what is run stands behind a number.
    while argv and argv[0].replace(".", "").rstrip("smh").isdigit():
        del argv[0]
    if not argv:
        return ""
    name, *args = argv
    name = name.rpartition("/")[2]
    line = " ".join(argv)
    known = _PROGRAMS.get(name) or _PROGRAMS.get(name.partition(".")[0])  # mkfs.ext4, kafka-topics.sh
    if known and (said := known(args)):
        return said
    if name in ("sh", "bash", "zsh", "ssh", "su", "heroku", "eval", "docker", "kubectl") and _RM.search(line):
        return "deletes files"
    if name in ("echo", "printf", "kill"):
        return ""
    if _PRUNES.search(line):
        return "deletes what no container uses"
    if _ROLLS_BACK.search(line):
        return "puts an older version in place"
    if _TO_NOTHING.search(line):
        return "leaves nothing running"
    if any(_NAMED_SO.search(word) for word in [name, *args] if not word.startswith("-") and "://" not in word):
        return "is called for what it takes away"
    return ""


def _always(said: str) -> Callable[[_Argv], str]:
    return lambda _args: said


def _on(said: str, *words: str) -> Callable[[_Argv], str]:
    """Where one of these words is among its own; a word of several must stand so in a row."""
    wanted = [f" {word} " for word in words]

    def found(args: _Argv) -> str:
        line = f" {' '.join(args)} "
        return said if any(word in line for word in wanted) else ""

    return found


def _iptables(args: _Argv) -> str:
    lists = any(word in ("-S", "--list", "--list-rules") or re.fullmatch(r"-[nvx]*L[nvx]*", word) for word in args)
    return "" if lists else "shuts out or lets in traffic"


def _find(args: _Argv) -> str:
    if "-delete" in args:
        return "deletes files"
    runs = [word for before, word in pairwise(args) if before in ("-exec", "-execdir", "-ok")]
    return "deletes files" if {"rm", "shred", "unlink"} & set(runs) else ""


_AWS = re.compile(
    r"(?:delete|terminate|stop|remove|deregister|reboot|failover|purge|revoke|disable|detach|release|cancel|reset|restore)(?:-\w+)*"
)


def _aws(args: _Argv) -> str:
    if "update-service" in args:
        return "exchanges running tasks"
    if "--apply-immediately" in args:
        return "changes the database at once, which may restart it"
    if "s3" in args and ({"rm", "rb", "--delete"} & set(args)):
        return "deletes objects"
    places = [n for n, word in enumerate(args) if not word.startswith("-")][:4]
    return "takes resources away" if any(_AWS.fullmatch(args[n]) for n in places) else ""


def _git(args: _Argv) -> str:
    line = f" {' '.join(args)} "
    if re.search(
        r" (?:revert|filter-branch|filter-repo) | reset .*--hard | stash (?:drop|clear) | clean .*-\w*f", line
    ):
        return "takes work away"
    if re.search(
        r" push(?: .*)?(?: --force| --delete| --mirror| -\w*f| \+\S)| branch(?: .*)? -\w*D| checkout .*-- ", line
    ):
        return "takes work away"
    return ""


def _dd(args: _Argv) -> str:
    written = any(word.startswith("of=") and word != "of=/dev/null" for word in args)
    return "writes over a disk or file" if written else ""


def _kill(args: _Argv) -> str:
    asks = args[:1] in (["-l"], ["-L"], ["-0"], ["--list"]) or args[:2] == ["-s", "0"]
    return "" if asks else "ends programs"


def _init(args: _Argv) -> str:
    return "stops the machine" if args[:1] in (["0"], ["1"], ["6"]) else ""


def _disk(args: _Argv) -> str:
    return (
        "" if any(re.fullmatch(r"-\w*[lp]|--list|--print|print", word) for word in args) else "changes a disk's parts"
    )


def _redis(args: _Argv) -> str:
    said = [word.lower() for word in args]
    if {"del", "unlink", "shutdown", "flushdb", "flushall"} & set(said) or ("kill" in said and "client" in said):
        return "removes data or connections of Redis"
    return "exchanges a setting of Redis" if said[-4:-2] == ["config", "set"] or "config set" in " ".join(said) else ""


def _journalctl(args: _Argv) -> str:
    return "deletes logs" if any(word.startswith("--vac") for word in args) else ""


_FILES = _always("deletes files")
_DISK = _always("formats a disk")
_VOLUME = _always("deletes a volume")
_DATABASE = _always("deletes data")
_ACCOUNT = _always("deletes an account")
_MACHINE = _always("stops the machine")
_ENDS = _always("ends programs")
_SHUTS = _always("shuts out or lets in traffic")
_PROGRAMS: dict[str, Callable[[_Argv], str]] = {
    "rm": _FILES, "rmdir": _FILES, "unlink": _FILES, "shred": _FILES, "truncate": _always("empties a file"),
    "find": _find, "dd": _dd, "mkfs": _DISK, "mke2fs": _DISK, "mkswap": _DISK, "wipefs": _DISK, "blkdiscard": _DISK,
    "fdisk": _disk, "sgdisk": _disk, "sfdisk": _disk, "parted": _disk, "lvremove": _VOLUME, "vgremove": _VOLUME,
    "pvremove": _VOLUME, "dropdb": _DATABASE, "pg_resetwal": _DATABASE, "pg_dropcluster": _DATABASE,
    "gsutil": _on("deletes objects", "rm", "rb"), "s3cmd": _on("deletes objects", "rm", "rb", "del"),
    "etcdctl": _on("deletes data", "del"), "kafka-topics": _on("deletes data", "--delete"),
    "rsync": _on("deletes files", "--delete", "--delete-after", "--delete-before", "--delete-during", "--del"),
    "init": _init, "telinit": _init, "kill": _kill, "skill": _ENDS,
    "fuser": _on("ends programs", "-k", "--kill", "-km"), "pkill": _ENDS, "killall": _ENDS, "reboot": _MACHINE,
    "shutdown": _MACHINE, "halt": _MACHINE, "poweroff": _MACHINE, "iptables": _iptables, "ip6tables": _iptables,
    "nft": _SHUTS, "ufw": _SHUTS, "fail2ban-client": _SHUTS, "aws": _aws, "git": _git, "redis-cli": _redis,
    "valkey-cli": _redis, "journalctl": _journalctl,
    "terraform": _on("changes what is deployed", "apply", "destroy", "taint", "state rm"),
    "tofu": _on("changes what is deployed", "apply", "destroy", "taint", "state rm"),
    "pulumi": _on("changes what is deployed", "up", "destroy"),
    "kubectl": _on("takes away what runs", "delete", "drain", "rollout undo", "--force", "evict"),
    "oc": _on("takes away what runs", "delete", "drain", "rollback"),
    "helm": _on("takes away what runs", "uninstall", "delete", "rollback"),
    "docker": _on("takes away what runs", "rm", "rmi", "kill", "prune", "down -v", "down --volumes"),
    "docker-compose": _on("takes away what runs", "rm", "kill", "down -v", "down --volumes"),
    "systemctl": _on("stops a service", "stop", "disable", "mask", "kill", "reboot", "poweroff", "halt"),
    "service": _on("stops a service", "stop"), "pm2": _on("stops programs", "delete", "kill", "stop"),
    "heroku": _on("takes away what runs", "pg:reset", "pg:killall", "pg:kill", "apps:destroy", "maintenance:on"),
    "crontab": _on("deletes the timetable", "-r"), "ss": _on("cuts connections", "-K", "--kill"),
    "pg_ctl": _on("stops a service", "stop", "restart", "kill"),
    "mysqladmin": _on("stops a service", "shutdown", "kill"), "userdel": _ACCOUNT, "deluser": _ACCOUNT,
    "groupdel": _ACCOUNT, "dropuser": _ACCOUNT,
}  # fmt: skip
