"""What is known to read and to end among the programs that speak with clouds, containers and forges."""

import re
from collections.abc import Sequence

from warroom.playbook.risk.options import Options, after, words

_Argv = Sequence[str]

_AWS = Options(
    "", "", words("--debug --no-cli-pager --no-paginate --no-verify-ssl"),
    words("--profile --region --output --query --color --ca-bundle --cli-read-timeout"
          " --cli-connect-timeout"),
)  # fmt: skip
_AWS_READ = re.compile(r"(?:describe|list|get|batch-get|head)-[a-z0-9-]+")
_AWS_HANDS_OUT = re.compile(
    r"object|output|export|sdk|secret|token|login|password|credential|media|clip|file|content|artifact|archive|payload"
    r"|shadow|thumbnail|chunk|asset|tile|read-set|snapshot-block|get-(?:latest-)?configuration$|get-re(?:source|ference)$"
)
"""Reads of the API that write a file here, or print what opens a door."""


def aws(args: _Argv) -> bool:
    """The API's describe, list and get; what hands out files or secrets is none."""
    service, *rest = after(_AWS, args) or [""]
    action, *more = rest or [""]
    if service == "s3":
        return action == "ls"
    if service == "logs" and action == "tail":
        return not any(word.startswith("--f") and not word.startswith(("--filter", "--format")) for word in more)
    decrypts = any(word.startswith(("--with-d", "--cli-input", "--generate", "--endpoint")) for word in more)
    reads = _AWS_READ.fullmatch(action) and not _AWS_HANDS_OUT.search(action) and not decrypts
    return bool(reads) and bool(re.fullmatch(r"[a-z0-9-]+", service))


_KUBECTL = Options(
    "",
    "",
    words("--insecure-skip-tls-verify"),
    words("-n --namespace --context --cluster --request-timeout"),
)


def kubectl(args: _Argv) -> bool:
    """What shows the cluster and ends, but for secrets."""
    action, *more = after(_KUBECTL, args) or [""]
    # A configuration of its own may name a program that is run, and another server would be told our token.
    if any("secret" in word.lower() or word.startswith(("--kubeconfig", "--server", "-s")) for word in more):
        return False
    if action in ("get", "describe", "explain", "top", "api-resources", "version"):
        return not any(
            re.match(r"-\w*w|--watch|--edit", word) and not word.startswith("--watch=false") for word in more
        )
    if action == "logs":
        return not any(re.match(r"-\w*f|--fol", word) for word in more)
    if action == "rollout":
        return more[:1] == ["history"]
    return action == "config" and more[:1] in (["current-context"], ["get-contexts"])


_DOCKER = Options("", "", frozenset(), words("-c --context -H --host"))
_COMPOSE = Options("", "", frozenset(), words("-f --file -p --project-name"))


def docker(args: _Argv) -> bool:
    """What shows containers and ends."""
    rest = after(_DOCKER, args)
    if rest[:1] == ["compose"]:
        return compose(rest[1:])
    if rest[:1] in (["container"], ["image"], ["volume"], ["network"]):
        return rest[1:2] in (["ls"], ["list"], ["inspect"])
    action, *more = rest or [""]
    if action == "logs":
        return _ends(more)
    if action == "stats":
        return "--no-stream" in more
    if action == "system":
        return more[:1] == ["df"]
    return action in ("ps", "inspect", "images", "version", "info", "top", "port", "diff")


def compose(args: _Argv) -> bool:
    """The same of a project."""
    action, *more = after(_COMPOSE, args) or [""]
    return action in ("ps", "ls", "images", "top") or (action == "logs" and _ends(more))


def _ends(args: _Argv) -> bool:
    return not any(re.match(r"-\w*f|--fol", word) for word in args)


def heroku(args: _Argv) -> bool:
    """Logs so far, processes, releases."""
    action, *more = args or [""]
    if action == "logs":
        return not any(word.startswith(("-t", "--t")) for word in more)
    return action in ("ps", "releases", "status", "pg:info", "pg:ps", "apps:info")


def pm2(args: _Argv) -> bool:
    """Programs, and their logs so far."""
    action, *more = args or [""]
    if action == "logs":
        return "--nostream" in more
    return action in ("list", "ls", "status", "info", "describe", "show", "jlist", "prettylist")


_GH = words("run:list run:view pr:list pr:view pr:status pr:checks issue:list issue:view release:list release:view")


def gh(args: _Argv) -> bool:
    """Runs, pull requests, issues and releases, listed or viewed here and not in a browser."""
    return ":".join(args[:2]) in _GH and not any(re.match(r"-\w*w|--w", word) for word in args)


def terraform(args: _Argv) -> bool:
    """The state, as it is known."""
    return args[:1] in (["show"], ["version"]) or args[:2] == ["state", "list"]
