"""Addresses that are never probed, whatever a playbook or a name server says: the metadata services of clouds."""

import ipaddress
import socket

_METADATA = tuple(
    ipaddress.ip_network(net)
    for net in (
        "169.254.0.0/16",
        "100.100.100.200/32",
        "192.0.0.192/32",
        "fd00:ec2::/32",
        "fd20:ce::/32",
        "fe80::a9fe:a9fe/128",
    )
)
_CARRIERS = tuple(ipaddress.IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96"))
"""IPv6 that carries an IPv4 address in its last bits."""


class Forbidden(Exception):
    """A name led to an address that is never probed."""


def is_metadata(host: str) -> bool:
    """Whether an address, in any spelling a resolver takes, is a cloud's metadata service; False for names."""
    address: ipaddress.IPv4Address | ipaddress.IPv6Address
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        try:
            address = ipaddress.IPv4Address(socket.inet_aton(host))
        except (OSError, UnicodeError):
            return False
    if isinstance(address, ipaddress.IPv6Address):
        carries = any(address in net for net in _CARRIERS)
        inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if carries else address.ipv4_mapped
        address = inside or address.sixtofour or address
    return any(address in net for net in _METADATA)
