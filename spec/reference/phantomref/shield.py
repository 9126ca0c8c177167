"""The media shield (spec/20-shield.md): sealing and opening of media packets."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from phantomref.errors import malformed, unauthentic

TAG, TRAILER = 16, 8
WINDOW = 1024


def head_length(packet: bytes) -> int:
    """SHIELD-2; may be more than there is."""
    if len(packet) >= 2 and 64 <= packet[1] & 0x7F <= 95:
        return 8
    length = 12 + 4 * (packet[0] & 15) if packet else 12
    if packet and packet[0] & 0x10:
        words = int.from_bytes(packet[length + 2 : length + 4], "big") if len(packet) >= length + 4 else 0
        length += 4 + 4 * words
    return length


def seal(key: bytes, epoch: int, counter: int, packet: bytes) -> bytes:
    """SHIELD-3."""
    head = head_length(packet)
    if head > len(packet):
        raise malformed("TOO_SHORT")
    trailer = (epoch % 2**16).to_bytes(2, "big") + counter.to_bytes(6, "big")
    return packet[:head] + AESGCM(key).encrypt(bytes(4) + trailer, packet[head:], packet[:head]) + trailer


def message(content: bytes) -> bytes:
    """SHIELD-9: the payload that carries a call message."""
    words = (8 + len(content) + 3) // 4 - 1
    return b"\x80\xcc" + words.to_bytes(2, "big") + bytes(4) + content


def is_message(payload: bytes) -> bool:
    """SHIELD-9."""
    return len(payload) >= 8 and payload[:2] == b"\x80\xcc"


class Receiver:
    """SHIELD-5 and SHIELD-6, for the epochs given."""

    def __init__(self, epochs: dict[int, bytes]) -> None:
        self._keys = {epoch % 2**16: key for epoch, key in epochs.items()}
        self._taken: dict[int, set[int]] = {name: set() for name in self._keys}

    def open(self, sealed: bytes) -> bytes:
        head = head_length(sealed)
        if len(sealed) < head + TAG + TRAILER:
            raise malformed("TOO_SHORT")
        trailer = sealed[-TRAILER:]
        name, counter = int.from_bytes(trailer[:2], "big"), int.from_bytes(trailer[2:], "big")
        if name not in self._keys:
            raise unauthentic("WRONG_EPOCH")
        taken = self._taken[name]
        if counter in taken or taken and counter <= max(taken) - WINDOW:
            raise unauthentic("REPLAYED")
        try:
            plain = AESGCM(self._keys[name]).decrypt(bytes(4) + trailer, sealed[head:-TRAILER], sealed[:head])
        except InvalidTag:
            raise unauthentic("BAD_MAC")
        taken.add(counter)
        return sealed[:head] + plain
