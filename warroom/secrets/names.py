"""Names that say "a secret follows": password, DB_PASSWORD, x-api-key, clientSecret, AccountKey, access_token."""

import re
from functools import lru_cache

import msgspec

from warroom.secrets.likeness import Proof


class Name(msgspec.Struct, frozen=True):
    """What a name promises, and how much its value must look like it."""

    kind: str
    proof: Proof = Proof.NAMED


_ENDINGS = {
    "password": "password", "passwd": "password", "passphrase": "password", "passcode": "password",
    "userpass": "password", "passwort": "password", "dbpass": "password", "pwd": "password",
    "secret": "secret", "token": "token",
    "apikey": "api key", "appkey": "api key", "applicationkey": "api key", "accesskey": "access key",
    "secretkey": "secret key", "privatekey": "private key", "privkey": "private key", "accountkey": "account key",
    "sharedkey": "shared key", "sharedaccesssignature": "signature", "encryptionkey": "encryption key",
    "signingkey": "signing key", "masterkey": "master key", "authkey": "auth key", "licensekey": "license key",
    "subscriptionkey": "subscription key", "storagekey": "storage key", "integrationkey": "integration key",
    "servicekey": "service key", "insertkey": "api key", "functionskey": "api key",
    "webhookkey": "api key", "clientkey": "api key", "psk": "shared key",
}  # fmt: skip
_WHOLE = {
    "pass": Name("password", Proof.UNLIKE_WORDS), "pw": Name("password", Proof.UNLIKE_WORDS),
    "pswd": Name("password", Proof.UNLIKE_WORDS), "psw": Name("password", Proof.UNLIKE_WORDS),
    "credential": Name("credential", Proof.UNLIKE_WORDS), "creds": Name("credential", Proof.UNLIKE_WORDS),
    "cred": Name("credential", Proof.UNLIKE_WORDS),
    "auth": Name("credential", Proof.RANDOM), "bearer": Name("bearer", Proof.RANDOM), "key": Name("key", Proof.RANDOM),
    "sig": Name("signature", Proof.RANDOM), "signature": Name("signature", Proof.RANDOM),
    "session": Name("session", Proof.RANDOM),
    "sessionid": Name("session", Proof.RANDOM), "jsessionid": Name("session", Proof.RANDOM),
    "phpsessid": Name("session", Proof.RANDOM), "sid": Name("session", Proof.RANDOM),
}  # fmt: skip
_HEADERS = {
    "authorization": "authorization", "proxyauthorization": "authorization", "xauthorization": "authorization",
    "cookie": "cookie", "cookies": "cookie", "setcookie": "cookie",
}  # fmt: skip
# A name that ends so tells about a secret and holds none: token_type, password_file, secretName, api_key_id.
_ABOUT = frozenset(
    """
    name names id ids file files path url uri type kind ttl expiry expires expired expiration exp lifetime length
    len count counts policy policies at in reset rotation rotated arn ref reference refs endpoint limit size stdin
    env age version status state valid validity issuer bucket max min used usage hint field prompt error errors
    provider service server manager store storage method mode header algorithm alg host port user username date time
    updated created enabled required changed page form check checks rate source format prefix label description days
    hours minutes seconds
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_OPEN_KEYS = frozenset(
    """
    cache primary foreign partition sort idempotency object s3 group hash range shard public pub row dedup map
    lookup config feature arrow redis
    """.split()  # noqa: SIM905 - reads better than each word in quotes
)
_BEFORE_KEY = re.compile(
    r"(api|app|access|secret|private|account|license|encryption|signing|master|integration|shared)[ \t]$"
)
_JOINTS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 80

HINTS = ("pass", "pwd", "pw", "secret", "token", "key", "auth", "cred", "sig", "sess", "sid", "cookie", "bearer", "psk")


def promise(words: str, start: int, end: int) -> Name | None:
    """What the name that stands here promises, with regard to the word before: "api key" is more than "key"."""
    name = _promise(words[max(start, end - _LONGEST_NAME) : end])
    if name and name.kind == "key":
        before = _BEFORE_KEY.search(words[max(0, start - 12) : start].lower())
        if before:
            return Name(f"{before[1]} key")
    return name


@lru_cache(1024)
def _promise(name: str) -> Name | None:
    parts = [part for part in _JOINTS.split(name) if part]
    while parts and parts[-1].isdigit():
        parts.pop()
    if not parts:
        return None
    low = [part.lower() for part in parts]
    low[-1] = low[-1].rstrip("0123456789")
    if low[-1] in _ABOUT and low[-2:] != ["session", "id"]:
        return None
    if low[-1] in ("key", "keys") and low[-2:-1] and low[-2] in _OPEN_KEYS:
        return None
    whole = "".join(low)
    several = whole.endswith("s") and not whole.endswith("pass")
    one = whole[:-1] if several else whole
    kind = next((kind for ending, kind in _ENDINGS.items() if one.endswith(ending)), None)
    if kind:
        return Name(kind, Proof.UNLIKE_WORDS if several else Proof.NAMED)
    last = low[-1]
    weak = _WHOLE.get(whole) or _WHOLE.get(last) or (_WHOLE.get(last[:-1]) if last.endswith("s") else None)
    if last == "cookie" and low[:-1] not in ([], ["set"]):  # "cookie: a=b" itself is read as a header
        return Name("cookie", Proof.RANDOM)
    if weak and weak.kind == "password" and len(parts) > 1 and name.isupper():
        return Name(weak.kind)
    if weak or low[-2:] == ["session", "id"]:
        return weak or _WHOLE["sessionid"]
    kind = next((kind for ending, kind in _ENDINGS.items() if ending in whole), None)
    if kind and len(parts) > 1:
        return Name(kind, Proof.NAMED if name.isupper() else Proof.RANDOM)
    return None


def promise_of_key(key: str) -> Name | None:
    """The same for a key of a mapping, where headers that carry secrets promise one whatever their value is."""
    header = _HEADERS.get(re.sub(r"[^a-z]", "", key.lower())) if len(key) <= _LONGEST_NAME else None
    if header:
        return Name(header)
    name = promise(key, 0, len(key))
    if name and name.kind == "credential":
        return Name(name.kind, Proof.UNLIKE_WORDS)
    return name
