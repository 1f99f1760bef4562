"""Addresses that are never probed, whatever a playbook or a name server says: the metadata services of clouds."""

import ipaddress
import socket

_METADATA = tuple(ipaddress.ip_network(net) for net in ("169.254.0.0/16", "fd00:ec2::/32"))
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


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
        inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else address.ipv4_mapped
        address = inside or address
    return any(address in net for net in _METADATA)
