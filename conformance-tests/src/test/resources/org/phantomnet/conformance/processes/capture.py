"""Counts the packets that leave this network namespace, by where they go, until its input ends."""

import json
import select
import socket
import struct
import sys

PACKET_OUTGOING = 4
SOL_PACKET = 263
PACKET_STATISTICS = 6
SO_RCVBUFFORCE = 33
IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806


def destination(kind, packet):
    """Address, protocol and port; a fragment that is not the first has no port."""
    if kind == IPV4:
        start = (packet[0] & 15) * 4
        first = struct.unpack_from("!H", packet, 6)[0] & 0x1FFF == 0
        protocol, address = packet[9], socket.inet_ntop(socket.AF_INET, packet[16:20])
    elif kind == IPV6:
        start, first = 40, True
        protocol, address = packet[6], socket.inet_ntop(socket.AF_INET6, packet[24:40])
    else:
        return ("arp" if kind == ARP else "other %04x" % kind, 0, 0)
    port = struct.unpack_from("!H", packet, start + 2)[0] if first and protocol in (6, 17) else 0
    return (address, protocol, port)


def main():
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(3))
    tap.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20)
    sent = {}
    print('{"event":"ready"}', flush=True)
    ending = False
    while True:
        readable, _, _ = select.select([tap] if ending else [tap, sys.stdin], [], [], 0.2 if ending else None)
        if sys.stdin in readable:
            ending = not sys.stdin.buffer.read1(4096)
        if tap in readable:
            packet, (interface, kind, direction, _, _) = tap.recvfrom(65536)
            if direction == PACKET_OUTGOING and interface != "lo":
                key = destination(kind, packet)
                sent[key] = sent.get(key, 0) + 1
        elif ending and not readable:
            break
    _, lost = struct.unpack("II", tap.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))
    flows = [{"to": a, "protocol": p, "port": n, "packets": c} for (a, p, n), c in sorted(sent.items())]
    print(json.dumps({"event": "captured", "lost": lost, "sent": flows}), flush=True)


main()
