"""Measures a path by a stream of datagrams between two machines that share a clock.
usage: stream.py receive PORT, until its input ends; stream.py send ADDRESS PORT COUNT PER_SECOND SIZE."""

import json
import select
import socket
import struct
import sys
import time

STAMP = struct.Struct("=Qq")
BURST_SECONDS = 0.002


def receive(port):
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    listening.bind(("", port))
    listening.setblocking(False)
    numbers, delays = [], []
    print('{"event":"ready"}', flush=True)
    ending = False
    while not ending:
        readable, _, _ = select.select([listening, sys.stdin], [], [])
        ending = sys.stdin in readable
        while True:
            try:
                data = listening.recv(2048)
            except BlockingIOError:
                break
            now = time.monotonic_ns()
            number, sent = STAMP.unpack_from(data)
            numbers.append(number)
            delays.append((now - sent) // 1000)
    print(json.dumps({"event": "received", "numbers": numbers, "delays": delays}), flush=True)


def send(address, port, count, per_second, size):
    sending = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    padding = bytes(size - STAMP.size)
    burst = max(1, int(per_second * BURST_SECONDS))
    began = time.monotonic()
    for number in range(count):
        if number % burst == 0:
            time.sleep(max(0, began + number / per_second - time.monotonic()))
        sending.sendto(STAMP.pack(number, time.monotonic_ns()) + padding, (address, port))
    print(json.dumps({"event": "sent", "seconds": time.monotonic() - began}), flush=True)


if sys.argv[1] == "receive":
    receive(int(sys.argv[2]))
else:
    send(sys.argv[2], *[int(number) for number in sys.argv[3:]])
