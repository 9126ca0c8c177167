"""What a mode lets out and in (PRIV-1 to PRIV-14, PRIV-17) and when media may flow (GATE-1, GATE-2), from spec/05-modes.md.

Addresses are network-order bytes. A verdict is ADMITTED or the name of the first refusal in the order of PRIV-12."""

from collections import Counter
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Optional, Sequence, Union

Address = Union[IPv4Address, IPv6Address]
Network = Union[IPv4Network, IPv6Network]

MODES = ("FAST", "PRIVATE", "PARANOID")
TYPES = ("HOST", "SERVER_REFLEXIVE", "RELAY")
ADMITTED = "ADMITTED"


def _networks(*texts: str) -> list[Network]:
    return [ip_network(text) for text in texts]


# PRIV-7, word by word
LOOPBACK = _networks("127.0.0.0/8", "::1/128")
PRIVATE = _networks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
FORBIDDEN = _networks(
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "224.0.0.0/3"),
    *("2001::/32", "2002::/16"),
)
FIRST_FREE_PORT = 1024  # PRIV-17
GLOBAL_IPV6 = ip_network("2000::/3")


def read(address: bytes) -> Address:
    if len(address) not in (4, 16):
        raise ValueError("an address has 4 or 16 bytes")
    return ip_address(address)


def _within(address: Address, networks: Sequence[Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)


def kind(address: Address) -> str:
    """PRIV-7: loopback, private, forbidden or else public."""
    if _within(address, LOOPBACK):
        return "loopback"
    if _within(address, PRIVATE):
        return "private"
    outside = address.version == 6 and address not in GLOBAL_IPV6
    return "forbidden" if outside or _within(address, FORBIDDEN) else "public"


@dataclass(frozen=True)
class Candidate:
    type: str
    transport: str
    address: Address
    port: int


@dataclass(frozen=True)
class Relay:
    """An entry of the verified signed list."""

    id: int
    family: str
    addresses: Sequence[Address]
    min_port: int
    max_port: int

    def carries(self, candidate: Candidate) -> bool:
        """PRIV-4: the candidate stands on this relay."""
        return candidate.address in self.addresses and self.min_port <= candidate.port <= self.max_port


@dataclass(frozen=True)
class Own:
    """The default route's interface: its address, its network, and the own reflexive address where it is known."""

    address: Address
    network: Network
    reflexive: Optional[Address]


def relays_only(mode: str) -> bool:
    """PRIV-8"""
    return mode != "FAST"


def connects_while_ringing(mode: str) -> bool:
    """PRIV-11"""
    return mode != "FAST"


def takes(floor: str, offered: str) -> bool:
    """PRIV-13: the offered mode is at least as strict as the callee's floor."""
    return MODES.index(offered) >= MODES.index(floor)


def _in_every_mode(candidate: Candidate) -> Optional[str]:
    """PRIV-7"""
    if candidate.transport != "UDP":
        return "REFUSED_TRANSPORT"
    return "REFUSED_ADDRESS" if kind(candidate.address) == "forbidden" else None


def admit_local(mode: str, candidate: Candidate, relay: Relay, own: Optional[Own]) -> str:
    """May this own candidate leave?"""
    refusal = _in_every_mode(candidate)
    if refusal:
        return refusal
    if candidate.type == "HOST":  # PRIV-1
        leaves = not relays_only(mode) and own is not None and candidate.address == own.address
        return ADMITTED if leaves else "REFUSED_HOST"
    if candidate.type == "SERVER_REFLEXIVE":  # PRIV-2
        return "REFUSED_REFLEXIVE" if relays_only(mode) else ADMITTED
    return ADMITTED if relay.carries(candidate) else "REFUSED_OUTSIDE_RELAY"  # PRIV-3


def admit_named(mode: str, candidate: Candidate, named: int, own_relay: Relay, listed: Sequence[Relay], one_family: bool) -> str:
    """May a remote candidate that names a relay reach the engine?"""
    refusal = _in_every_mode(candidate)
    if refusal:
        return refusal
    found = [relay for relay in listed if relay.id == named]
    if not found:
        return "REFUSED_UNKNOWN_RELAY"
    if not found[0].carries(candidate):
        return "REFUSED_OUTSIDE_RELAY"
    same = found[0].family == own_relay.family or found[0].id == own_relay.id  # PRIV-6
    return "REFUSED_SAME_OPERATOR" if relays_only(mode) and same and not one_family else ADMITTED


def admit_unnamed(
    mode: str, candidate: Candidate, own: Optional[Own], reflexive: Optional[Address], listed: Sequence[Relay] = ()
) -> str:
    """May a remote candidate that names no relay reach the engine? `reflexive` is the sender's."""
    refusal = _in_every_mode(candidate)
    if refusal:
        return refusal
    if relays_only(mode):  # PRIV-5
        return {"HOST": "REFUSED_HOST", "SERVER_REFLEXIVE": "REFUSED_REFLEXIVE", "RELAY": "REFUSED_UNKNOWN_RELAY"}[candidate.type]
    where = kind(candidate.address)
    if candidate.type == "RELAY":  # PRIV-14
        if any(relay.carries(candidate) for relay in listed):
            return ADMITTED
        return "REFUSED_ADDRESS" if where == "loopback" else "REFUSED_UNKNOWN_RELAY"
    # PRIV-9
    if where == "loopback":
        return "REFUSED_ADDRESS"
    if candidate.port < FIRST_FREE_PORT:  # PRIV-17
        return "REFUSED_PORT"
    if where == "public":
        return ADMITTED
    neighbour = (
        candidate.type == "HOST"
        and own is not None
        and _within(candidate.address, [own.network])
        and candidate.address != own.address
        and own.reflexive is not None
        and own.reflexive == reflexive
    )
    return ADMITTED if neighbour else "REFUSED_PRIVATE_ADDRESS"


class Peers:
    """PRIV-10: what a relay may be asked to carry data to and from, and to permit. In Fast an address counts with every port from 1024 on."""

    def __init__(self, mode: str) -> None:
        self._any_port = not relays_only(mode)
        self._admitted: set[tuple[Address, int]] = set()

    def admit(self, candidate: Candidate) -> None:
        self._admitted.add((candidate.address, candidate.port))

    def data(self, address: Address, port: int) -> bool:
        if self._any_port and port >= FIRST_FREE_PORT:
            return self.permission(address)
        return (address, port) in self._admitted

    def permission(self, address: Address) -> bool:
        return any(address == admitted for admitted, _ in self._admitted)


class Receipt:
    """PRIV-12"""

    def __init__(self) -> None:
        self.offered: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.admitted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()

    def own(self, candidate: Candidate, verdict: str) -> None:
        self.offered[candidate.type] += 1
        if verdict == ADMITTED:
            self.sent[candidate.type] += 1
        else:
            self.refused[verdict] += 1

    def remote(self, candidate: Candidate, verdict: str) -> None:
        if verdict == ADMITTED:
            self.admitted[candidate.type] += 1
        else:
            self.refused[verdict] += 1


GATE_INPUTS = ("KEYS_CONFIRMED", "TRANSPORT_CONNECTED", "ACCEPTED", "CLOSED")


def gate(steps: Sequence[str]) -> list[bool]:
    """Whether media may flow after each step."""
    seen: set[str] = set()
    answers = []
    for step in steps:
        seen.add(step)
        answers.append("CLOSED" not in seen and set(GATE_INPUTS[:3]) <= seen)
    return answers
