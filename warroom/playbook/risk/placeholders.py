"""What has to be filled in before a command can be run, as it stands in the command."""

import re

from warroom.playbook.risk.options import words

_SHELL_SETS = words("HOME PWD USER PATH SHELL RANDOM UID HOSTNAME LOGNAME TMPDIR IFS OLDPWD PPID SECONDS")
_SINGLE = r"PID|IP|HOST|HOSTNAME|POD|SHA|VERSION|NAMESPACE"
_QUOTED = r"'[^']*'"
_FOUND = re.compile(
    r"(?P<angle><[A-Za-z](?:[\w ./:|-]{0,48}[\w])?>)"
    r"|(?P<braces>\{\{\s*[A-Za-z][\w-]*\s*\}\})"
    r"|(?P<env>(?<!\\)\$(?:\{[A-Z_][A-Z0-9_]*\}|[A-Z_][A-Z0-9_]*))"
    r"|(?P<ticket>\bINC-[0-9][\w-]*)"
    r"|(?P<word>(?<![\w$.{=-])(?<!\$\{)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w=(.-])"
    r"|(?<=[=@/:])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\w=(-])"
    rf"|(?<![^\s=@/:])(?:YOUR[_-][A-Z0-9_-]+|{_SINGLE})(?![^\s:/,]))"
)
_SET_HERE = re.compile(
    r"(?:^|[\s;(])(?:for\s+([A-Z_][A-Z0-9_]*)\s+in\b|read\s+(?:-\w+\s+)*([A-Z_][A-Z0-9_]*)|([A-Z_][A-Z0-9_]*)=)",
    re.MULTILINE,
)


def placeholders_in(text: str) -> tuple[str, ...]:
    """Each once, in order: `<previous-version>`, `{{POD}}`, `$DATABASE_URL`, `MALICIOUS_IP`, `INC-2024-001`."""
    own = _SHELL_SETS | {name for found in _SET_HERE.findall(text) for name in found if name}
    quoted = [found.span() for found in re.finditer(_QUOTED, text)] if '"' not in text else []
    found: dict[str, None] = {}
    for match in _FOUND.finditer(text):
        said = match[0]
        if match["env"]:
            name = said.strip("${}")
            if name in own or any(begin < match.start() < end for begin, end in quoted):
                continue
            said = f"${name}"
        if match["word"] and (said in own or said.startswith("AWS_")):
            continue
        found[said] = None
    return tuple(found)
