"""Relay descriptors, the signed list, families and grants (spec/09: DIR-1 to DIR-9, GRANT-1, GRANT-2)."""

import hashlib
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Any, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from phantomref.binary import Address, Fixed, Flag, Lengthy, Number, Reader, Text, seconds
from phantomref.binary_messages import ListOf, Message, Struct
from phantomref.errors import malformed, unauthentic
from phantomref.schemas import hexes
from phantomref.tokens import KEYS

DESCRIPTOR_LABEL = b"PhantomNet relay descriptor v1"
LIST_LABEL = b"PhantomNet relay list v1"
WORK_LABEL = b"PhantomNet grant work v1"
PORT = Number(2, 1, 65535)
ONION = "a" * 56 + ".onion"
BAD_VALUE = "Malformed(BAD_VALUE)"


def lp(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _descriptor_fits(value: dict[str, Any]) -> None:
    pin = 32 if value["issuer_port"] else 0
    if len(value["issuer_pin"]) != 2 * pin or value["max_port"] < value["min_port"] or value["not_before"] >= value["not_after"]:
        raise malformed("BAD_VALUE")


def _descriptor_crossed() -> list[tuple[dict[str, Any], str, str]]:
    return [
        ({"issuer_port": 0, "issuer_pin": "00" * 32}, BAD_VALUE, "a pin without an issuer"),
        ({"issuer_port": 443, "issuer_pin": ""}, BAD_VALUE, "an issuer without a pin"),
        ({"issuer_port": 443, "issuer_pin": "00" * 31}, BAD_VALUE, "a pin of 31 bytes"),
        ({"min_port": 50001, "max_port": 50000}, BAD_VALUE, "ports that fall"),
        ({"not_before": 10, "not_after": 10}, BAD_VALUE, "a validity of nothing"),
        ({"not_before": 11, "not_after": 10}, BAD_VALUE, "a validity that ends before it begins"),
    ]


LISTENER = Struct((("kind", Number(1, 1, 3)), ("address", Address()), ("port", PORT)))


EXTENSION = 66


class TokenKey(Fixed):
    """TOK-21: all there is, and of one length."""

    def decode(self, reader: Reader) -> str:
        data = reader.rest()
        if len(data) != self.length:
            raise malformed("BAD_LENGTH")
        return data.hex()

    def schema(self) -> Any:
        return hexes(0, 32)


DESCRIPTOR = Message(
    Struct(
        (
            ("signing_key", Fixed(32)),
            ("listeners", ListOf(LISTENER, 16, 1)),
            ("relayed_addresses", ListOf(Address(), 8, 1)),
            ("min_port", PORT),
            ("max_port", PORT),
            ("onion", Text(70, r"([a-z2-7]{56}\.onion)?", ("", ONION), ("a" * 55 + ".onion", "1" * 56 + ".onion", "a" * 56))),
            ("region", Text(16, r"[a-z-]{2,16}", ("test", "eu", "a" * 16), ("", "a", "EU", "eu1"))),
            ("capacity", Number(1, 1, 8)),
            ("realm", Text(128, r"[A-Za-z0-9.:_-]{1,128}", ("a.example", "a", "a" * 128, "A0.:_-"), ("", "a b", "a/b"))),
            ("issuer_port", Number(2)),
            ("issuer_pin", Lengthy(2, 0, 32, (32, 0))),
            ("not_before", seconds()),
            ("not_after", seconds()),
        ),
        _descriptor_fits,
        _descriptor_crossed,
        alone=False,
    ),
    extra=("token_key", EXTENSION, TokenKey(32)),
)


def key(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"relay %d" % seed).digest())


def public(secret: Ed25519PrivateKey) -> bytes:
    return secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def relay_id(signing_key: bytes) -> str:
    """DIR-2."""
    return hashlib.sha256(signing_key).hexdigest()


