"""What a value looks like: a stand-in for a secret, ordinary language, or something nobody would say aloud."""

import re
from enum import IntEnum


class Proof(IntEnum):
    """How much a value must look like a secret before it is taken for one; more where the name before it says less."""

    NAMED = 0
    UNLIKE_WORDS = 1
    RANDOM = 2


_STAND_INS = frozenset(
    """
    none null nil true false yes no on off ok okay missing expired invalid valid wrong bad unknown undefined unset
    empty set required optional redacted filtered hidden masked removed changed unchanged rotated reset revoked
    leaked stolen default disabled enabled n/a na tbd todo str string int bool bytes object dict text value
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_SAID = frozenset(
    """
    vault here there see ask below above same new old fine good down up broken stale pending unknown unchanged token
    tokens header headers auth authentication authorization scheme flag option argument parameter prompt is was and
    or not does to with without for in from instead of as via by at but if when that this password secret key keys
    only still also maybe command commands switch switches flags options has had can should must
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_TECHNICAL = frozenset(
    """
    sha1 sha256 sha384 sha512 md5 oauth2 http2 http3 base64 base32 utf8 ipv4 ipv6 argon2 pbkdf2 x509 ed25519 rs256
    hs256 es256 log4j neo4j k8s ec2 s3 i18n l10n 2fa u2f web3 v4
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_STAND_IN = re.compile(
    r"""
      \W*                                              # dots, stars, an ellipsis
    | [xX]{3,} | [*•.x#?_-]{3,}.{0,4}                  # xxxx, ****1234
    | <[^<>]{0,200}> | <[A-Za-z_-]*
    | \[[\w \-:.]{0,60}\]? | \([\w \-:.]{0,60}\)
    | \$\{[^}]{0,200}\}? | \$\([^)]{0,200}\)?
    | \$[A-Z_][A-Z0-9_]{0,100} | \$[a-z_]+(?:[A-Z][a-z]+){0,9} | \$env:\w{0,100} | %\w{1,100}%
    | \#?\{\{.{0,200} | \#?\{[\w.]{0,100}\}? | %\(\w{1,100}\)s | %[sdvq] | :[a-z_]{1,40}
    | arn:\S{1,300} | (?:vault|ssm|secretsmanager|op|env|file|keyring|sops):\S{1,300}
    | !(?:Ref|Sub|GetAtt|vault|reference|secret)\b.{0,200}
    | [a-z_]{3,40}(?:\.[a-z_]{2,40}){0,4}\((?:["'].{0,80}|\)?)             # a call in a program
    | (?:self|this|settings|config|cfg|process\.env|os\.environ|env|var|vars|local|data|secrets|args|opts|options)
      (?:\.[A-Za-z_]{1,100}|\[['"]\w{1,100}['"]?\]?){1,6}
    """,
    re.VERBOSE | re.DOTALL,
)
_PATH = re.compile(r"(?:\.{0,2}|~)/(?:[a-z0-9_.-]{1,40}/){0,12}[a-z0-9_.-]{0,40}|~|[A-Z]:\\.{0,200}")
_LETTERS = re.compile(r"[^\W\d_]+(?:[-_/'’.,:;&+|*@][^\W\d_]*)*")
_NUMBERS = re.compile(
    r"[~<>≈+#±-]{0,2}\d[\d.,:/_+×%-]*[A-Za-zµ%°]{0,3}(?:/[a-z]{1,4})?"  # 35ms, 14:00, 10.0.0.1:80, 4/5, 12k, 503s
    r"|v\d[\w.-]{0,20}|[A-Z]{1,2}\d{1,4}"
    r"|\d{4}-\d\d-\d\d[T ]?[\d:.+Z-]*"
    r"|(?:\d{1,4}[a-z]{1,3}){1,4}"  # 1h30m
)
_PLACES = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]{0,20}://.{0,500}"
    r"|(?:[a-z]+\d{0,3}|\d+)(?:[-._:/@#=](?:[a-z]+\d{0,3}|\d+))+/?"  # db-01, api.example.com:443, user:12:profile
    r"|@[\w.-]+|[\w.+-]+@[\w.-]+\.[a-z]+"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_OPAQUE = re.compile(r"[\w+/=.~%:-]{12,}")
_WORKLOAD = re.compile(r"[a-z]+(?:-[a-z0-9]{1,20})+")
_TURNS = re.compile(r"[a-z][A-Z]")
_LONGEST_WORD = 28
_LONGEST_ORDINARY = 300


def is_secret(value: str, proof: Proof) -> bool:
    """Whether a value that stands behind a name which asks for this much proof is a secret."""
    if len(value) > _LONGEST_ORDINARY:
        return proof is Proof.NAMED or not re.search(r"\s", value[:_LONGEST_ORDINARY])
    if is_stand_in(value):
        return False
    if proof is Proof.NAMED:
        return True
    if is_ordinary(value):
        return False
    return proof is Proof.UNLIKE_WORDS or is_random(value)


def is_stand_in(value: str) -> bool:
    """Whether a value only stands where a secret would: none, missing, ****, <token>, ${VAR}, {{ token }}, a path."""
    bare = value.strip("\"'`.,;:!?()[]").lower()
    return not bare or bare in _STAND_INS or bool(_STAND_IN.fullmatch(value) or _PATH.fullmatch(value))


def is_said(value: str) -> bool:
    """Whether a value is rather a word of the sentence: "see", "vault", and what ends as "rotated" and "failing" do."""
    bare = value.strip("\"'`.,;:!?()[]").lower()
    return bare in _SAID or (bare.isalpha() and bare.endswith(("ed", "ing")))


def is_ordinary(value: str) -> bool:
    """Whether a value is a word, a number with its unit, a time, a version, a place: what a scribe writes all day."""
    value = value.rstrip("!")
    if value.lower() in _TECHNICAL or len(value) < 4:
        return True
    if _LETTERS.fullmatch(value):
        return len(max(re.split(r"\W", value), key=len)) < _LONGEST_WORD and len(_TURNS.findall(value)) < 3
    return bool(_NUMBERS.fullmatch(value) or _PLACES.fullmatch(value))


def is_random(value: str) -> bool:
    """Whether a value is long, in one piece and of the letters keys are made of."""
    if not _OPAQUE.fullmatch(value) or _UUID.fullmatch(value) or _WORKLOAD.fullmatch(value):
        return False
    return any(char.isdigit() for char in value) or len(value) >= _LONGEST_WORD
