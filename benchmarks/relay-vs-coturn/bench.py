"""relay-vs-coturn: this project's relay, coturn and a bare forwarder under one load, by turns.

Started by ./phantom bench relay, which says what the options are. Ratios are made within a round,
where the servers run one right after the other; the median of the rounds counts. README.md beside
this file says how each figure is measured and what it cannot show.
"""

import argparse
import contextlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from report import Report
from servers import Coturn, Failure, Forwarder, Generator, Relay, compile_programs, raise_descriptor_limit

WINDOW = 256  # packets under way when going flat out: far less than any socket's buffer
MOST_LOSS = 0.001
MODERATE = 40_000  # packets a second, both directions together
SLICE = 0.2  # seconds of one look at latency: 8,000 packets
ALLOCATIONS = 1000  # at once, where making them is what counts
MOST_WARM_UP = 20  # seconds
STEADY_WARM_UP = 6.0  # seconds at the rate of the looks: a compiler meets other branches there than flat out
ORDER = 8656  # seed of the servers' order


@dataclass(frozen=True)
class Plan:
    rounds: int
    seconds: float  # of one run
    slices: int  # looks at latency in a round, by turns
    warm_up: int  # packets before anything counts: the relay's compiler wants them
    steps: int  # of the search for the highest rate
    loads: tuple  # (allocations, mode, payloads)
    searched: tuple  # (allocations, mode, payload) whose highest rate is searched
    memory_rounds: int
    memory: tuple  # allocations between which memory may grow


QUICK = Plan(2, 0.8, 5, 300_000, 0, ((1000, "channels", (172,)),), (), 1, (1000, 5000))
FULL = Plan(
    5,
    2.0,
    30,
    1_000_000,
    6,
    tuple((n, "channels", (172, 1200)) for n in (10, 100, 1000, 10_000))
    + tuple((n, "indications", (172, 1200)) for n in (100, 1000)),
    ((100, "channels", 172), (1000, "channels", 172)),
    3,
    (1000, 10_000),
)


