"""Sends and hears datagrams as it is told by JSON lines, one answer to each, until its input ends.
usage: udp.py FAMILY (4 or 6).

{"do":"open","port":P}; {"do":"send","port":P,"to":ADDRESS,"toPort":Q,"text":T};
{"do":"hear","port":P,"text":T,"within":ms}: who sent that text, with port 0 if nobody did in time."""

import json
import select
import socket
import sys
import time

FAMILY = socket.AF_INET6 if sys.argv[1] == "6" else socket.AF_INET
sockets = {}
heard = {}  # by port and text


def open_port(command):
    opened = socket.socket(FAMILY, socket.SOCK_DGRAM)
    if FAMILY == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    opened.bind(("", command["port"]))
    sockets[command["port"]] = opened
    return {"event": "opened"}


def send(command):
    try:
        sockets[command["port"]].sendto(command["text"].encode(), (command["to"], command["toPort"]))
    except ConnectionRefusedError:
        pass  # what an earlier datagram met
    return {"event": "sent"}


def hear(command):
    wanted = command["port"], command["text"]
    until = time.monotonic() + command["within"] / 1000
    while wanted not in heard:
        left = until - time.monotonic()
        readable, _, _ = select.select([sockets[command["port"]]], [], [], max(0, left))
        if not readable:
            return {"event": "heard", "from": "", "fromPort": 0}
        text, sender = readable[0].recvfrom(2048)
        heard[command["port"], text.decode()] = sender
    sender = heard[wanted]
    return {"event": "heard", "from": sender[0], "fromPort": sender[1]}


def main():
    print('{"event":"ready"}', flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        print(json.dumps({"open": open_port, "send": send, "hear": hear}[command["do"]](command)), flush=True)


main()
