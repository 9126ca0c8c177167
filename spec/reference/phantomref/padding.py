"""Padding of sealed envelopes to a few sizes, and what a mailbox takes (ENV-1 to ENV-4)."""

from phantomref.errors import malformed

STEP = 4096
MOST = 65536
LENGTH = 4


def size_for(envelope: int) -> int:
    """The padded size for an envelope of so many bytes (ENV-1, ENV-2)."""
    if not 1 <= envelope <= MOST:
        raise malformed("BAD_LENGTH")
    return LENGTH + (envelope + STEP - 1) // STEP * STEP


def mailbox_takes(size: int) -> bool:
    """ENV-4: only a size that padding produces."""
    return any(size == LENGTH + steps * STEP for steps in range(1, MOST // STEP + 1))


def pad(envelope: bytes) -> bytes:
    size = size_for(len(envelope))
    head = len(envelope).to_bytes(LENGTH, "big") + envelope
    return head + bytes(size - len(head))


def unpad(padded: bytes) -> bytes:
    """ENV-3."""
    if not mailbox_takes(len(padded)):
        raise malformed("BAD_LENGTH")
    length = int.from_bytes(padded[:LENGTH], "big")
    if size_for(length) != len(padded):
        raise malformed("BAD_LENGTH")
    if any(padded[LENGTH + length :]):
        raise malformed("BAD_VALUE")
    return padded[LENGTH : LENGTH + length]
