"""Commands that never end by themselves, and commands that need a terminal."""

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from warroom.playbook.risk.options import words
from warroom.playbook.risk.shell import Script, Simple

_EDITORS = words(
    "vim vi nvim nano emacs pico ed less more man htop btop atop nmon mc screen tmux visudo passwd ssh sftp telnet ftp"
)
_PROMPTS = {
    "psql": ("-c", "--command", "-f", "--file", "-l", "--list"),
    "mysql": ("-e", "--execute"),
    "mariadb": ("-e", "--execute"),
    "mongo": ("--eval",),
    "mongosh": ("--eval",),
    "cqlsh": ("-e", "-f"),
    "sqlcmd": ("-Q", "-i"),
}
"""Programs that ask for statements, and the options that give them some."""
_INTERPRETERS = words("python python3 node irb php bash sh zsh rails")
_SERVES = re.compile(r"(?:npm|yarn|pnpm) (?:run )?(?:start|dev|serve|watch)(?:$|[ :])")
_SERVERS = re.compile(
    r"(?:python[\d.]*(?: -[uBIEsO]+)* (?:-m (?:http\.server|SimpleHTTPServer|uvicorn|gunicorn)|\S*manage\.py runserver)"
    r"|php -S|rails (?:s|server)|flask (?:\S+ )*run|(?:hugo|jekyll|mkdocs) serve(?:r)?)(?: |$)"
)
"""Programs that answer others until they are stopped, with the words that make them."""
_OWN_VALUES = words("-h -p -u -a -n --user --pass")
_ALWAYS = words("yes htop btop iftop nethogs mongostat gunicorn uvicorn ngrok")
_LOOPS = re.compile(r"\bwhile\s+(?:true|:|\[\s*1\s*\])|\bsleep\s+infinity\b|\bfor\s*\(\(\s*;\s*;\s*\)\)")


def never_ends(text: str, script: Script) -> bool:
    """Whether something in it goes on until it is stopped."""
    return bool(_LOOPS.search(text)) or any(_goes_on(simple) for simple in script.commands) or bare_prompt(script)


def needs_terminal(script: Script) -> bool:
    """Whether something in it wants a keyboard and a screen."""
    return any(_wants_terminal(simple) for simple in script.commands) or bare_prompt(script)


def bare_prompt(script: Script) -> bool:
    """Whether a database's own prompt is opened with nothing to do."""
    return any(_is_prompt(simple) for simple in script.commands)


