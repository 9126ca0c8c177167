"""Addresses to try candidates with: each range of PRIV-7 with its first, its last and the one outside on each side, addresses
that hold others, special ones, and those in and around an own network. Lower-case hex, no address twice."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from phantomref.candidates import FORBIDDEN, GLOBAL_IPV6, LOOPBACK, PRIVATE

REFLEXIVE = "cb007107"  # 203.0.113.7
NETWORK_V4 = ip_network("192.168.7.64/26")
OWN_V4 = "192.168.7.80"
NETWORK_V6 = ip_network("fd00:1:2:3::/64")
OWN_V6 = "fd00:1:2:3::50"

# Ranges that no rule names, but lists of other origin do.
SPECIAL = {
    "documentation": ("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"),
    "anycast": ("192.31.196.1", "192.52.193.1", "192.175.48.1", "8.8.8.8"),
    "inside 2001::/16": ("2001:2::1", "2001:3::1", "2001:4:112::1", "2001:10::1", "2001:20::1", "2001:30::1"),
    "discard-only": ("100::1",),
    "site-local": ("fec0::1",),
    "link-local": ("169.254.169.254", "fe80::1"),
    "multicast": ("239.255.255.250", "ff02::1", "ff0e::1"),
    "reserved": ("240.0.0.1", "255.255.255.255", "4000::1", "e000::1"),
    "segment routing": ("5f00::1",),
    "unspecified": ("::",),
}
EMBEDDED = {
    "IPv4-mapped": "::ffff:{}",
    "IPv4-compatible": "::{}",
    "IPv4-translated": "::ffff:0:{}",
    "NAT64": "64:ff9b::{}",
    "local NAT64": "64:ff9b:1::{}",
}
INNER = ("8.8.8.8", "127.0.0.1", "192.168.7.81")


@dataclass(frozen=True)
class Place:
    name: str
    address: str
    flag: str


def _ranges() -> list[Place]:
    found = []
    for network in [*LOOPBACK, *PRIVATE, *FORBIDDEN, GLOBAL_IPV6]:
        first, last = int(network.network_address), int(network.broadcast_address)
        top = 2**network.max_prefixlen - 1
        edges = {"before": first - 1, "first of": first, "last of": last, "after": last + 1}
        for what, number in edges.items():
            if 0 <= number <= top:
                octets = number.to_bytes(network.max_prefixlen // 8, "big")
                found.append(Place(f"{what} {network}", octets.hex(), "RANGE"))
    return found


def _hex(text: str) -> str:
    return ip_address(text).packed.hex()


def _embedded() -> list[Place]:
    found = [Place(f"{name} {inner}", _hex(form.format(inner)), "EMBEDDED_IPV4") for name, form in EMBEDDED.items() for inner in INNER]
    for inner in INNER:
        four = ip_address(inner).packed
        found.append(Place(f"6to4 of {inner}", "2002" + four.hex() + "0" * 19 + "1", "EMBEDDED_IPV4"))
        hidden = bytes(255 - octet for octet in four)
        found.append(Place(f"Teredo client {inner}", "20010000" + _hex("65.54.227.120") + "0000f227" + hidden.hex(), "EMBEDDED_IPV4"))
        found.append(Place(f"ISATAP {inner}", "20010db8000000010000" + "5efe" + four.hex(), "EMBEDDED_IPV4"))
    return found


def _near() -> list[Place]:
    found = []
    for network, own in ((NETWORK_V4, OWN_V4), (NETWORK_V6, OWN_V6)):
        first, last = int(network.network_address), int(network.broadcast_address)
        at = int(ip_address(own))
        spots = {
            "before the own network": first - 1,
            "first of the own network": first,
            "the neighbour before": at - 1,
            "the own address": at,
            "the neighbour after": at + 1,
            "last of the own network": last,
            "after the own network": last + 1,
        }
        size = network.max_prefixlen // 8
        found += [Place(f"{name} ({network})", number.to_bytes(size, "big").hex(), "OWN_NETWORK") for name, number in spots.items()]
    return found


NEAR = _near()


def _all() -> list[Place]:
    special = [Place(f"{name}, {one}", _hex(one), "SPECIAL") for name, some in SPECIAL.items() for one in some]
    own = [Place("the own reflexive address", REFLEXIVE, "SPECIAL")]
    found: dict[str, Place] = {}
    for place in _ranges() + _embedded() + special + own + NEAR:
        found.setdefault(place.address, place)
    return list(found.values())


ALL = _all()
ONE_EACH = [place for place in ALL if place.flag == "RANGE" and place.name.startswith("first of")] + NEAR


def network_for(address: str) -> dict[str, str | int]:
    """The own network of the address's family."""
    network, own = (NETWORK_V4, OWN_V4) if len(address) == 8 else (NETWORK_V6, OWN_V6)
    return {"address": _hex(own), "prefix": network.prefixlen}
