"""What a fence holds: commands, a query, code or settings, a message, or a drawing."""

import re
from typing import Literal

from warroom.playbook.markdown.draft import Context
from warroom.playbook.markdown.plain import words_of
from warroom.playbook.markdown.shell import pieces
from warroom.playbook.markdown.tree import Block

Nature = Literal["shell", "session", "query", "code", "template", "drawing", ""]

SHELL = words_of("bash sh shell zsh fish ksh shellscript bash-session ")
SESSION = words_of("console shell-session terminal shellsession sh-session powershell ps1 pwsh bat cmd ")
QUERY = words_of(
    "sql psql pgsql mysql postgresql plsql tsql sqlite promql logql kql cql redis mongodb mongo mongosh "
    "graphql spl kusto "
)
CODE = words_of(
    "typescript ts javascript js jsx tsx python py ruby rb go golang java kotlin scala rust rs c cpp "
    "csharp php perl lua elixir swift yaml yml json json5 toml ini hcl terraform tf nginx apache conf "
    "config properties dockerfile docker xml css html diff patch make makefile groovy jinja env dotenv "
    "http "
)
DRAWING = words_of("mermaid plantuml puml dot graphviz ascii ditaa svgbob flow ")
PROSE = words_of("markdown md slack text txt plain plaintext email mail eml message msg template none ")
LANGUAGES = SHELL | SESSION | QUERY | CODE | DRAWING | PROSE

_PROGRAMS = words_of(
    "aws az gcloud kubectl k helm docker docker-compose podman systemctl service journalctl curl wget ssh "
    "scp psql mysql mongo redis-cli pg_dump pg_restore npm npx yarn pnpm node pm2 python python3 pip git "
    "gh hub heroku vercel netlify terraform ansible ansible-playbook cd ls cat tail head grep egrep awk "
    "sed find du df free top htop ps kill killall pkill rm mv cp mkdir chmod chown ln touch echo export "
    "source sudo su apt apt-get yum dnf brew make go cargo java mvn gradle php composer artisan rails "
    "rake bundle ruby perl nslookup dig host ping traceroute netstat ss lsof iptables ufw nginx apachectl "
    "certbot openssl sleep watch time date env set unset crontab vim vi nano less more sort uniq wc cut "
    "xargs tee jq yq tar zip unzip gzip rsync vault consul nomad etcdctl kafka-topics rabbitmqctl celery "
    "supervisorctl flyctl fly doctl linode-cli oc eksctl istioctl argocd flux pulumi sentry-cli "
    "datadog-agent pd opsgenie test nc telnet uptime vmstat iostat sar dmesg mount umount fsck lsblk "
    "sysctl ulimit hostname whoami who w last logrotate screen tmux nohup flask django-admin manage.py "
    "pytest bin/rails ./manage.py cqlsh influx clickhouse-client sqlite3 sqlcmd patronictl pgbouncer "
    "repmgr proxysql haproxy varnishadm memcached ab wrk hey k6 traceroute mtr tcpdump strace gdb perf "
    "free valkey-cli amtool promtool logcli "
)
_SQL = re.compile(
    r"^\s*(?:select|insert|update|delete|alter|create|drop|truncate|vacuum|analyze|explain|show|with|begin"
    r"|commit|rollback|grant|revoke|set|call|kill|flush|reindex)\b",
    re.IGNORECASE,
)
_LOOKS_RUN = re.compile(
    r"^(?:\$ |> |\./|/[\w.-]+/|~/|[\w./-]+\s+(?:--?[\w]|\$))|\s\|\s|\s--?[a-z][\w-]*(?:[ =]|$)|>\s*/dev/null"
)
_SENTENCE = re.compile(
    r"^(?:[A-Z][\w'’/ -]{0,40}:\s|\[|\*|•|[A-Z][a-z']+ [a-z']+ [a-z']+|\W*[A-Z]{3,}(?: [A-Z]+)*\b|Dear "
    r"|Hi |Hello |Subject)"
)
_ANNOUNCES = re.compile(
    r"investigating|identified|monitoring|resolved|incident|status|impact|update|outage|subject:|we are"
    r"|störung|panne|incidente|behoben|résolu",
    re.IGNORECASE,
)
_ROADS = re.compile(r"[─│┌┐└┘├┤▼▲►◄]|-->|--->|\+--+\+|==>|^\s*[|v^]\s*$|\s↓", re.MULTILINE)


