"""Vectors of candidate admission (PRIV-1 to PRIV-14, PRIV-17) and of the gate (GATE-1, GATE-2): every mode with every type, transport,
direction and address range, every standing of a relay, and every order of the gate's inputs."""

from ipaddress import ip_network
from itertools import product
from typing import Any, Iterable, Optional

from phantomref import candidates as ref_impl, places
from phantomref.candidates import GATE_INPUTS, MODES, TYPES, Candidate, Own, Peers, Receipt, Relay, read
from phantomref.cases import Case
from phantomref.chance import Chance
from phantomref.schemas import Schema, flag, list_of, number, obj, one_of, ref, text


RULES = [f"PRIV-{n}" for n in range(1, 15)] + ["PRIV-17", "GATE-1", "GATE-2"]
NOTES = {
    "RANGE": "the first or last address of a range of PRIV-7, or the one beside it; catches masks and comparisons that are one off",
    "EMBEDDED_IPV4": "an IPv6 address that holds an IPv4 one; catches readers that judge the inner address, or judge it as public",
    "SPECIAL": "an address with a registry of its own, in no named range; catches lists that were copied from elsewhere",
    "OWN_NETWORK": "in, at the edge of, or beside the own default interface's network; catches prefix arithmetic and the own address let in",
    "TCP": "a transport other than UDP; catches policies that look at addresses first",
    "STANDING": "a relay candidate on, beside or off its relay; catches port ranges and address lists that are read loosely",
    "PORT": "a port at or beside the end of those below 1024; catches devices that can be made to send to services",
    "OPERATOR": "who runs the two relays; catches a single relay that would see both addresses",
    "REFLEXIVE": "what is known of the reflexive addresses; catches two unknown ones taken as equal",
    "TUNNEL": "a peer of the tunnel; catches peer-reflexive and injected addresses, and permissions taken for channels",
    "RECEIPT": "many candidates in one call; catches refusals counted twice or under another name",
    "MODE": "what a mode means for the call; catches a floor that is compared the wrong way round",
    "ORDER": "an order of the gate's inputs, some of them twice; catches gates that count, and gates that open again",
}
MIN_PORT, MAX_PORT = 49152, 49999
NORTH = {"id": 1, "family": "north", "addresses": ["cb007101", "20010db8000000010000000000000001"], "min_port": MIN_PORT, "max_port": MAX_PORT}
SOUTH = {"id": 2, "family": "south", "addresses": ["c6336402", "20010db8000000020000000000000001"], "min_port": MIN_PORT, "max_port": MAX_PORT}
SOUTH_TOO = {"id": 3, "family": "south", "addresses": ["c6336403"], "min_port": MIN_PORT, "max_port": MAX_PORT}
PLAIN = {**NORTH, "addresses": NORTH["addresses"][:1]}
Json = dict[str, Any]


def _candidate(given: Json) -> Candidate:
    return Candidate(given["type"], given["transport"], read(bytes.fromhex(given["address"])), given["port"])


def _relay(given: Json) -> Relay:
    addresses = [read(bytes.fromhex(one)) for one in given["addresses"]]
    return Relay(given["id"], given["family"], addresses, given["min_port"], given["max_port"])


def _optional(given: Json, name: str) -> Any:
    return read(bytes.fromhex(given[name])) if name in given else None


def _own(given: Json) -> Optional[Own]:
    if "network" not in given:
        return None
    network = given["network"]
    address = read(bytes.fromhex(network["address"]))
    return Own(address, ip_network(f"{address}/{network['prefix']}", strict=False), _optional(network, "reflexive"))


def _admit_local(given: Json) -> str:
    return ref_impl.admit_local(given["mode"], _candidate(given["candidate"]), _relay(given["own_relay"]), _own(given))


def _admit_remote(given: Json) -> str:
    candidate = _candidate(given["candidate"])
    if "named" not in given:
        known = [_relay(one) for one in given.get("list", [])]
        return ref_impl.admit_unnamed(given["mode"], candidate, _own(given), _optional(given, "reflexive"), known)
    listed = [_relay(one) for one in given["list"]]
    return ref_impl.admit_named(given["mode"], candidate, given["named"], _relay(given["own_relay"]), listed, given["one_family"])


def _admit_peer(given: Json) -> Json:
    peers = Peers(given["mode"])
    for one in given["admitted"]:
        peers.admit(_candidate(one))
    address = read(bytes.fromhex(given["address"]))
    return {"permission": peers.permission(address), "data": peers.data(address, given["port"])}


