"""What only the team should read: machines, addresses, paths, pages of its own."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import urlsplit

from warroom.playbook.model import Playbook
from warroom.updates.lint.found import Against, Fault, fault

MACHINE = "names a machine"
_DOMAINS = (
    "internal", "local", "lan", "corp", "intra", "intranet", "localdomain", "private", "svc", "home.arpa",
    "amazonaws.com", "cloudapp.azure.com", "compute.internal", "cluster.local",
)  # fmt: skip
_HOST = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:"
    + "|".join(re.escape(domain) for domain in _DOMAINS)
    + r")\b(?![\w-])",
    re.IGNORECASE,
)
_V4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?::\d{2,5})?(?![\d]|\.\d)")
_V6 = re.compile(r"(?<![\w:])\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:/\d{1,3})?(?![\w:])", re.IGNORECASE)
_SHAPED = re.compile(
    r"""(?<![\w./@#-])(?:
      (?:[a-z][a-z0-9]*-)*(?:db|database|web|app|api|cache|redis|pg|postgres|postgresql|mysql|mariadb|mongo|node|host|srv
        |server|worker|queue|kafka|elastic|es|lb|proxy|haproxy|nginx|vm|k8s|kube|master|replica|primary|standby|bastion
        |gw|gateway|mq|rabbit|rabbitmq|etcd|consul|vault|storage|nas|edge|ns|mx|mail|job|cron|prod|prd|stg|staging|dev
        |backend|frontend|shard|runner|build|ci|auth|search|batch)(?:-[a-z]+)*(?:-\d{1,5}|0\d{1,3}|[1-9]\d{1,2})
        (?:[a-z]?(?:-[a-z0-9]{1,6})?)
      | ip(?:-\d{1,3}){4}
      | i-[0-9a-f]{8}(?:[0-9a-f]{9})?
      | [a-z][a-z0-9]*(?:-[a-z0-9]+)*-(?=[a-z0-9]*\d)[a-f0-9]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}
      | (?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])(?:[0-9a-f]{12}|[0-9a-f]{40}|[0-9a-f]{64})
    )(?![\w@]|-\w|\.\w)""",
    re.VERBOSE,
)
_PATH = re.compile(
    r"(?<![\w/:.<])(?:/(?:etc|var|usr|home|opt|srv|tmp|root|mnt|proc|sys|app|data|run|bin|sbin|lib|dev|Users|boot|logs?)"
    r"/[\w./@+-]*[\w/]|~/[\w./-]+|[A-Z]:\\[\w.\\ -]+\w|\\\\[\w.-]+\\[\w.\\$-]+)"
)
_FILE = re.compile(
    r"(?<![\w/.-])[\w-]+\.(?:(?:log|conf|cfg|ini|py|rb|java|sql|sh|yaml|yml|env)\b(?!\.\w)(?::\d+)?"
    r"|(?:js|ts|tsx|go|rs|php|c|cpp|cs|kt):\d+)"
)
_URL = re.compile(r"\b(?:https?|ftp|ssh|postgres(?:ql)?|redis|mysql|amqp|mongodb|git)://[^\s<>()\"'\]]+", re.IGNORECASE)
_TOOLS = re.compile(
    r"^(?:grafana|kibana|jenkins|sentry|jira|confluence|wiki|prometheus|alertmanager|runbooks?|argo\w*|vault|consul"
    r"|gitlab|git|ci|build|logs?|metrics|monitoring|intranet|admin|staging|stg|dev|test)\.|\.(?:pagerduty|slack|datadoghq"
    r"|splunk|atlassian|sentry|grafana|opsgenie|newrelic|honeycomb)\.(?:com|net|io|eu)$",
    re.IGNORECASE,
)


def ours(text: str, against: Against) -> Iterator[Fault]:
    """What names something of the team's own, in order and apart; what is certain goes before what only looks so."""
    done: list[tuple[int, int]] = []
    for one in sorted(_all(text, against), key=lambda found: (not found.must, found.begin, -found.end)):
        if not any(one.begin < end and begin < one.end for begin, end in done):
            done.append((one.begin, one.end))
            yield one


def _all(text: str, against: Against) -> Iterator[Fault]:
    yield from _urls(text)
    for match in _HOST.finditer(text):
        yield _machine(text, match.span(), must=True)
    yield from _addresses(text)
    for name in against.hosts:
        for match in re.finditer(rf"(?<![\w.-]){re.escape(name)}(?![\w-]|\.\w)", text, re.IGNORECASE):
            yield _machine(text, match.span(), must=True)
    for match in _PATH.finditer(text):
        yield fault(text, match.span(), "path", "names a file", f"{match[0]} is ours to know", must=True)
    for match in _FILE.finditer(text):
        yield fault(text, match.span(), "path", "names a file", f"{match[0]} is ours to know", must=False)
    for match in _SHAPED.finditer(text):
        yield _machine(text, match.span(), must=False)


def _machine(text: str, spot: tuple[int, int], *, must: bool) -> Fault:
    return fault(text, spot, "machine", MACHINE, f"{text[spot[0] : spot[1]]} is ours to know", must=must)


def _urls(text: str) -> Iterator[Fault]:
    for match in _URL.finditer(text):
        spot = (match.start(), match.start() + len(match[0].rstrip(".,;:!?")))
        try:
            host = urlsplit(match[0]).hostname or ""
        except ValueError:
            continue
        if not match[0].lower().startswith("http") or _stays(host) or _TOOLS.search(host):
            yield fault(text, spot, "url", "links to a page of ours", "users cannot open it", must=True)


def _stays(host: str) -> bool:
    """Whether no reader outside can reach this host."""
    try:
        return not IPv4Address(host).is_global
    except AddressValueError:
        return "." not in host or bool(_HOST.fullmatch(host))


def _addresses(text: str) -> Iterator[Fault]:
    for match in _V4.finditer(text):
        try:
            inside = not IPv4Address(match[0].partition("/")[0].partition(":")[0]).is_global
        except AddressValueError:
            continue
        said = "is an address inside" if inside else "is an address"
        yield fault(text, match.span(), "address", "names an address", f"{match[0]} {said}", must=inside)
    for match in _V6.finditer(text):
        words = match[0].strip("[").partition("/")[0]
        try:
            inside = not IPv6Address(words).is_global
        except AddressValueError:
            continue
        if len(words) > 2:
            yield fault(text, match.span(), "address", "names an address", f"{words} is an address", must=inside)


def hosts_of(playbook: Playbook) -> tuple[str, ...]:
    """The hosts a playbook's checks ask that no user knows: not those of public web pages, and no everyday words."""
    found: dict[str, None] = {}
    for check in playbook.checks:
        for value in check.options.values():
            for host in _hosts_in(value):
                public = (
                    check.kind in ("http", "statuspage", "tls", "dns") and "." in host and not _HOST.fullmatch(host)
                )
                if host and not public and _tells(host):
                    found[host] = None
    return tuple(found)


def _tells(host: str) -> bool:
    """Whether the name is one: "orders-db" or "db1", not "cache"; an address is found by its own shape."""
    return bool(re.search(r"[.\d-]", host)) and not _V4.fullmatch(host) and any(letter.isalpha() for letter in host)


def _hosts_in(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _hosts_in(one)
    if not isinstance(value, str) or len(value) > 2000:
        return
    try:
        if "://" in value:
            yield urlsplit(value).hostname or ""
        elif re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d+)?", value):
            yield value.partition(":")[0]
    except ValueError:
        return