def _stripped(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The program without what runs it and without its path, and its words."""
    rest = list(argv)
    while rest and (rest[0] in ("sudo", "doas", "nohup", "exec", "time", "env") or re.fullmatch(r"\w+=.*", rest[0])):
        runner = rest.pop(0)
        while runner in ("sudo", "doas") and rest and rest[0].startswith("-"):
            option = rest.pop(0)
            if option in ("-u", "-g", "--user", "--group") and rest:
                del rest[0]
    return (rest[0].rpartition("/")[2], rest[1:]) if rest else ("", [])


def _has(args: Sequence[str], letter: str, *long: str) -> bool:
    """An option by its letter, alone or among others, or by one of its long names."""
    return any(
        re.fullmatch(rf"-[A-Za-z0-9]*{letter}[A-Za-z0-9]*", word) or word.partition("=")[0] in long for word in args
    )


def _goes_on(simple: Simple) -> bool:
    name, args = _stripped(simple.argv)
    if name == "watch" or (name, *args[:1]) in (("pm2", "monit"), ("gh", "run"), ("kubectl", "proxy")):
        return name != "gh" or args[1:2] == ["watch"]
    if "--follow" in args or _follows_tail(args):
        return True
    if name in ("tail", "journalctl", "stern", "multitail"):
        return name == "stern" or _has(args, "f", "--follow", "--retry") or (name == "tail" and _has(args, "F"))
    if name in ("kubectl", "oc"):
        follows = "logs" in args and _has(args, "f")
        return follows or ("get" in args and _has(args, "w", "--watch")) or "port-forward" in args
    if name in ("docker", "docker-compose", "podman"):
        if "stats" in args:
            return "--no-stream" not in args
        return "logs" in args and _has(args[args.index("logs") :], "f")
    if name == "pm2":
        return args[:1] in (["logs"], ["log"]) and "--nostream" not in args
    if name == "heroku":
        return args[:1] == ["logs"] and _has(args, "t")
    if name == "top":
        return "-l" not in args and not any(re.fullmatch(r"-[a-zA-Z]*n\d*|-l\d+", word) for word in args)
    if name == "ping":
        return not any(re.fullmatch(r"-[A-Za-z0-9]*c\d*|--count.*", word) for word in args)
    if name in ("vmstat", "iostat", "mpstat", "sar"):
        return len([word for word in args if word.isdigit()]) == 1
    if name == "free":
        return _has(args, "s", "--seconds") and not _has(args, "c", "--count")
    if name == "netstat":
        return _has(args, "c", "--continuous")
    if name in ("tcpdump", "ngrep", "tshark"):
        return not any(re.fullmatch(r"-[A-Za-z]*[cr]\d*|-[DLha]|--count.*|--version|--help", word) for word in args)
    if name in ("nc", "ncat", "netcat"):
        return _has(args, "l", "--listen")
    if name == "socat":
        return any("listen" in word.lower() for word in args)
    if name in ("ssh", "autossh"):
        options = _options_of_ssh(args[2:] if args[:1] == ["-M"] and name == "autossh" else args)
        return _has(options, "N") and not _has(options, "f")  # -f lets it go on behind the prompt
    if name in ("iperf", "iperf3"):
        return _has(args, "s", "--server")
    if name == "strace":
        return _has(args, "p", "--attach")
    if name == "inotifywait":
        return _has(args, "m", "--monitor")
    if name == "dmesg":
        return _has(args, "w", "--follow-new")
    if name == "redis-cli":
        return "monitor" in [word.lower() for word in args] or bool({"--stat", "--latency"} & set(args))
    if name == "node":
        return any(word.startswith("--inspect") for word in args)
    line = " ".join([name, *args])
    return name in _ALWAYS or bool(_SERVES.match(line) or _SERVERS.match(line))


def _options_of_ssh(args: Sequence[str]) -> list[str]:
    """The options of ssh itself, without their values: before the host, and right behind it."""
    found: list[str] = []
    rest = list(args)
    while rest and rest[0].startswith("-"):
        word = rest.pop(0)
        found.append(word)
        if re.fullmatch(r"-[A-Za-z]*[BbcDEeFIiJLlmOopQRSWw]", word) and rest:
            del rest[0]
    return [*found, *takewhile(lambda word: word.startswith("-"), rest[1:])]


def _follows_tail(args: Sequence[str]) -> bool:
    """--tail as heroku means it; with a number behind it, it is how many lines are shown."""
    return any(word == "--tail" and not re.match(r"\d|all\b", following) for word, following in pairwise([*args, ""]))


def _wants_terminal(simple: Simple) -> bool:
    name, args = _stripped(simple.argv)
    if name in _EDITORS:
        return name != "ssh" or "-V" not in args
    if name in ("kubectl", "oc", "systemctl") and "edit" in args:
        return True
    if name in ("docker", "kubectl", "podman", "oc", "docker-compose"):
        return (
            ("exec" in args or "run" in args)
            and _has(args, "t", "--tty")
            and _has(args, "i", "--interactive", "--stdin")
        )
    if name == "top":
        return not _has(args, "b") and "-l" not in args
    if name in ("watch",) or (name, *args[:1]) in (
        ("pm2", "monit"),
        ("crontab", "-e"),
        ("heroku", "run"),
        ("npm", "login"),
    ):
        return True
    if name == "git":
        commits = args[:1] == ["commit"] and not _has(args, "m", "--message", "--no-edit", "--file")
        return commits or (args[:1] == ["rebase"] and _has(args, "i", "--interactive"))
    if name == "node" and any(word.startswith("--inspect") for word in args):
        return True
    if name == "nslookup":
        return not args
    return name in _INTERPRETERS and not args and not simple.fed


def _is_prompt(simple: Simple) -> bool:
    name, args = _stripped(simple.argv)
    if simple.fed:
        return False
    if name in _PROMPTS:
        given = _PROMPTS[name]
        short = tuple(one for one in given if not one.startswith("--"))
        return not any(word.partition("=")[0] in given or word.startswith(short) for word in args)
    if name == "sqlite3":
        return len([word for word in args if not word.startswith("-")]) < 2
    return name in ("redis-cli", "valkey-cli") and not _told(args)


def _told(args: Sequence[str]) -> bool:
    """Whether redis-cli is given something to do: a word that is no option and no option's value."""
    return any(
        not word.startswith("-") and before not in _OWN_VALUES for before, word in pairwise(["", *args])
    ) or bool({"--stat", "--latency", "--bigkeys", "--scan", "--version"} & set(args))
