"""A switch whose lines have delay, jitter, loss and rate, for kernels without netem. It moves frames between
interfaces by packet sockets, so it needs no more than a network namespace of its own.

Each port is a line with two directions, each with a queue of its own: a frame from A to B passes A's line up,
then B's down. Order within a direction is kept. ARP and neighbour discovery pass at once and even where a line
is cut: they belong to the model, which has no router, not to the network that it models.

One JSON line in, one out: {"do":"line","port":NAME,"delay":us,"jitter":us,"loss":ppm,"rate":kbit/s,"cut":bool},
{"do":"count"}."""

import ctypes
import gc
import heapq
import json
import os
import random
import select
import sys
import time

from ring import OUTGOING, PACKET_QDISC_BYPASS, SOL_PACKET, Ring

SLOTS = 2048
AT_ONCE = 64  # frames of a port before the others have their turn
MOST_QUEUED = 200_000_000  # ns of waiting for the rate; what comes then is lost, as in a home's modem
PR_SET_TIMERSLACK = 29
ARP, IPV6, ICMPV6 = b"\x08\x06", b"\x86\xdd", 58
NEIGHBOUR = range(133, 138)  # RFC 4861


class Direction:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.last = 0
        self.free = 0
        self.passed = self.lost = 0
        self.set({})

    def set(self, line):
        self.delay = line.get("delay", 0) * 1000
        self.jitter = line.get("jitter", 0) * 1000
        self.loss = line.get("loss", 0) / 1e6
        self.rate = line.get("rate", 0)
        self.cut = line.get("cut", False)
        self.plain = not (self.delay or self.jitter or self.loss or self.rate or self.cut)

    def due(self, now, length):
        """When it has passed; 0 if it never will."""
        if self.plain and now >= self.last:
            self.passed += 1
            return now
        # Drawn for every frame, so that the tenth frame's fate does not hang on what is set for the first nine.
        fate, wobble = self.chance.random(), self.chance.uniform(-1, 1)
        if self.cut or fate < self.loss:
            self.lost += 1
            return 0
        due = now
        if self.rate:
            start = max(self.free, now)
            if start - now > MOST_QUEUED:
                self.lost += 1
                return 0
            due = self.free = start + length * 8_000_000 // self.rate
        due = self.last = max(self.last, now, int(due + self.delay + wobble * self.jitter))
        self.passed += 1
        return due


class Port:
    def __init__(self, name, interface, seed):
        self.name = name
        self.ring = Ring(interface, SLOTS)
        self.ring.socket.setblocking(False)
        self.ring.socket.setsockopt(SOL_PACKET, PACKET_QDISC_BYPASS, 1)
        self.up = Direction("%d up %s" % (seed, name))
        self.down = Direction("%d down %s" % (seed, name))
        self.overrun = 0

    def set(self, line):
        self.up.set(line)
        self.down.set(line)

    def send(self, frame):
        try:
            self.ring.socket.send(frame)
        except OSError:
            self.overrun += 1

    def count(self):
        self.overrun += self.ring.lost()
        return {
            "up": {"passed": self.up.passed, "lost": self.up.lost},
            "down": {"passed": self.down.passed, "lost": self.down.lost},
            "overrun": self.overrun,
        }


def is_neighbours(frame):
    kind = frame[12:14]
    return kind == ARP or (kind == IPV6 and frame[20] == ICMPV6 and frame[54] in NEIGHBOUR)


class Switch:
    def __init__(self, ports):
        self.ports = ports
        self.by_name = {port.name: port for port in ports}
        self.by_address = {}
        self.queue = []  # (when, number, port, frame, whether it is already in the line down)
        self.number = 0

    def take(self, port, now):
        """The frames that came in at a port."""
        ring, others = port.ring, self.by_address
        for _ in range(AT_ONCE):
            found = ring.read()
            if found is None:
                return
            frame, direction = found[3], found[5]
            if direction == OUTGOING:
                continue
            source = frame[6:12]
            if others.get(source) is not port:
                others[source] = port
            if is_neighbours(frame):
                for other in self.receivers(port, frame):
                    other.send(frame)
                continue
            due = port.up.due(now, len(frame))
            if due == now:
                self.turn(port, frame, now)
            elif due:
                self.put(due, port, frame, False)

    def receivers(self, port, frame):
        known = self.by_address.get(frame[0:6])
        if known:
            return (known,) if known is not port else ()
        return [other for other in self.ports if other is not port]

    def turn(self, port, frame, now):
        """From the line up of its sender into the line down of its receiver."""
        for other in self.receivers(port, frame):
            due = other.down.due(now, len(frame))
            if due == now:
                other.send(frame)
            elif due:
                self.put(due, other, frame, True)

    def put(self, due, port, frame, is_down):
        self.number += 1
        heapq.heappush(self.queue, (due, self.number, port, frame, is_down))

    def command(self, line):
        command = json.loads(line)
        if command["do"] == "line":
            self.by_name[command["port"]].set(command)
            answer = {"event": "line"}
        else:
            answer = {"event": "count", "ports": {port.name: port.count() for port in self.ports}}
        print(json.dumps(answer), flush=True)

    def run(self):
        """Until the input ends."""
        queue = self.queue
        told = b""
        while True:
            now = time.monotonic_ns()
            while queue and queue[0][0] <= now:
                due, _, port, frame, is_down = heapq.heappop(queue)
                if is_down:
                    port.send(frame)
                else:
                    self.turn(port, frame, due)
            wait = max(0, queue[0][0] - time.monotonic_ns()) / 1e9 if queue else None
            readable, _, _ = select.select([sys.stdin, *self.rings()], [], [], wait)
            now = time.monotonic_ns()
            for ready in readable:
                if ready is sys.stdin:
                    read = sys.stdin.buffer.read1(65536)
                    if not read:
                        return
                    *lines, told = (told + read).split(b"\n")
                    for line in lines:
                        self.command(line)
                else:
                    self.take(ready.port, now)

    def rings(self):
        return [port.ring for port in self.ports]


def run(ports, seed):
    """ports: of name, interface and line, as build.py makes them."""
    ctypes.CDLL(None).prctl(PR_SET_TIMERSLACK, 1)
    try:
        # Root's wish: without it the switch is as exact as its turn comes. What it starts has it not.
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except OSError:
        pass
    made = []
    for described in ports:
        port = Port(described["name"], described["interface"], seed)
        port.ring.port = port
        port.set(described["line"])
        made.append(port)
    gc.collect()
    gc.freeze()
    gc.disable()
    switch = Switch(made)
    print('{"event":"ready"}', flush=True)
    switch.run()
