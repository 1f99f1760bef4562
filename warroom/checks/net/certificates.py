"""Certificates of TLS: what they say of themselves, valid or not, and what is wrong with a chain of them in words."""

import ssl
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from warroom.checks.result import excerpt
from warroom.checks.units import span

_EXPIRED, _NOT_YET, _SELF_SIGNED, _UNTRUSTED_TOP = 10, 9, 18, 19
_NO_ISSUER = (20, 21)
_WRONG_NAME = (62, 64)
_NAMES_SAID = 3
_DER = 2
_DAY_S, _YEAR_S = 86_400, 31_557_600


class Certificate(NamedTuple):
    """What a certificate says: whose it is, for which names, who signed it, from when to when in Unix seconds.

    `subject` and `signed_by` are the whole names, by which one certificate of a chain finds the next.
    """

    name: str
    names: tuple[str, ...]
    issuer: str
    begins_s: float
    ends_s: float
    subject: str = ""
    signed_by: str = ""


def of_verified(said: Mapping[str, Any]) -> Certificate:
    """The certificate as `getpeercert()` gives one that was verified."""
    names = tuple(str(value) for _, value in said.get("subjectAltName", ()))
    subject, issuer = _parts(said.get("subject", ())), _parts(said.get("issuer", ()))
    return Certificate(
        subject.get("commonName") or next(iter(names), ""),
        names,
        issuer.get("commonName") or issuer.get("organizationName", ""),
        ssl.cert_time_to_seconds(said["notBefore"]),
        ssl.cert_time_to_seconds(said["notAfter"]),
    )


def _parts(name: Sequence[Sequence[tuple[str, str]]]) -> dict[str, str]:
    return {key: value for part in name for key, value in part}


def of_der(chain: Sequence[bytes]) -> tuple[Certificate, ...]:
    """The certificates in DER, verified or not; those that cannot be read are left out. Slow when first called."""
    from cryptography import x509

    found = []
    for der in chain:
        try:
            found.append(_read(x509.load_der_x509_certificate(der)))
        except ValueError:
            continue
    return tuple(found)


def _read(read: Any) -> Certificate:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    try:
        holder = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(str(each.value) for each in holder if isinstance(each, x509.DNSName | x509.IPAddress))
    except (ValueError, x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        names = ()

    def called(name: x509.Name) -> str:
        for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
            for attribute in name.get_attributes_for_oid(oid):
                return str(attribute.value)
        return ""

    return Certificate(
        called(read.subject) or next(iter(names), ""),
        names,
        called(read.issuer),
        read.not_valid_before_utc.timestamp(),
        read.not_valid_after_utc.timestamp(),
        read.subject.rfc4514_string(),
        read.issuer.rfc4514_string(),
    )


def chain_of(spoken: ssl.SSLObject, *, verified: bool) -> list[bytes]:
    """The other side's chain as DER, its own first: the one it was verified by, or the one it sent."""
    ask = f"get_{'verified' if verified else 'unverified'}_chain"
    # Public from Python 3.13 on; before that only the object beneath has it.
    method = getattr(spoken, ask, None) or getattr(getattr(spoken, "_sslobj", None), ask, None)
    found = (method() if method else None) or [spoken.getpeercert(True)]
    return [each if isinstance(each, bytes) else each.public_bytes(_DER) for each in found if each]


def trouble(code: int, message: str, host: str, chain: Sequence[Certificate], now_s: float) -> tuple[str, str]:
    """What OpenSSL's verify code means for this chain: a word of at most 7 letters, and a sentence with the dates."""
    own = chain[0]
    ends = f"it {_ends(own, now_s)}"
    if code in (_EXPIRED, _NOT_YET):
        return _out_of_date(code, chain, now_s)
    if code in _WRONG_NAME:
        return "name", f"certificate name mismatch: it is for {said_names(own)}, not for {host}; {ends}"
    if code == _SELF_SIGNED:
        return "issuer", f"certificate signed by itself; {ends}"
    if code == _UNTRUSTED_TOP:
        top = excerpt(_top(chain).name)
        return "issuer", f"certificate signed by an unknown issuer: its chain ends in `{top}`, not trusted here; {ends}"
    if code in _NO_ISSUER:
        missing = excerpt(_top(chain).issuer)
        why = f"`{missing}` was not sent and is not trusted here: an intermediate is missing, or an authority unknown"
        return "chain", f"certificate chain incomplete, {why}; {ends}"
    return "tls", f"certificate refused: {excerpt(message)}; {ends}"


def _out_of_date(code: int, chain: Sequence[Certificate], now_s: float) -> tuple[str, str]:
    """Whichever certificate of the chain is out of its dates, its own first."""
    own = chain[0]
    if code == _EXPIRED:
        wrong = next((each for each in chain if each.ends_s < now_s), own)
        said = f"expired {_ago(now_s - wrong.ends_s)}, on {day(wrong.ends_s)}"
    else:
        wrong = next((each for each in chain if each.begins_s > now_s), own)
        said = f"not valid yet: it begins in {span(max(0.0, wrong.begins_s - now_s))}, on {day(wrong.begins_s)}"
    whose = "certificate" if wrong is own else f"issuer's certificate `{excerpt(wrong.name)}`"
    return "expired" if code == _EXPIRED else "not yet", f"{whose} {said}"


def _top(chain: Sequence[Certificate]) -> Certificate:
    """The last certificate that can be reached from the first, each signed by the next; order is not relied on."""
    top = chain[0]
    for _ in chain:
        above = next((each for each in chain if each.subject == top.signed_by and each is not top), None)
        if above is None or top.subject == top.signed_by:
            break
        top = above
    return top


def _ends(certificate: Certificate, now_s: float) -> str:
    left, on = certificate.ends_s - now_s, day(certificate.ends_s)
    return f"ends in {span(left)}, on {on}" if left >= 0 else f"expired {_ago(-left)}, on {on}"


def _ago(seconds: float) -> str:
    return f"{span(max(0.0, seconds))} ago"


def day(seconds: float) -> str:
    """The day of a Unix time, in UTC: "2026-12-12"."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def said_names(certificate: Certificate) -> str:
    """The first names a certificate is for, and how many more: "a.example, b.example and 3 more"."""
    names = certificate.names or ((certificate.name,) if certificate.name else ())
    first = excerpt(", ".join(names[:_NAMES_SAID])) or "no name"
    return first if len(names) <= _NAMES_SAID else f"{first} and {len(names) - _NAMES_SAID} more"


def told(certificate: Certificate, now_s: float) -> tuple[tuple[str, str], ...]:
    """A certificate in lines of label and words."""
    return (
        ("certificate", excerpt(certificate.name)),
        ("for", said_names(certificate)),
        ("issuer", excerpt(certificate.issuer)),
        ("valid", f"from {day(certificate.begins_s)}, {_ends(certificate, now_s)}"),
    )


def in_a_cell(seconds: float) -> str:
    """What is left of a certificate, in 7 cells: "21 d", "5 h", "12 min", "30 y"."""
    if seconds < 0:
        return "expired"
    for size, word in ((_YEAR_S, "y"), (_DAY_S, "d"), (3600, "h"), (60, "min")):
        if seconds >= size * (10 if word == "y" else 1):
            return f"{seconds // size:.0f} {word}"
    return f"{seconds // 1:.0f} s"
