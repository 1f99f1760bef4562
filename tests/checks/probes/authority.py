"""A certificate authority for tests: a root, an intermediate, and servers' certificates good and bad."""

import ssl
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.checks.probes.watching import now

PEM = serialization.Encoding.PEM


class Holder:
    """A certificate and the key to it."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self.certificate = certificate
        self.key = key


def issue(
    name: str,
    by: Holder | None = None,
    names: tuple[str, ...] = (),
    begins: timedelta = timedelta(days=-30),
    ends: timedelta = timedelta(days=30, hours=4, minutes=30),
    authority: bool = False,
) -> Holder:
    """A certificate signed by another's key, or by its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    at: datetime = now()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at + begins)
        .not_valid_after(at + ends)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if by:
        signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
        builder = builder.add_extension(signer, critical=False)
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general(each) for each in names]), critical=False)
    return Holder(builder.sign((by or Holder(None, key)).key, hashes.SHA256()), key)  # type: ignore[arg-type]  # every key of these tests can sign


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Authority:
    """A root kept in `ca`, and an intermediate it signed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = issue("Test Root", authority=True, ends=timedelta(days=3650))
        self.intermediate = issue("Test Intermediate", self.root, authority=True, ends=timedelta(days=365))
        self.ca = folder / "root.pem"
        self.ca.write_bytes(self.root.certificate.public_bytes(PEM))

    def files(self, holder: Holder, *chain: Holder) -> tuple[Path, Path]:
        """The file of a certificate and of those sent with it, and the file of its key."""
        certificates, key = self._folder / "sent.pem", self._folder / "key.pem"
        certificates.write_bytes(b"".join(each.certificate.public_bytes(PEM) for each in (holder, *chain)))
        key.write_bytes(holder.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return certificates, key

    def context(self, holder: Holder, *chain: Holder) -> ssl.SSLContext:
        """What a server needs that sends this certificate and these."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.files(holder, *chain))
        return context
