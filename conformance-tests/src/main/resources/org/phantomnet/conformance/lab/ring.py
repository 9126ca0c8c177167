"""Frames as the kernel hands them over: a receive ring in shared memory (packet(7), TPACKET_V2), since
an unprivileged user may not have a large socket buffer."""

import mmap
import socket
import struct

ETH_P_ALL = 3
SOL_PACKET = 263
PACKET_RX_RING, PACKET_STATISTICS, PACKET_VERSION, PACKET_QDISC_BYPASS = 5, 6, 10, 20
TPACKET_V2 = 1
KERNEL, USER = 0, 1  # whose a slot is
SLOT = 2048
BLOCK = 1 << 16
STATUS = struct.Struct("=I")
HEADER = struct.Struct("=IIIHHII")  # status, length, kept, where the frame is, where its payload is, s, ns
LINK = struct.Struct("=iHB")  # struct sockaddr_ll from its interface on: interface, hardware, direction
LINK_AT = 32 + 4
OUTGOING = 4


class Ring:
    """One interface, or all of this namespace if none is named."""

    def __init__(self, interface, slots):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0 if interface else socket.htons(ETH_P_ALL))
        self.socket.setsockopt(SOL_PACKET, PACKET_VERSION, TPACKET_V2)
        size = slots * SLOT
        self.socket.setsockopt(SOL_PACKET, PACKET_RX_RING, struct.pack("=IIII", BLOCK, size // BLOCK, SLOT, slots))
        self.memory = mmap.mmap(self.socket.fileno(), size)
        self.size = size
        self.next = 0
        if interface:
            self.socket.bind((interface, ETH_P_ALL))
        self.lost()

    def fileno(self):
        return self.socket.fileno()

    def read(self):
        """The next frame as (s, ns, length on the wire, frame, interface, direction), or None."""
        at = self.next
        if not STATUS.unpack_from(self.memory, at)[0] & USER:
            return None
        _, length, kept, start, _, seconds, nanoseconds = HEADER.unpack_from(self.memory, at)
        interface, _, direction = LINK.unpack_from(self.memory, at + LINK_AT)
        frame = self.memory[at + start : at + start + kept]
        STATUS.pack_into(self.memory, at, KERNEL)
        at += SLOT
        self.next = 0 if at == self.size else at
        return seconds, nanoseconds, length, frame, interface, direction

    def lost(self):
        """How many frames found no room since it was last asked."""
        return struct.unpack("=II", self.socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1]