_PROMPT = re.compile(r"^\s*(?:\$|>|PS[^>]*>|\[[\w.-]+@[^\]]*\][$#%]|[A-Za-z~][\w.@~:/-]*[$#%])\s+(?P<typed>\S.*)$")
_USER_PROMPT = re.compile(r"^\s*(?:\$|PS [^>]*>|\[[\w.-]+@[^\]]*\][$#%]|[\w.-]+@[\w.~:/-]+[$#%])\s+\S")
_BARE_PROMPT = re.compile(r"^\s*[#>]\s+(?P<typed>[a-z./]\S*(?:\s.*)?)$")


def typed_after_prompt(line: str, *, root: bool = False) -> str | None:
    """What somebody typed after the prompt that this line of a transcript begins with; None where it begins with none.

    `root`: "# " is a prompt as well.
    """
    match = _PROMPT.match(line) or (_BARE_PROMPT.match(line) if root else None)
    return match["typed"] if match else None


def is_session(code: str) -> bool:
    """Whether a block is a transcript: its commands stand after a prompt, the other lines are what was answered."""
    lines = [line for line in code.split("\n") if line.strip()]
    first = next((line for line in lines if not line.lstrip().startswith("#")), "")
    return bool(_USER_PROMPT.match(first)) or prompted_as_root(code)


def prompted_as_root(code: str) -> bool:
    """Whether "# " or "> " is the prompt of a transcript: only commands stand after it, and only answers without."""
    lines = [line for line in code.split("\n") if line.strip()]
    typed = [match["typed"] for line in lines if (match := _BARE_PROMPT.match(line))]
    answers = [line for line in lines if not line.lstrip().startswith(("#", ">"))]
    return (
        bool(typed and answers)
        and bool(_BARE_PROMPT.match(lines[0]))
        and all(is_command(line) for line in typed)
        and not any(line.split()[0] in _PROGRAMS for line in answers)
    )


def nature_of(block: Block, context: Context) -> Nature:
    """What this fence holds, by its language, and by its words where that says nothing."""
    language = block.language
    code = block.code
    if language in DRAWING:
        return "drawing"
    if language in SHELL and language:
        return "session" if is_session(code) else "shell"
    if language in SESSION:
        return "session"
    about_words = context.within("templates", "review_template")
    if language in QUERY:
        return "query"
    if language in CODE:
        return "template" if about_words and language in ("yaml", "yml", "json", "html", "jinja") else "code"
    if language in PROSE and language:
        return "drawing" if _ROADS.search(code) and not about_words else _prose_nature(code, context, said=True)
    if language:
        return "code"
    return _guessed(code, context)


def _guessed(code: str, context: Context) -> Nature:
    lines = [line.strip() for line in code.split("\n") if line.strip()]
    if not lines:
        return ""
    if any(line.startswith("$ ") for line in lines) or is_session(code):
        return "session"
    words = [line for line in lines if not line.startswith(("#", "//", "--"))]
    if "<<" in code or "\\\n" in code:
        words = [piece.text.split("\n")[0] for piece in pieces(code) if piece.kind == "command"]
    run = sum(is_command(line) for line in words)
    if words and run * 2 >= len(words) and not context.within("templates"):
        return "shell"
    if words and run == 0 and _SQL.match(words[0]) and (";" in code or " from " in code.lower()):
        return "query"
    if len(_ROADS.findall(code)) >= 3:
        return "drawing"
    return _prose_nature(code, context, said=False)


def _prose_nature(code: str, context: Context, *, said: bool) -> Nature:
    if said and context.scenario is not None and not _ANNOUNCES.search(code):
        lines = [line.strip() for line in code.split("\n") if line.strip()]
        if lines and sum(is_command(line) for line in lines) * 2 >= len(lines):
            return "shell"
    if said or context.within("templates", "review_template", "communication", "cadence", "postmortem"):
        return "template"
    if re.search(r"\[[A-Za-z][^\]\n]{2,}\]|\{\{.+?\}\}|<[A-Za-z][\w -]+>|_{4,}", code) and _ANNOUNCES.search(code):
        return "template"
    if _ANNOUNCES.search(code) and sum(bool(_SENTENCE.match(line.strip())) for line in code.split("\n")) >= 2:
        return "template"
    return ""


