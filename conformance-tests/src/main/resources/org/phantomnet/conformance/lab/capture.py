"""Writes every frame in and out of this network namespace into a pcap file, until its input ends.
usage: capture.py FILE [INTERFACE]; loopback is left out."""

import json
import select
import socket
import struct
import sys

from ring import Ring

NANOSECOND_PCAP = 0xA1B23C4D
ETHERNET = 1
MOST = 65535
SLOTS = 16384


def main():
    file, interface = sys.argv[1], "".join(sys.argv[2:3])
    ring = Ring(interface, SLOTS)
    loopback = socket.if_nametoindex("lo")
    packets = 0
    with open(file, "wb", 1 << 20) as pcap:
        pcap.write(struct.pack("=IHHiIII", NANOSECOND_PCAP, 2, 4, 0, 0, MOST, ETHERNET))
        pcap.flush()
        print('{"event":"ready"}', flush=True)
        ending = False
        while not ending:
            readable, _, _ = select.select([ring, sys.stdin], [], [])
            # Looked at before the ring is emptied: what came before the end is in it.
            ending = sys.stdin in readable and not sys.stdin.buffer.read1(4096)
            # No more than the ring holds, else a flood would never let it end.
            for _ in range(SLOTS):
                found = ring.read()
                if found is None:
                    break
                seconds, nanoseconds, length, frame, index, _ = found
                if index != loopback:
                    pcap.write(struct.pack("=IIII", seconds, nanoseconds, len(frame), length))
                    pcap.write(frame)
                    packets += 1
    print(json.dumps({"event": "captured", "packets": packets, "lost": ring.lost()}), flush=True)


main()
