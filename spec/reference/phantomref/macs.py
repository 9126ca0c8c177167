"""Who sends which message, under which kind of key, and what its MAC covers (SIG-11 to SIG-13)."""

import hmac

from phantomref.errors import unauthentic
from phantomref.schedule import CALLEE, CALLER, Held, lp, mac, u32

# spec/02, table of types: the name, who sends it, and whether an early and a policy key may cover it; numbered from 1.
_BOTH = (CALLER, CALLEE)
_TABLE = (
    ("OFFER", (CALLER,), True, False),
    ("RING", (CALLEE,), True, False),
    ("ANSWER", (CALLEE,), False, True),
    ("CONFIRM", (CALLER,), False, True),
    ("CANDIDATE", _BOTH, True, True),
    ("ACCEPT", (CALLEE,), False, True),
    ("DECLINE", (CALLEE,), True, True),
    ("SELECTED", (CALLER,), False, True),
    ("REKEY", _BOTH, False, True),
    ("MODE_SWITCH_REQUEST", _BOTH, False, True),
    ("MODE_SWITCH_ACK", _BOTH, False, True),
    ("UPDATE", _BOTH, False, True),
    ("MEDIA_REQUEST", _BOTH, False, True),
    ("MEDIA_ACK", _BOTH, False, True),
    ("MOVE", _BOTH, False, True),
    ("HANGUP", _BOTH, True, True),
    ("NONCE_CHALLENGE", (CALLEE,), True, False),
    ("NONCE_RESPONSE", (CALLER,), True, False),
)
TYPES = tuple(row[0] for row in _TABLE)
NUMBERS = {name: number for number, name in enumerate(TYPES, 1)}
SENDERS = {row[0]: row[1] for row in _TABLE}
EARLY, POLICY = "EARLY", "POLICY"
COVERED = {EARLY: frozenset(row[0] for row in _TABLE if row[2]), POLICY: frozenset(row[0] for row in _TABLE if row[3])}


def mac_input(type_name: str, call_id: bytes, epoch: int, counter: int, core: bytes) -> bytes:
    """SIG-11."""
    return lp(u32(NUMBERS[type_name])) + lp(call_id) + lp(u32(epoch)) + lp(counter.to_bytes(8, "big")) + lp(core)


def message_mac(key: bytes, type_name: str, call_id: bytes, epoch: int, counter: int, core: bytes) -> bytes:
    """SIG-11."""
    return mac(key, mac_input(type_name, call_id, epoch, counter, core))


def require_allowed(kind: str, sender: str, type_name: str) -> None:
    """SIG-12, then SIG-13: a key that never covers the type makes no right MAC for it."""
    if sender not in SENDERS[type_name]:
        raise unauthentic("WRONG_SENDER")
    if type_name not in COVERED[kind]:
        raise unauthentic("BAD_MAC")


def check_early(
    keys: dict[str, bytes], call_id: bytes, sender: str, type_name: str, epoch: int, counter: int, core: bytes, theirs: bytes
) -> None:
    """A message before the answer: SIG-12, SIG-13, its epoch, its MAC."""
    require_allowed(EARLY, sender, type_name)
    if epoch:
        raise unauthentic("WRONG_EPOCH")
    if not hmac.compare_digest(message_mac(keys[sender], type_name, call_id, 0, counter, core), theirs):
        raise unauthentic("BAD_MAC")


def check_policy(
    held: Held, call_id: bytes, sender: str, type_name: str, epoch: int, counter: int, core: bytes, theirs: bytes
) -> None:
    """A message from the answer on: SIG-12, SIG-13, its epoch (KEY-10), its MAC."""
    require_allowed(POLICY, sender, type_name)
    key = held.of(epoch).policy(sender)
    if not hmac.compare_digest(message_mac(key, type_name, call_id, epoch, counter, core), theirs):
        raise unauthentic("BAD_MAC")