def is_command(line: str) -> bool:
    """Whether this line looks like something typed into a shell."""
    line = line.strip()
    first = line.split(maxsplit=1)[0] if line.split() else ""
    word = first.rsplit("/", 1)[-1]
    if re.match(r"^[A-Z_][A-Z0-9_]*=\S*(?:\s|$)", line) or first in ("sudo", "$"):
        return True
    if first in _PROGRAMS or (word in _PROGRAMS and "/" in first):
        rest = line[len(first) :].strip()
        return not (first.isalpha() and _reads_as_prose(first, rest))
    return (
        bool(_LOOKS_RUN.search(line)) and not line.endswith((".", ":")) and not re.match(r"^(?:[-*•]|\d+[.)])\s", line)
    )


_ALONE = words_of("df dmesg free htop iostat top uptime vmstat w")


def is_inline_command(code: str, before: str) -> bool:
    """Whether code within a sentence is typed somewhere, and no name, path or setting; `before` leads to it."""
    words = code.split()
    if not words or "\n" in code or "…" in code:
        return False
    if len(words) == 1:
        told = re.search(r"\b(?:run|execute|start|type|call|with|ausfuhren|lancer?|ejecut\w+)\W*$", before.lower())
        return bool(told) and (
            code in _ALONE or bool(re.match(r"^(?:\./|~/|[\w.-]+/)?[\w./-]+\.(?:sh|py|rb|pl)$", code))
        )
    if is_slash_command(code):
        return len(words) > 1
    program = words[1] if words[0] == "sudo" and len(words) > 1 else words[0]
    known = program in _PROGRAMS or program.rsplit("/", 1)[-1] in _PROGRAMS or program.startswith(("./", "~/"))
    flagged = bool(re.match(r"^[a-z][\w./-]*$", program)) and any(re.match(r"^--?[a-zA-Z]", word) for word in words[1:])
    return (known and is_command(code)) or flagged


def _reads_as_prose(first: str, rest: str) -> bool:
    return (
        bool(rest)
        and first
        in (
            "find",
            "make",
            "test",
            "watch",
            "time",
            "set",
            "kill",
            "last",
            "service",
            "host",
            "more",
            "less",
            "who",
            "go",
            "screen",
            "head",
            "last",
            "date",
            "w",
        )
        and bool(re.match(r"^(?:the|a|an|sure|that|if|all|for|is|are|was|to|your|any|out)\b", rest))
    )


def is_prose(line: str) -> bool:
    """Whether a line inside a shell fence is none of its commands: "Status: DOWN", "1. User registration"."""
    line = line.strip()
    if re.match(r"^\d{1,3}[.)]\s+\S", line) or re.match(r"^(?:[-*•–]|→)\s+\S", line):
        return True
    if re.match(r"^[A-Z][A-Za-z /-]{1,30}:(?:\s|$)", line) and not re.match(r"^[A-Z]:\\", line):
        return True
    if re.match(r"^\[[A-Za-z ]+\]", line):
        return True
    words = line.split()
    return (
        len(words) >= 3
        and re.match(r"^[A-Z][a-z']+$", words[0]) is not None
        and sum(bool(re.fullmatch(r"[a-z',]+\.?", word)) for word in words) * 3 >= len(words) * 2
        and not re.search(r"[|$`=<>{}]|--?\w", line)
    )


def is_typed_sql(line: str) -> bool:
    """Whether a line is meant for the prompt of a database."""
    return bool(_SQL.match(line) and not re.match(r"^(?:set|show|with|kill|call|analyze) -", line)) or bool(
        re.match(r"^\\[a-z?]", line)
    )


def is_slash_command(line: str) -> bool:
    """Whether a line is typed into a chat: "/incident create"."""
    return bool(re.match(r"^/[a-z][\w-]*(?:\s|$)", line.strip()))
