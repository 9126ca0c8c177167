"""A call's binding in vector files: its JSON form and schema, and the one call between ALICE and BOB that the cases of the areas keys,
macs and proof start from (KEY-5 to KEY-7)."""

from dataclasses import replace
from typing import Any

from phantomref import schemas
from phantomref.chance import Chance
from phantomref.schedule import CALLEE, CALLER, Binding, Epoch, Held, Party

Json = dict[str, Any]
ROLE = schemas.one_of(CALLER, CALLEE)
EPOCHS = schemas.list_of(
    schemas.obj({"epoch": schemas.number(0, 2**31 - 1), "transcript": schemas.exactly(32), "prk": schemas.exactly(32)}), 1
)
PARTY = schemas.obj(
    {
        "user": schemas.text(),
        "device": schemas.number(1, 127),
        "registration_id": schemas.number(1, 16383),
        "identity": schemas.exactly(33),
    }
)
DEFS = {
    "party": PARTY,
    "call": schemas.obj({"call_id": schemas.exactly(16), "caller": schemas.ref("party"), "callee": schemas.ref("party")}),
    "held": EPOCHS,
}


def identity(who: str) -> bytes:
    """libsignal's form: 0x05 and 32 bytes of a Curve25519 point."""
    return b"\x05" + Chance(f"identity of {who}").bytes(32)


ALICE = Party("alice@mail.example", 1, 4711, identity("alice"))
BOB = Party("bob@other.example:8443", 2, 16383, identity("bob"))
CALL = Binding(Chance("call id").bytes(16), ALICE, BOB)


def party_of(given: Json) -> Party:
    return Party(given["user"], given["device"], given["registration_id"], bytes.fromhex(given["identity"]))


def binding_of(given: Json) -> Binding:
    return Binding(bytes.fromhex(given["call_id"]), party_of(given["caller"]), party_of(given["callee"]))


def _party(party: Party) -> Json:
    return {
        "user": party.user,
        "device": party.device,
        "registration_id": party.registration_id,
        "identity": party.identity.hex(),
    }


def as_json(binding: Binding) -> Json:
    return {"call_id": binding.call_id.hex(), "caller": _party(binding.caller), "callee": _party(binding.callee)}


def flipped(data: bytes, bit: int = 0) -> bytes:
    """The same bytes with one bit changed, counted from the first byte's lowest."""
    return data[: bit // 8] + bytes([data[bit // 8] ^ 1 << bit % 8]) + data[bit // 8 + 1 :]


def other_calls() -> list[tuple[str, Binding]]:
    """The call with each part of its binding changed by itself."""

    def of(role: str, **change: Any) -> Binding:
        return replace(CALL, **{role: replace(getattr(CALL, role), **change)})

    found = [("one bit of the call id", replace(CALL, call_id=flipped(CALL.call_id)))]
    found.append(("the last bit of the call id", replace(CALL, call_id=flipped(CALL.call_id, 127))))
    for role, party in (("caller", ALICE), ("callee", BOB)):
        found += [
            (f"the {role}'s user name", of(role, user=party.user.replace("b", "d", 1).replace("alice", "alicf"))),
            (f"the {role}'s mailbox", of(role, user=party.user.replace("example", "examplf"))),
            (f"one letter moved from the {role}'s name to nowhere", of(role, user=party.user[1:])),
            (f"the {role}'s device", of(role, device=party.device ^ 4)),
            (f"the {role}'s registration id", of(role, registration_id=party.registration_id ^ 1)),
            (f"one bit of the {role}'s identity", of(role, identity=flipped(party.identity, 263))),
        ]
    found.append(("device and registration id swapped", of("caller", device=77, registration_id=1)))
    found.append(("the two ends swapped", Binding(CALL.call_id, BOB, ALICE)))
    identities = replace(ALICE, identity=BOB.identity), replace(BOB, identity=ALICE.identity)
    found.append(("the two identities swapped", Binding(CALL.call_id, *identities)))
    users = replace(ALICE, user=BOB.user), replace(BOB, user=ALICE.user)
    found.append(("the two users swapped", Binding(CALL.call_id, *users)))
    return found


def held_of(binding: Binding, given: list[Json]) -> Held:
    return Held(
        [Epoch(binding, one["epoch"], bytes.fromhex(one["transcript"]), bytes.fromhex(one["prk"])) for one in given]
    )


def held_json(*numbers: int) -> list[Json]:
    """Epochs with secrets of their own, for cases that need no shares."""
    return [
        {
            "epoch": number,
            "transcript": Chance(f"transcript of epoch {number}").bytes(32).hex(),
            "prk": Chance(f"prk of epoch {number}").bytes(32).hex(),
        }
        for number in numbers
    ]