def _receipt(given: Json) -> Json:
    receipt = Receipt()
    for one in given["own"]:
        receipt.own(_candidate(one), _admit_local({**given, "candidate": one}))
    for one in given["remote"]:
        receipt.remote(_candidate(one), _admit_remote({"mode": given["mode"], "candidate": one}))
    counts = {"offered": receipt.offered, "sent": receipt.sent, "admitted": receipt.admitted, "refused": receipt.refused}
    return {name: dict(sorted(count.items())) for name, count in counts.items()}


OPS = {
    "admit_local": lambda given: {"verdict": _admit_local(given)},
    "admit_remote": lambda given: {"verdict": _admit_remote(given)},
    "admit_peer": _admit_peer,
    "receipt": _receipt,
    "mode": lambda given: {
        "relays_only": ref_impl.relays_only(given["mode"]),
        "connects_while_ringing": ref_impl.connects_while_ringing(given["mode"]),
    },
    "take_mode": lambda given: {"taken": ref_impl.takes(given["floor"], given["offered"])},
    "gate": lambda given: {"open": ref_impl.gate(given["steps"])},
}

REFUSALS = [
    *("REFUSED_TRANSPORT", "REFUSED_ADDRESS", "REFUSED_HOST", "REFUSED_REFLEXIVE", "REFUSED_UNKNOWN_RELAY"),
    *("REFUSED_OUTSIDE_RELAY", "REFUSED_SAME_OPERATOR", "REFUSED_PORT", "REFUSED_PRIVATE_ADDRESS"),
]
ADDRESS: Schema = {"type": "string", "pattern": "^([0-9a-f]{8}|[0-9a-f]{32})$"}
COUNTS_BY_TYPE = obj({}, {name: number(1) for name in TYPES})
DEFS = {
    "mode": one_of(*MODES),
    "verdict": obj({"verdict": one_of("ADMITTED", *REFUSALS)}),
    "candidate": obj({"type": one_of(*TYPES), "transport": one_of("UDP", "TCP"), "address": ADDRESS, "port": number(1, 65535)}),
    "relay": obj(
        {"id": number(0, 255), "family": text(), "addresses": list_of(ADDRESS, 1), "min_port": number(1, 65535), "max_port": number(1, 65535)}
    ),
    "network": obj({"address": ADDRESS, "prefix": number(8, 128)}, {"reflexive": ADDRESS}),
}
SCHEMA = {
    "admit_local": (
        obj({"mode": ref("mode"), "candidate": ref("candidate"), "own_relay": ref("relay")}, {"network": ref("network")}),
        ref("verdict"),
    ),
    "admit_remote": (
        obj(
            {"mode": ref("mode"), "candidate": ref("candidate")},
            {
                **{"network": ref("network"), "reflexive": ADDRESS, "named": number(0, 255)},
                **{"own_relay": ref("relay"), "list": list_of(ref("relay")), "one_family": flag()},
            },
        ),
        ref("verdict"),
    ),
    "admit_peer": (
        obj({"mode": ref("mode"), "admitted": list_of(ref("candidate")), "address": ADDRESS, "port": number(1, 65535)}),
        obj({"permission": flag(), "data": flag()}),
    ),
    "receipt": (
        obj({"mode": ref("mode"), "own_relay": ref("relay"), "own": list_of(ref("candidate")), "remote": list_of(ref("candidate"))}),
        obj({"offered": COUNTS_BY_TYPE, "sent": COUNTS_BY_TYPE, "admitted": COUNTS_BY_TYPE, "refused": obj({}, {n: number(1) for n in REFUSALS})}),
    ),
    "mode": (obj({"mode": ref("mode")}), obj({"relays_only": flag(), "connects_while_ringing": flag()})),
    "take_mode": (obj({"offered": ref("mode"), "floor": ref("mode")}), obj({"taken": flag()})),
    "gate": (obj({"steps": list_of(one_of(*GATE_INPUTS))}), obj({"open": list_of(flag())})),
}


def a_candidate(type_: str, address: str, port: int = 50000, transport: str = "UDP") -> Json:
    return {"type": type_, "transport": transport, "address": address, "port": port}


def tests() -> Iterable[Case]:
    yield from _every_place()
    yield from _standings()
    yield from _listed_places()
    yield from _reflexive()
    yield from _ports()
    yield from _peers()
    yield from _receipts()
    for mode in MODES:
        yield Case("mode", {"mode": mode}, f"{mode}", ["MODE"])
    for offered, floor in product(MODES, MODES):
        yield Case("take_mode", {"offered": offered, "floor": floor}, f"offered {offered}, floor {floor}", ["MODE"])
    for length in (0, 5):
        for steps in product(GATE_INPUTS, repeat=length):
            yield Case("gate", {"steps": list(steps)}, f"{length} inputs", ["ORDER"])


