"""Values that stand behind a name: password=x, "token": "x", --secret x, DB_PASSWORD: x, "the password is x"."""

import re
from collections.abc import Iterator

from warroom.secrets.likeness import Proof, is_said, is_secret, is_stand_in
from warroom.secrets.names import Name, promise
from warroom.secrets.span import Secret
from warroom.secrets.value import Value, value_at

_PAIR = re.compile(
    r"""
    (?<![\w.-]) ([\w.-]++) (\\{0,3}["'`]?\]?)
    (?: (?:[ \t]++(?:is|was)(?=:))? [ \t]{0,8}+
        (?: (?P<equals> =>|:=|={1,3}(?![=~])) | (?P<colon> :(?!:|//)|->|→) | (?P<tag> >) ) (?P<gap> [ \t]*+)
      | [ \t]++
        (?:(?:for|of|on|to)[ \t]++(?:(?:the|an?|our|his|her|their|this|that)[ \t]++)?[\w@.'-]{1,40}+[ \t]++)?
        (?P<prose> (?:is|was|are|were)[ \t]++ (?:(?:now|still|just|again|(?:re)?set[ \t]to|changed[ \t]to)[ \t]++){0,3}
        | (?:was[ \t]++)?(?:changed|(?:re)?set|rotated)[ \t]++to[ \t]++ )
    )
    """,
    re.VERBOSE | re.ASCII,
)
_FLAG = re.compile(r"(?<![\w-])--?([a-z][\w-]{3,})[ \t]++(?=[^\s-])", re.ASCII)
_ENTRY = re.compile(
    r"""(?:name|key)\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?([\w.-]++)\\?["']?\s{0,4},?\s{0,40}"""
    r"""\\?["']?value\\?["']?\s{0,4}[:=]\s{0,4}""",
    re.ASCII,
)
_POLITE = re.compile(r"(?:password|passwd|passphrase|pwd|pw)[ \t]++(?=[^\s:=])", re.ASCII)
_BLOCK = re.compile(r"[|>][-+]?[ \t]*\r?\n[ \t]*+")
_LIST = re.compile(r"\[\s{0,40}")
_NEXT = re.compile(r"\s{0,8},\s{0,40}")
# What may stand before a name at the beginning of a line or clause.
_BEGINS = re.compile(
    r"""(?:^|[\n{,;(\[&?|])[ \t]*
        (?:[-*•+>][ \t]+|export[ \t]+|set[ \t]+|env[ \t]+|-[eD][ \t]*|[-\d:hmsZ]+[ \t]+)?["'`\\]*$""",
    re.VERBOSE,
)
_ENDS = re.compile(r"[ \t]+#|[ \t]*(?:\\[nr]|[\n\r,;})&|\]<]|\Z)")
_DIGIT = re.compile(r"\d")
_USER = re.compile(r"[\w.@+-]{1,60}[:/](?=.)")
_CHOSEN = re.compile(r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)(?=\S*[!@#$%^&*?_+=])\S{8,60}", re.ASCII)


def behind_names(words: str, low: str) -> Iterator[Secret]:
    """The secrets that a name before them betrays; `low` is the text in small letters."""
    at = 0
    while match := _PAIR.search(low, at):
        at = match.end()
        name = promise(words, *match.span(1))
        for secret in _behind(words, match, name) if name else ():
            at = max(at, secret.end)
            yield secret
    for pattern, place in ((_FLAG, "-"), (_ENTRY, "value")):
        for match in pattern.finditer(low) if place in low else ():
            name = promise(words, *match.span(1))
            value = name and value_at(words, match.end())
            if name and value and not (pattern is _FLAG and is_said(value.of(words))):
                yield from _judged(words, value, name, name.proof)


def after_passwords(words: str, low: str) -> Iterator[Secret]:
    """What follows the bare word "password" where it has every sign of a chosen one: "password Summer2024!"."""
    for match in _POLITE.finditer(low):
        value = value_at(words, match.end())
        if value and _is_chosen(value.of(words), value.quoted):
            yield Secret(value.start, value.end, "password")


def _is_chosen(value: str, quoted: bool) -> bool:
    """Whether a value that nothing but its place gives away has a digit in its quotes, or all that policies ask for."""
    if not (_DIGIT.search(value) if quoted else len(value) <= 60 and _CHOSEN.fullmatch(value)):
        return False
    return is_secret(value, Proof.UNLIKE_WORDS)


def _behind(words: str, match: re.Match[str], name: Name) -> Iterator[Secret]:
    if match["colon"] and words.endswith("//", 0, match.start()):
        return  # a URL's user: what follows is no setting
    before = words[max(0, match.start() - 1) : match.start()]
    quote_closed = match[2].rstrip("]") != ""
    at = match.end()
    if match["colon"] and (block := _BLOCK.match(words, at)):
        at = block.end()
    if quote_closed and (several := _LIST.match(words, at)):
        yield from _listed(words, several.end(), name)
        return
    if quote_closed and words[at : at + 1] in ("\n", "\r"):
        at += len(words[at : at + 80]) - len(words[at : at + 80].lstrip())
    value = value_at(words, at, in_query=before in ("?", "&"), tag=bool(match["tag"]))
    if not value or (match["tag"] and before not in ("<", ":")):
        return
    if value.quoted and not quote_closed and before == words[at : at + 1]:
        return  # the name itself stands in quotes: "password:"
    said = value.of(words)
    proof = name.proof
    if not (value.quoted or quote_closed or match["tag"] or (match["equals"] and not match["gap"])):
        if is_said(said):
            return
        proof = max(proof, _proof_in_language(words, match, name, value))
    if match["prose"]:
        value = Value(value.start, value.start + len(said.rstrip(".,;:?)")), value.quoted)
    yield from _judged(words, value, name, proof)


def _proof_in_language(words: str, match: re.Match[str], name: Name, value: Value) -> Proof:
    """How much a value must look like a secret where the name may as well be a word of a sentence."""
    alone = bool(_ENDS.match(words, value.after))
    if name.kind not in ("password", "secret"):
        return Proof.UNLIKE_WORDS if alone or not match["prose"] else Proof.RANDOM
    if match["prose"] or not alone:
        return Proof.UNLIKE_WORDS
    begins = _BEGINS.search(words, max(0, match.start() - 24), match.start())
    names_one = name.kind == "secret" and "-" in value.of(words)  # secret: db-credentials
    return Proof.NAMED if (begins or match["equals"]) and not names_one else Proof.UNLIKE_WORDS


def _listed(words: str, at: int, name: Name) -> Iterator[Secret]:
    while value := value_at(words, at):
        if not value.quoted:
            return
        yield from _judged(words, value, name, Proof.NAMED)
        more = _NEXT.match(words, value.after)
        if not more:
            return
        at = more.end()


def _judged(words: str, value: Value, name: Name, proof: Proof) -> Iterator[Secret]:
    start = value.start
    if name.kind == "credential" and proof is Proof.UNLIKE_WORDS and not is_stand_in(value.of(words)):
        user = _USER.match(words, start, value.end)
        start = user.end() if user else start
    said = words[start : value.end]
    if not (name.kind != "password" and said.isdigit() and len(said) < 8) and is_secret(said, proof):
        yield Secret(start, value.end, name.kind)