class Bench:
    def __init__(self, options, plan, scratch):
        self.plan = plan
        self.scratch = scratch
        self.nice = options.nice
        self.order = random.Random(ORDER)
        cores = sorted(os.sched_getaffinity(0))
        if len(cores) < 2:
            raise Failure("two processors are needed: one for the server, one for the load")
        self.server_cores, self.load_cores, self.all_cores = {cores[0]}, {cores[-1]}, {cores[0], cores[-1]}
        self.report = Report()
        self.only = options.only
        descriptors = raise_descriptor_limit()
        self.most = min(10_000, descriptors - 500)
        if self.most < 10_000:
            self.report.skip(
                f"10,000 allocations: each wants a descriptor, a process may have {descriptors} here;"
                f" {self.most} instead"
            )

    def wants(self, part):
        return not self.only or part in self.only

    def say(self, text):
        print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)

    def servers(self, mode):
        made = []
        try:
            made.append(Relay(self.scratch, self.server_cores, self.nice))
            made.append(Coturn(self.scratch, self.server_cores, self.nice))
            if mode == "channels":
                for variant in ("single", "batch"):
                    made.append(Forwarder(self.scratch, self.server_cores, self.nice, variant))
            return made
        except BaseException:
            for server in made:
                server.stop()
            raise

    def generator(self, server, mode, capacity, cores=None):
        return Generator(self.scratch, server, cores or self.load_cores, self.nice, mode, capacity)

    def warm_up(self, generator, payload):
        relayed = 0
        until = time.monotonic() + MOST_WARM_UP
        while relayed < self.plan.warm_up and time.monotonic() < until:
            relayed += generator.run(payload, 0.5, window=WINDOW)["received"]
        generator.run(payload, STEADY_WARM_UP, rate=MODERATE)

    def load(self, count, mode, payloads):
        """Packets/s, processor time per packet and latency of all servers with so many allocations."""
        self.say(f"{count} allocations, {mode}: starting")
        servers = self.servers(mode)
        generators = []
        try:
            generators = [self.generator(s, mode, count) for s in servers]
            for g in generators:
                g.allocate(count)
                g.bind()
                self.warm_up(g, payloads[0])
            servers[0].forget_pauses()
            for number in range(self.plan.rounds):
                for payload in payloads:
                    self.round(number, turned(generators, number), count, mode, payload)
            pause, purpose = servers[0].longest_pause()
            self.report.note(f"longest safepoint of the relay ({purpose}), {count} {mode}", pause, "ms")
        finally:
            for stopped in [*generators, *servers]:
                stopped.stop()

    def round(self, number, generators, count, mode, payload):
        where = (count, mode, payload)
        self.say(f"{count} allocations, {mode}, {payload} B: round {number + 1} of {self.plan.rounds}")
        found = {}
        for g in generators:
            found[g.server.name] = g.run(payload, self.plan.seconds, window=WINDOW)
        for name, run in found.items():
            self.report.add(where, "flat out, packets/s", name, run["receivedRate"])
            self.report.add(where, "relayed per second of processor", name, run["packetsPerProcessorSecond"])
            self.report.add(where, "processor time a packet, flat out, us", name, run["microsPerPacket"])
            self.report.add(where, "server busy, flat out", name, run["busy"])
            self.report.add(where, "loss, flat out", name, run["loss"])
            self.report.add(where, "generator's time a packet, us", name, run["generatorMicros"])
            self.report.raw(where, "flat", number, name, run)
        self.latency(number, generators, where)
        if where in self.plan.searched:
            for g in generators:
                rate = self.search(g, payload, found[g.server.name]["receivedRate"])
                self.report.add(where, "highest rate under 0.1 % loss, packets/s", g.server.name, rate)

    def latency(self, number, generators, where):
        """
        Medians of short looks: who else has the machine's processor for some milliseconds spoils the
        looks it falls into, and not the tail of a whole round. The order is drawn anew for each look:
        by fixed turns, what disturbs a machine once a second met the same server every time.
        """
        looked = [g for g in generators if g.server.name != "forwarder-batch"]  # a ceiling is enough
        runs = {g.server.name: [] for g in looked}
        for _ in range(self.plan.slices):
            for g in self.order.sample(looked, len(looked)):
                runs[g.server.name].append(g.run(where[2], SLICE, rate=MODERATE))
        for name, slices in runs.items():
            packets = max(sum(run["received"] for run in slices), 1)
            processor = sum(run["microsPerPacket"] * run["received"] for run in slices)
            self.report.add(where, f"processor time a packet at {MODERATE}/s, us", name, processor / packets)
            for key, label in (("p50", "p50"), ("p99", "p99"), ("p999", "p99.9")):
                median = statistics.median(run[key] for run in slices)
                self.report.add(where, f"latency {label} at {MODERATE}/s, us", name, median)
            sent = max(sum(run["sent"] for run in slices), 1)
            self.report.add(where, f"loss at {MODERATE}/s", name, 1 - packets / sent)
            for run in slices:
                self.report.raw(where, "moderate", number, name, run)

    def search(self, generator, payload, flat_out):
        """The highest rate at which at most MOST_LOSS is lost and nothing queues up without end, by bisection."""
        low, high = 0.0, flat_out * 1.4
        for step in range(self.plan.steps):
            rate = high if step == 0 else (low + high) / 2
            run = generator.run(payload, self.plan.seconds, rate=rate)
            # What the generator itself could not read or send says nothing of the server.
            held = run["loss"] < MOST_LOSS and run["ownDrops"] == 0 and run["sentRate"] > 0.98 * rate
            if held and step == 0:
                return rate
            low, high = (rate, high) if held else (low, rate)
        return low

    def allocations(self):
        """Allocations made a second: 401, Allocate, success; 64 under way."""
        where = (ALLOCATIONS, "allocating", 0)
        self.say("allocations a second: starting")
        servers = [Relay(self.scratch, self.server_cores, self.nice), Coturn(self.scratch, self.server_cores, self.nice)]
        try:
            for _ in range(max(2, self.plan.warm_up // 50_000)):
                self.allocate(servers[0])
            for number in range(2 * self.plan.rounds):
                for server in turned(servers, number):
                    run = self.allocate(server)
                    self.report.add(where, "allocations/s", server.name, ALLOCATIONS / run["seconds"])
                    self.report.add(
                        where, "allocations per second of processor", server.name, ALLOCATIONS / run["processor"]
                    )
                    self.report.add(
                        where, "processor time an allocation, us", server.name, run["processor"] * 1e6 / ALLOCATIONS
                    )
                    self.report.add(where, "requests sent again", server.name, run["retries"])
        finally:
            for server in servers:
                server.stop()

    def allocate(self, server):
        """By clients that the server has not seen: coturn takes an address that let go for a while not again."""
        generator = self.generator(server, "channels", ALLOCATIONS)
        try:
            run = generator.allocate(ALLOCATIONS)
            generator.release()
            return run
        finally:
            generator.stop()

    def memory(self):
        """Growth of resident memory with allocations that have a channel, a handshake and packets behind them."""
        few, many = (min(count, self.most) for count in self.plan.memory)
        where = (many, "memory", 0)
        for number in range(self.plan.memory_rounds):
            self.say(f"memory of {many} allocations: round {number + 1} of {self.plan.memory_rounds}")
            for kind in turned([Relay, Coturn], number):
                server = kind(self.scratch, self.server_cores, self.nice)
                generator = None
                try:
                    generator = self.generator(server, "channels", many)
                    sizes = []
                    for count in (few, many):
                        generator.allocate(count)
                        generator.bind()
                        generator.run(172, 2.0, rate=MODERATE)
                        sizes.append(server.resident_bytes())
                    grown = (sizes[1] - sizes[0]) / (many - few)
                    self.report.add(where, f"resident memory with {few}, MB", server.name, sizes[0] / 1e6)
                    self.report.add(where, f"resident memory with {many}, MB", server.name, sizes[1] / 1e6)
                    self.report.add(where, "resident memory an allocation, KiB", server.name, grown / 1024)
                finally:
                    if generator is not None:
                        generator.stop()
                    server.stop()

    def loops(self):
        """Processor time a packet with one loop and with two, both free to use both processors."""
        where = (1000, "loops", 172)
        self.say("one loop and two: starting")
        servers = [Relay(self.scratch, self.all_cores, self.nice, loops) for loops in (1, 2)]
        generators = []
        try:
            generators = [self.generator(s, "channels", 1000, self.all_cores) for s in servers]
            for g in generators:
                g.allocate(1000)
                g.bind()
                self.warm_up(g, 172)
            for number in range(2 * self.plan.rounds):
                for g in turned(generators, number):
                    run = g.run(172, self.plan.seconds, rate=MODERATE)
                    self.report.add(where, f"processor time a packet at {MODERATE}/s, us", g.server.name, run["microsPerPacket"])
                    run = g.run(172, self.plan.seconds, window=WINDOW)
                    self.report.add(where, "processor time a packet, flat out, us", g.server.name, run["microsPerPacket"])
        finally:
            for stopped in [*generators, *servers]:
                stopped.stop()

    def everything(self):
        if self.wants("loads"):
            for count, mode, payloads in self.plan.loads:
                self.load(min(count, self.most), mode, payloads)
        if self.wants("allocations"):
            self.allocations()
        if self.wants("memory"):
            self.memory()
        if self.wants("loops"):
            self.loops()


def turned(things, by):
    """The same things, another one first."""
    by %= len(things)
    return things[by:] + things[:by]


@contextlib.contextmanager
def group_at(nice):
    """Where the kernel shares time out by session (autogroup), a priority counts only within one: that of this one."""
    group = Path("/proc/self/autogroup")
    before = None
    if nice:
        with contextlib.suppress(OSError):  # no such groups here, or not allowed
            word = group.read_text().split()[-1]
            group.write_text(str(nice))
            before = word
    try:
        yield
    finally:
        if before is not None:
            group.write_text(before)


def machine():
    def first(command):
        try:
            return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip().splitlines()[-1]
        except (OSError, IndexError):
            return "unknown"

    return {
        "kernel": os.uname().release,
        "processors": os.cpu_count(),
        "coturn": first(["turnserver", "--version"]),
        "loadBefore": os.getloadavg()[0],
    }


def main():
    parser = argparse.ArgumentParser(prog="./phantom bench relay", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="under two minutes: to see that it works")
    parser.add_argument("--rounds", type=int, help="rounds instead of the plan's (5, quick 2)")
    parser.add_argument("--loads", help="only these, as 100:channels:172,1000:indications:1200")
    parser.add_argument("--only", action="append", choices=["loads", "allocations", "memory", "loops"], help="only this part; repeat it")
    parser.add_argument("--nice", type=int, default=0, help="priority of servers and generator, as -10 (root)")
    parser.add_argument("--json", type=Path, help="every figure of every round, as JSON")
    options = parser.parse_args()
    plan = QUICK if options.quick else FULL
    if options.rounds:
        plan = Plan(**{**plan.__dict__, "rounds": options.rounds, "memory_rounds": min(options.rounds, plan.memory_rounds)})
    if options.loads:
        loads = [load.split(":") for load in options.loads.split(",")]
        plan = Plan(**{**plan.__dict__, "loads": tuple((int(n), mode, (int(payload),)) for n, mode, payload in loads)})
    with group_at(options.nice), tempfile.TemporaryDirectory(prefix="relay-vs-coturn-") as name:
        scratch = Path(name)
        try:
            compile_programs(scratch)
            bench = Bench(options, plan, scratch)
            about = machine()
            try:
                bench.everything()
            finally:
                about["loadAfter"] = os.getloadavg()[0]
                met = bench.report.print(about)
                if options.json:
                    options.json.write_text(json.dumps({"machine": about, **bench.report.as_json()}, indent=1))
        except Failure as e:
            print(f"relay-vs-coturn: {e}", file=sys.stderr)
            return 2
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