def _every_place() -> Iterable[Case]:
    """Local and remote, without a relay named, the own network and equal reflexive addresses known. TCP, which is refused
    before anything else is looked at, with one address of each range."""
    for mode, type_, transport in product(MODES, TYPES, ("UDP", "TCP")):
        for place in places.ALL if transport == "UDP" else places.ONE_EACH:
            flags = [place.flag] + (["TCP"] if transport == "TCP" else [])
            network = {**places.network_for(place.address), "reflexive": places.REFLEXIVE}
            candidate = a_candidate(type_, place.address, transport=transport)
            base: Json = {"mode": mode, "candidate": candidate, "network": network}
            yield Case("admit_local", {**base, "own_relay": PLAIN}, f"own, {place.name}", flags)
            yield Case("admit_remote", {**base, "reflexive": places.REFLEXIVE}, f"remote, {place.name}", flags)


def _standings() -> Iterable[Case]:
    """A relay candidate on, beside and off relays, own and remote, and who runs them."""
    spots = [
        ("its address, lowest port", SOUTH["addresses"][0], MIN_PORT),
        ("its address, highest port", SOUTH["addresses"][0], MAX_PORT),
        ("its address, below the ports", SOUTH["addresses"][0], MIN_PORT - 1),
        ("its address, above the ports", SOUTH["addresses"][0], MAX_PORT + 1),
        ("its address, its listener's port", SOUTH["addresses"][0], 3478),
        ("its IPv6 address", SOUTH["addresses"][1], MIN_PORT),
        ("the address beside it", "c6336401", MIN_PORT),
        ("the IPv6 address beside it", "20010db8000000020000000000000002", MIN_PORT),
        ("its IPv4 address mapped to IPv6", "00000000000000000000ffffc6336402", MIN_PORT),
        ("the other relay's address", NORTH["addresses"][0], MIN_PORT),
        ("its sibling's address", SOUTH_TOO["addresses"][0], MIN_PORT),
        ("a private address", "c0a80701", MIN_PORT),
        ("a loopback address", "7f000001", MIN_PORT),
    ]
    everyone = [NORTH, SOUTH, SOUTH_TOO]
    for mode, (where, address, port), transport in product(MODES, spots, ("UDP", "TCP")):
        candidate = a_candidate("RELAY", address, port, transport)
        flags = ["STANDING"] + (["TCP"] if transport == "TCP" else [])
        base: Json = {"mode": mode, "candidate": candidate}
        yield Case("admit_local", {**base, "own_relay": SOUTH}, f"own relay: {where}", flags)
        for own, listed, one_family in (
            (NORTH, everyone, False),
            (NORTH, everyone, True),
            (SOUTH_TOO, everyone, False),
            (SOUTH_TOO, everyone, True),
            (SOUTH, everyone, False),
            (SOUTH, everyone, True),
            ({**SOUTH, "family": "west"}, everyone, False),
            (NORTH, [NORTH, SOUTH_TOO], False),
            (NORTH, [], True),
        ):
            estate: Json = {"named": SOUTH["id"], "own_relay": own, "list": listed, "one_family": one_family}
            comment = f"named relay: {where}; own relay {own['id']} of {own['family']}, {len(listed)} listed"
            yield Case("admit_remote", {**base, **estate}, comment, flags + ["OPERATOR"])
        for listed in (everyone, [NORTH, SOUTH_TOO], [NORTH, SOUTH], []):
            comment = f"no relay named: {where}; {len(listed)} listed"
            yield Case("admit_remote", {**base, "list": listed}, comment, flags)


def _listed_places() -> Iterable[Case]:
    """The signed list may put a relay anywhere; PRIV-7 still holds."""
    for mode, place in product(MODES, places.ALL):
        relay = {**SOUTH, "addresses": [place.address]}
        candidate = a_candidate("RELAY", place.address, MIN_PORT)
        base: Json = {"mode": mode, "candidate": candidate}
        yield Case("admit_local", {**base, "own_relay": relay}, f"own relay listed at {place.name}", [place.flag, "STANDING"])
        estate: Json = {"named": SOUTH["id"], "own_relay": PLAIN, "list": [relay], "one_family": False}
        yield Case("admit_remote", {**base, **estate}, f"remote relay listed at {place.name}", [place.flag, "STANDING"])
        yield Case("admit_remote", {**base, "list": [relay]}, f"remote, naming none, relay listed at {place.name}", [place.flag, "STANDING"])


