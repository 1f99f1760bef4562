"""Places that carry a secret without naming it: a URL's user, headers, cookies, .netrc, a private key's block."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

from warroom.secrets.likeness import Proof, is_random, is_said, is_secret, is_stand_in
from warroom.secrets.span import Secret

_USER = re.compile(r"""://([^\s/?#:@\[\]"'<>`\\]{0,200}+)(?::([^\s/"'<>`]{1,300}))?@(?=[\w\[$%{.-])""")
# A password with a slash in it: what follows the colon is no port, and an @ comes before the next space.
_USER_SLASHED = re.compile(
    r"""://([^\s/?#:@\[\]"'<>`]{0,60}+):(?!\d{1,5}(?:[/?#\s"'<>]|$))([^\s"'<>@`/]{0,60}+/[^\s"'<>@`]{0,100}+)@(?=[\w\[])"""
)
_PORT = re.compile(r"\d{1,5}[?#]")
_DRIVER = re.compile(r"@(?:tcp|unix|udp)\(")
_TO_LAST_BREAK = re.compile(r".*[\s\"'`]", re.DOTALL)
_THIN = re.compile(r"thin:([\w$#]{1,40}+)/([^\s@\"'/]{1,100}+)@")
_AUTHORIZATION = re.compile(
    r"""authorization\\*["'`]?\]?[ \t]*(?:=>|[:=])[ \t]*\\*["'`]?(?:([a-z][\w-]{1,30}+)[ \t]++)?""", re.ASCII
)
_CREDENTIALS = re.compile(r"""[^\s"'`,;\\]{2,}+""")
_PARAMETER = r"""[A-Za-z][\w-]{0,40}=(?:\\*"[^"\n]{0,2000}+"|[^\s,"']{0,2000}+)"""
_PARAMETERS = re.compile(rf"{_PARAMETER}(?:,?[ \t]*{_PARAMETER})*+")
_SCHEMES = frozenset(
    """
    basic bearer digest token apikey api-key key negotiate ntlm hawk oauth splunk genie gndkey sso-key
    aws4-hmac-sha256 sharedkey sharedkeylite sharedaccesssignature dpop mac
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_SIMPLE = ("basic", "bearer", "token")
_BEARER = re.compile(r"""(bearer|basic)[ \t]++([^\s"'`,;\\()]{8,}+)""", re.ASCII)
_COOKIES = re.compile(r"""cookie2?\\*["'`]?\]?(?:[ \t]*(?:=>|[:=])[ \t]*|[ \t]++)\\*["'`]?(?=[^\s=;,"']{1,100}+=)""")
_COOKIE = re.compile(r"""[ \t]*([^\s=;,"'`]{1,100}+)=(?:\\*"([^"\\\n]*+)\\*"|([^\s;"'`\\]*+))""")
_MACHINE = re.compile(
    r"(?:machine\s+\S{1,200}+|default)\s+login\s+\S{1,200}+\s+(?:account\s+\S{1,200}+\s+)?password\s+(\S+)"
)


def carried(words: str, low: str) -> Iterator[Secret]:
    """The secrets that stand where only secrets stand; `low` is the text in small letters."""
    if "://" in low and "@" in low:
        yield from _in_urls(words)
    if "@" in low:
        yield from _in_driver_addresses(words)
    if "authorization" in low:
        yield from _in_authorization(words, low)
    if "bearer" in low or "basic" in low:
        yield from _with_scheme(words, low)
    if "cookie" in low:
        yield from _in_cookies(words, low)
    if "login" in low and "password" in low:
        for match in _MACHINE.finditer(low):
            if not is_stand_in(words[slice(*match.span(1))]):
                yield Secret(*match.span(1), "password")


def _in_urls(words: str) -> Iterator[Secret]:
    for match in _USER.finditer(words):
        user, password = match.groups()
        if password and not _PORT.match(password) and not is_stand_in(password):
            yield Secret(*match.span(2), "password")
        if len(user) >= 16 and is_random(user) and any(char.isdigit() for char in user):
            yield Secret(*match.span(1), "token")
    for match in _USER_SLASHED.finditer(words):
        if not is_stand_in(match[2]):
            yield Secret(*match.span(2), "password")


def _in_driver_addresses(words: str) -> Iterator[Secret]:
    last = 0
    for match in _DRIVER.finditer(words):
        end = match.start()
        first = max(last, end - 200)
        before = _TO_LAST_BREAK.match(words, first, end)
        colon = words.find(":", before.end() if before else first, end)
        if colon >= 0 and not is_stand_in(words[colon + 1 : end]):
            yield Secret(colon + 1, end, "password")
        last = match.end()
    if "thin:" in words:
        for match in _THIN.finditer(words):
            yield Secret(*match.span(2), "password")


def _in_authorization(words: str, low: str) -> Iterator[Secret]:
    at = 0
    while match := _AUTHORIZATION.search(low, at):
        scheme = match[1] or ""
        at = match.end()
        parameters = _PARAMETERS.match(words, at) if scheme in _SCHEMES else None
        if parameters and (scheme not in _SIMPLE or "," in parameters[0]):
            yield Secret(at, parameters.end(), "digest" if scheme == "digest" else "authorization")
            at = parameters.end()
        elif value := _CREDENTIALS.match(words, at):
            said = value[0].rstrip(".)")
            proof = Proof.NAMED if scheme in _SCHEMES else Proof.UNLIKE_WORDS
            if not is_said(said) and is_secret(said, proof):
                yield Secret(at, at + len(said), scheme if scheme in _SIMPLE else "authorization")
                at = value.end()


def _with_scheme(words: str, low: str) -> Iterator[Secret]:
    for match in _BEARER.finditer(low):
        scheme, value = match[1], words[slice(*match.span(2))].rstrip(".,:)]}")
        if _names_a_user(value) if scheme == "basic" else is_secret(value, Proof.UNLIKE_WORDS):
            yield Secret(match.start(2), match.start(2) + len(value), scheme)


def _names_a_user(value: str) -> bool:
    """Whether this is user:password in base64."""
    try:
        return len(value) < 2000 and b":" in b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (Error, ValueError):
        return False


def _in_cookies(words: str, low: str) -> Iterator[Secret]:
    at = 0
    while match := _COOKIES.search(low, at):
        at = match.end()
        only_first = low.endswith("set-", 0, match.start())
        while pair := _COOKIE.match(words, at):
            group = 2 if pair[2] is not None else 3
            if len(pair[group]) > 1 and not is_stand_in(pair[group]):
                yield Secret(*pair.span(group), "cookie")
            at = pair.end()
            if only_first or words[at : at + 1] != ";":
                break
            at += 1
