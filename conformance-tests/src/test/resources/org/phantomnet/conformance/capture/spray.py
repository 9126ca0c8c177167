"""Sends what a call's media looks like to somebody who did not ask for it: RTP, DTLS and STUN, from
one socket, to many ports, again and again. usage: spray.py ADDRESS; runs until it is killed."""

import os
import select
import socket
import struct
import sys

PORTS = [3478, 5000, *range(32768, 61000, 997)]
PAUSE = 0.1


def payloads(turn):
    rtp = struct.pack("!BBHII", 0x80, 111, turn & 0xFFFF, 960 * turn & 0xFFFFFFFF, 0x45564521)
    hello = struct.pack("!B", 1) + bytes(3) + os.urandom(60)
    dtls = struct.pack("!BHHHIH", 22, 0xFEFD, 0, 0, turn, len(hello)) + hello
    stun = struct.pack("!HHI", 1, 0, 0x2112A442) + os.urandom(12)
    return [rtp + os.urandom(170), dtls, stun]


def main():
    out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    print('{"event":"ready"}', flush=True)
    turn = 0
    while True:
        turn += 1
        for port in PORTS:
            for payload in payloads(turn):
                out.sendto(payload, (sys.argv[1], port))
        # What comes back is not read: the capture has it.
        select.select([], [], [], PAUSE)


main()
