"""A name server on loopback, in a thread of its own, over UDP and TCP, that answers by the first part of the name."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

RECORDS: dict[tuple[str, str], tuple[int, tuple[str, ...]]] = {
    ("web.test.", "A"): (300, ("10.0.0.2", "10.0.0.1", "10.0.0.10")),
    ("web.test.", "AAAA"): (60, ("fd00::1",)),
    ("web.test.", "MX"): (3600, ("20 b.mail.test.", "5 a.mail.test.")),
    ("web.test.", "TXT"): (30, ('"v=spf1 include:" "mail.test -all"', '"caf\\195\\169"')),
    ("web.test.", "NS"): (30, ("ns2.test.", "ns1.test.")),
    ("web.test.", "SOA"): (30, ("ns1.test. admin.test. 2026112101 7200 900 1209600 86400",)),
    ("_sip._tcp.web.test.", "SRV"): (30, ("10 60 5060 sip.test.",)),
    ("null.test.", "MX"): (30, ("0 .",)),
    ("10.2.0.192.in-addr.arpa.", "PTR"): (30, ("web.test.",)),
    ("big.test.", "TXT"): (30, tuple(f'"{number:04} {"x" * 200}"' for number in range(40))),
    ("xn--bcher-kva.test.", "A"): (30, ("10.0.0.3",)),
    (".", "NS"): (30, ("a.root-servers.test.",)),
}
ALIASES = {"www.test.": ("alias.test.", 600), "alias.test.": ("web.test.", 20), "dangling.test.": ("gone.test.", 20)}
CODES = {"fails.test.": "SERVFAIL", "refuses.test.": "REFUSED", "unwilling.test.": "NOTIMP", "other.test.": "NOTAUTH"}


class NameServer:
    """The server; `asked` are the questions as `udp web.test. A`."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.host = host
        self.port = 0
        self.asked: list[str] = []
        self.drops = 0
        """How many questions are left unanswered before the rest is answered."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._tcp = socket.create_server((host, 0), family=family)
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(family, socket.SOCK_DGRAM)
        self._udp.bind((host, self.port))

    def serve_udp(self) -> None:
        """Until an empty question comes."""
        while True:
            wire, sender = self._udp.recvfrom(4096)
            if not wire:
                return
            if (answer := self._answer(wire, "udp")) is not None:
                self._udp.sendto(answer, sender)

    def serve_tcp(self) -> None:
        """Until an empty question comes."""
        while True:
            line, _ = self._tcp.accept()
            with line:
                wire = line.recv(4096)[2:]
                if not wire:
                    return
                if (answer := self._answer(wire, "tcp")) is not None:
                    line.sendall(struct.pack("!H", len(answer)) + answer)

    def _answer(self, wire: bytes, over: str) -> bytes | None:
        query = dns.message.from_wire(wire)
        asked = query.question[0]
        name, record = asked.name.to_text(), asked.rdtype.name
        self.asked.append(f"{over} {name} {record}")
        if self.drops:
            self.drops -= 1
            return None
        if name == "silent.test." or (name == "half.test." and over == "tcp"):
            return None
        if name == "garbage.test.":
            return wire[:2] + b"\x80\x00 this is no answer"
        response = dns.message.make_response(query, recursion_available=True)
        if name == "half.test.":
            response.flags |= dns.flags.TC
            return response.to_wire()
        if name in CODES:
            response.set_rcode(dns.rcode.from_text(CODES[name]))
            return response.to_wire()
        while name in ALIASES:
            name, ttl = ALIASES[owner := name]
            response.answer.append(dns.rrset.from_text(owner, ttl, "IN", "CNAME", name))
            if record == "CNAME":
                return response.to_wire()
        found = RECORDS.get((name, record))
        if found is not None:
            response.answer.append(dns.rrset.from_text(name, found[0], "IN", record, *found[1]))
        elif all(known != name for known, _ in RECORDS):
            response.set_rcode(dns.rcode.NXDOMAIN)
        answer = response.to_wire(max_size=65_535)
        if over == "udp" and len(answer) > 512:
            cut = dns.message.make_response(query)
            cut.flags |= dns.flags.TC
            return cut.to_wire()
        return answer

    def end(self) -> None:
        """Ask both threads nothing, which ends them."""
        self._udp.sendto(b"", (self.host, self.port))
        socket.create_connection((self.host, self.port)).close()

    def close(self) -> None:
        """Close the sockets."""
        self._udp.close()
        self._tcp.close()


@contextlib.contextmanager
def answering(host: str = "127.0.0.1") -> Iterator[NameServer]:
    """The server, until the block ends."""
    server = NameServer(host)
    threads = [threading.Thread(target=each) for each in (server.serve_udp, server.serve_tcp)]
    for thread in threads:
        thread.start()
    try:
        yield server
    finally:
        server.end()
        for thread in threads:
            thread.join(10)
        server.close()
        assert not any(thread.is_alive() for thread in threads)