def is_signed(signer: bytes, signed: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(signer).verify(signature, signed)
        return True
    except (InvalidSignature, ValueError):
        return False


def sign_descriptor(secret: Ed25519PrivateKey, descriptor: bytes) -> bytes:
    return len(descriptor).to_bytes(2, "big") + descriptor + secret.sign(lp(DESCRIPTOR_LABEL) + lp(descriptor))


def read_signed(reader: Reader) -> tuple[bytes, bytes]:
    descriptor = bytes.fromhex(Lengthy(2, 1, 4096, ()).decode(reader))
    return descriptor, reader.take(64)


def open_descriptor(descriptor: bytes, signature: bytes) -> dict[str, Any]:
    value = DESCRIPTOR.decode_whole(descriptor)
    if not is_signed(bytes.fromhex(value["signing_key"]), lp(DESCRIPTOR_LABEL) + lp(descriptor), signature):
        raise unauthentic("BAD_SIGNATURE")
    return value


def open_signed(data: bytes) -> dict[str, Any]:
    reader = Reader(data)
    descriptor, signature = read_signed(reader)
    reader.finish()
    return open_descriptor(descriptor, signature)


FAMILY = Text(64, r"[a-z0-9][a-z0-9._-]{0,63}", ("north",), ())


def encode_list(head: dict[str, Any], entries: Sequence[tuple[bytes, str]]) -> bytes:
    fixed = b"".join(head[name].to_bytes(8, "big") for name in ("version", "not_before", "not_after"))
    flags = bytes([head["test_estate"], head["single_family_allowed"]])
    listed = b"".join(signed + FAMILY.encode(family) for signed, family in entries)
    return b"\x01" + fixed + flags + len(entries).to_bytes(2, "big") + listed + b"\x00"


def serve(relay_list: bytes, signatures: Sequence[tuple[bytes, bytes]]) -> bytes:
    signed = b"".join(signer + signature for signer, signature in signatures)
    return b"\x01" + lp(relay_list) + bytes([len(signatures)]) + signed + b"\x00"


def sign_list(relay_list: bytes, secrets: Sequence[Ed25519PrivateKey]) -> list[tuple[bytes, bytes]]:
    return [(public(secret), secret.sign(lp(LIST_LABEL) + lp(relay_list))) for secret in secrets]


_ENTRY = ListOf(Struct((("signer", Fixed(32)), ("value", Fixed(64)))), 32)
_SERVED = Message(Struct((("list", Lengthy(4, 1, 4 << 20, ())), ("signatures", _ENTRY))))


class _Listed(Struct):
    """A signed descriptor and its family, in a list."""

    def decode(self, reader: Reader) -> dict[str, Any]:
        descriptor, signature = read_signed(reader)
        return {"descriptor": descriptor, "signature": signature, "family": FAMILY.decode(reader)}


def _list_fits(value: dict[str, Any]) -> None:
    if value["not_before"] >= value["not_after"]:
        raise malformed("BAD_VALUE")


class _Keys(Lengthy):
    """An issuer's keys, a message of their own (19-tokens)."""

    def decode(self, reader: Reader) -> Any:
        return KEYS.decode_whole(bytes.fromhex(super().decode(reader)))


def _issuers_differ(issuers: list[dict[str, Any]]) -> None:
    """TOK-19."""
    seen = [one["keys"]["issuer_name"] for one in issuers] + [live["key"] for one in issuers for live in one["keys"]["keys"]]
    if len(set(seen)) != len(seen):
        raise malformed("DUPLICATE_FIELD")


class _Issuers(ListOf):
    def decode(self, reader: Reader) -> list[Any]:
        found = super().decode(reader)
        reader.finish()
        _issuers_differ(found)
        return found


ISSUERS = _Issuers(
    Struct((("family", FAMILY), ("address", Address()), ("port", PORT), ("pin", Fixed(32)), ("keys", _Keys(2, 0, 2048, (1,))))),
    32,
    1,
)


def issuers_extension(issuers: Sequence[dict[str, Any]]) -> bytes:
    """The list's extension block; `keys` in hex."""
    content = ISSUERS.encode(issuers)
    return bytes([1, EXTENSION]) + len(content).to_bytes(2, "big") + content


_LIST = Message(
    Struct(
        (
            ("version", Number(8, 1)),
            ("not_before", seconds()),
            ("not_after", seconds()),
            ("test_estate", Flag()),
            ("single_family_allowed", Flag()),
            ("entries", ListOf(_Listed(()), 4096, size=2)),
        ),
        _list_fits,
        alone=False,
    ),
    extra=("issuers", EXTENSION, ISSUERS),
)


def verify(given: dict[str, Any]) -> dict[str, Any]:
    """Whether a served list counts for a client, and what is in it then (DIR-1 to DIR-9)."""
    served = _SERVED.decode_whole(bytes.fromhex(given["served"]))
    data = bytes.fromhex(served["list"])
    pinned = set(given["authorities"])
    good = {
        one["signer"]
        for one in served["signatures"]
        if one["signer"] in pinned and is_signed(bytes.fromhex(one["signer"]), lp(LIST_LABEL) + lp(data), bytes.fromhex(one["value"]))
    }
    if len(good) < given["threshold"]:
        raise unauthentic("UNDER_SIGNED")
    listed = _LIST.decode_whole(data)
    if listed["version"] < given["previous_version"]:
        raise unauthentic("ROLLED_BACK")
    if given["now"] < listed["not_before"]:
        raise unauthentic("NOT_YET_VALID")
    if given["now"] >= listed["not_after"]:
        raise unauthentic("EXPIRED")
    if listed["test_estate"] and not given["test_estate_allowed"]:
        raise unauthentic("TEST_ESTATE")
    relays = _opened(listed, given["now"])
    families = _all_families(relays, listed)
    return {
        "version": listed["version"],
        "test_estate": listed["test_estate"],
        "single_family_allowed": listed["single_family_allowed"],
        "relays": [{"relay_id": relay["id"], "family": family} for relay, family in zip(relays, families)],
        "issuers": [
            {"issuer_name": one["keys"]["issuer_name"], "family": family} for one, family in zip(listed["issuers"], families[len(relays) :])
        ],
    }


def _all_families(relays: list[dict[str, Any]], listed: dict[str, Any]) -> list[str]:
    """TOK-19 and TOK-20: issuers stand behind all relays."""
    issuers = listed["issuers"]
    if not listed["test_estate"] and not all(is_public(one["address"]) for one in issuers):
        raise malformed("BAD_ADDRESS")
    members = [{"family": one["family"], "listeners": [one], "relayed_addresses": []} for one in issuers]
    return effective_families([*relays, *members], not listed["test_estate"])


def _opened(listed: dict[str, Any], now: int) -> list[dict[str, Any]]:
    relays, seen = [], set()
    for entry in listed["entries"]:
        descriptor = open_descriptor(entry["descriptor"], entry["signature"])
        identity = relay_id(bytes.fromhex(descriptor["signing_key"]))
        if identity in seen:
            raise malformed("DUPLICATE_FIELD")
        seen.add(identity)
        if not listed["test_estate"] and not all(is_public(address) for address in _addresses(descriptor)):
            raise malformed("BAD_ADDRESS")
        if descriptor["not_before"] <= now < descriptor["not_after"]:
            relays.append({**descriptor, "id": identity, "family": entry["family"]})
    return relays


def _addresses(descriptor: dict[str, Any]) -> list[str]:
    return [one["address"] for one in descriptor["listeners"]] + descriptor["relayed_addresses"]


def plain(address: str) -> IPv4Address | IPv6Address:
    data = bytes.fromhex(address)
    if len(data) == 4:
        return IPv4Address(data)
    return IPv6Address(data).ipv4_mapped or IPv6Address(data)


# DIR-7, the ranges that no relay of a public estate stands in; IANA special-purpose registries.
NOT_PUBLIC_4 = [
    IPv4Network(text)
    for text in (
        *("0.0.0.0/8", "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"),
        *("169.254.0.0/16", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3"),
    )
]
PUBLIC_6 = IPv6Network("2000::/3")
EMBEDDING_6 = [IPv6Network("2001::/32"), IPv6Network("2002::/16")]


def is_public(address: str) -> bool:
    one = plain(address)
    if isinstance(one, IPv4Address):
        return not any(one in network for network in NOT_PUBLIC_4)
    return one in PUBLIC_6 and not any(one in network for network in EMBEDDING_6)


def effective_families(relays: Sequence[dict[str, Any]], by_network: bool) -> list[str]:
    """DIR-8: relays that share a trait are one family, and so on through others; the first one's label is that of all."""
    group = list(range(len(relays)))
    for i, relay in enumerate(relays):
        for j in range(i):
            if _traits(relay, by_network) & _traits(relays[j], by_network):
                old, new = max(group[i], group[j]), min(group[i], group[j])
                group = [new if one == old else one for one in group]
    return [relays[one]["family"] for one in group]


def _traits(relay: dict[str, Any], by_network: bool) -> set[Any]:
    traits: set[Any] = {relay["family"]}
    for address in _addresses(relay) if by_network else []:
        packed = plain(address).packed
        traits.add(packed[: 2 if len(packed) == 4 else 4])
    return traits


CHALLENGE = Message(
    Struct((("relay_id", Fixed(32)), ("issued_at", seconds()), ("difficulty", Number(1, 0, 22)), ("nonce", Fixed(16)), ("mac", Fixed(32))))
)
GRANT = Message(
    Struct(
        (
            ("relay_id", Fixed(32)),
            ("username", Text(128, r"[ -~]{1,128}", ("1790000000:u", "a", "a" * 128), ("",))),
            ("password", Lengthy(2, 1, 128, (16, 1, 128), BAD_VALUE, "61", (0x21, 0x7E))),
            ("expires_at", seconds()),
        )
    )
)


def solves(challenge: bytes, counter: int) -> bool:
    """GRANT-1."""
    value = CHALLENGE.decode_whole(challenge)
    digest = hashlib.sha256(lp(WORK_LABEL) + lp(challenge) + counter.to_bytes(8, "big")).digest()
    return int.from_bytes(digest, "big") >> (256 - value["difficulty"]) == 0


def prefix(address: bytes) -> bytes:
    """The /24 of an IPv4 (or mapped) address, the /48 of an IPv6 address."""
    if len(address) == 16 and address[:12] == bytes(10) + b"\xff\xff":
        address = address[12:]
    return address[: 3 if len(address) == 4 else 6]


def submission(given: dict[str, Any]) -> dict[str, Any]:
    """DIR-14."""
    value = open_signed(bytes.fromhex(given["bytes"]))
    if given["now"] < value["not_before"]:
        raise unauthentic("NOT_YET_VALID")
    if given["now"] >= value["not_after"]:
        raise unauthentic("EXPIRED")
    addresses = [one["address"] for one in value["listeners"]] + value["relayed_addresses"]
    source = prefix(bytes.fromhex(given["source"]))
    near = any(prefix(bytes.fromhex(address)) == source for address in addresses)
    if not given["test_estate"] and not (near and all(is_public(address) for address in addresses)):
        raise malformed("BAD_ADDRESS")
    return {"relay_id": relay_id(bytes.fromhex(value["signing_key"]))}