def _reflexive() -> Iterable[Case]:
    """What is known of the own network and of both reflexive addresses; _every_place has them known and equal."""
    known = places.REFLEXIVE
    for mode, type_, place in product(MODES, TYPES, places.NEAR):
        near = places.network_for(place.address)
        for what, network, theirs in (
            ("theirs another", {**near, "reflexive": known}, "cb007109"),
            ("theirs unknown", {**near, "reflexive": known}, None),
            ("own unknown", near, known),
            ("both unknown", near, None),
            ("theirs of the other family", {**near, "reflexive": known}, "20010db80000000000000000cb007107"),
            ("own network unknown", None, known),
        ):
            given: Json = {"mode": mode, "candidate": a_candidate(type_, place.address)}
            given.update({"network": network} if network else {})
            given.update({"reflexive": theirs} if theirs else {})
            yield Case("admit_remote", given, f"{what}; remote, {place.name}", ["REFLEXIVE", "OWN_NETWORK"])
            if what == "own network unknown":
                given = {"mode": mode, "candidate": a_candidate(type_, place.address), "own_relay": NORTH}
                yield Case("admit_local", given, f"{what}; own, {place.name}", ["OWN_NETWORK"])


def _ports() -> Iterable[Case]:
    """Services' ports and those beside them, at each kind of place, and a relay that the list has there."""
    low = {**SOUTH, "min_port": 440, "max_port": 450}
    for mode, type_, port in product(MODES, TYPES, (1, 53, 123, 443, 1023, 1024)):
        for address in (NORTH["addresses"][0], SOUTH["addresses"][0], "c0a80709", "7f000001", "20010db8000000010000000000000001"):
            network = {**places.network_for(address), "reflexive": places.REFLEXIVE}
            candidate = a_candidate(type_, address, port)
            given: Json = {"mode": mode, "candidate": candidate, "network": network, "reflexive": places.REFLEXIVE, "list": [low]}
            yield Case("admit_remote", given, f"remote, port {port}", ["PORT"])
    on_low = a_candidate("RELAY", low["addresses"][0], 443)
    for mode, port in product(MODES, (442, 443, 444, 1023, 1024)):
        peer: Json = {"mode": mode, "admitted": [on_low], "address": low["addresses"][0], "port": port}
        yield Case("admit_peer", peer, f"{mode}: a relay listed at port 443 admitted; peer on {port}", ["TUNNEL", "PORT"])


def _peers() -> Iterable[Case]:
    for mode in MODES:
        yield from _peers_in(mode)


def _peers_in(mode: str) -> Iterable[Case]:
    one = a_candidate("RELAY", SOUTH["addresses"][0], MIN_PORT)
    six = a_candidate("RELAY", SOUTH["addresses"][1], MIN_PORT + 7)
    for what, admitted in (("nobody", []), ("one", [one]), ("one, twice", [one, one]), ("one and an IPv6 one", [one, six])):
        for who, address in (
            ("its address", one["address"]),
            ("the IPv6 one's address", six["address"]),
            ("its address mapped to IPv6", "00000000000000000000ffff" + one["address"]),
            ("its address in NAT64", "0064ff9b0000000000000000" + one["address"]),
            ("its address in 6to4", "2002" + one["address"] + "0" * 20),
            ("its address with zeros behind", one["address"] + "0" * 24),
            ("its address with zeros before", "0" * 24 + one["address"]),
            ("the IPv6 one's first four bytes", six["address"][:8]),
            ("the address beside it", "c6336401"),
            ("its address, one bit off", "46336402"),
        ):
            for port in (MIN_PORT - 1, MIN_PORT, MIN_PORT + 1, MIN_PORT + 7, 3478, 65535, 1):
                given: Json = {"mode": mode, "admitted": admitted, "address": address, "port": port}
                yield Case("admit_peer", given, f"{mode}: {what} admitted; peer is {who}", ["TUNNEL"])
    for place in places.ALL:
        given = {"mode": mode, "admitted": [six, one], "address": place.address, "port": MIN_PORT}
        yield Case("admit_peer", given, f"{mode}: peer-reflexive, {place.name}", ["TUNNEL", place.flag])


def _receipts() -> Iterable[Case]:
    chance = Chance("candidates receipts")
    for mode in MODES:
        for i in range(12):
            own = [_any_candidate(chance) for _ in range(chance.below(9))]
            remote = [_any_candidate(chance) for _ in range(chance.below(9))]
            given: Json = {"mode": mode, "own_relay": NORTH, "own": own, "remote": remote}
            yield Case("receipt", given, f"{mode}, call {i + 1}", ["RECEIPT"])


def _any_candidate(chance: Chance) -> Json:
    address = chance.pick([place.address for place in places.ALL] + NORTH["addresses"] * 12)
    return a_candidate(chance.pick(TYPES), address, chance.pick((MIN_PORT, 3478)), chance.pick(("UDP", "UDP", "UDP", "TCP")))
