"""Collects figures round by round and prints medians, ratios within rounds, and what missed its target."""

import statistics
from collections import defaultdict

FORWARDERS = ("forwarder-single", "forwarder-batch")
PER_PROCESSOR = "relayed per second of processor"
ONE_STEP = 1.016  # of histogram.h: what is no further apart was measured as the same
# (part of a measure's name, against whom, what the ratio relay/other must be)
TARGETS = (
    (PER_PROCESSOR, "coturn", "at least", 1.2),
    (PER_PROCESSOR, "ceiling", "at least", 0.8),
    ("highest rate under 0.1 % loss", "coturn", "at least", 1.2),
    ("highest rate under 0.1 % loss", "ceiling", "at least", 0.8),
    ("latency p99 ", "coturn", "at most", ONE_STEP),
    ("latency p99.9 ", "coturn", "at most", ONE_STEP),
    ("allocations/s", "coturn", "at least", 2.0),
    ("allocations per second of processor", "coturn", "at least", 2.0),
)
MOST_KIB_AN_ALLOCATION = 8.0
MOST_PAUSE_MILLIS = 5.0
MOST_FOR_A_SECOND_LOOP = 1.1


def quoted(samples):
    return f"{figure(statistics.median(samples))} ({figure(min(samples))}..{figure(max(samples))})"


def figure(value):
    if value == 0:
        return "0"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


class Report:
    def __init__(self):
        self.samples = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        self.runs = []
        self.notes = []
        self.skipped = []
        self.missed = []

    def add(self, where, measure, server, value):
        self.samples[where][measure][server].append(value)

    def raw(self, where, phase, number, server, run):
        self.runs.append({"where": where, "phase": phase, "round": number, "server": server, **run})

    def note(self, what, value, unit):
        self.notes.append((what, value, unit))

    def skip(self, why):
        self.skipped.append(why)

    def ceiling(self, measure, servers):
        """Of the two ways to forward the one that does better here."""
        present = [servers[name] for name in FORWARDERS if name in servers]
        better = max if "/s" in measure and "us" not in measure or measure == PER_PROCESSOR else min
        return better(present, key=statistics.median) if present else None

    def ratio(self, measure, samples, others, against):
        """relay/other, round by round; whether a target is missed."""
        ratios = [a / b for a, b in zip(samples, others) if b > 0]
        if not ratios:
            return "", None
        median = statistics.median(ratios)
        text = f"{median:.2f} ({min(ratios):.2f}..{max(ratios):.2f})"
        for part, other, relation, bound in TARGETS:
            if part in measure and other == against:
                missed = median < bound if relation == "at least" else median > bound
                if missed:
                    return f"{text}, {relation} {bound}", missed
        return text, False

    def print_where(self, where, measures):
        count, mode, payload = where
        print(f"\n{count} allocations, {mode}{f', {payload} B' if payload else ''}\n")
        names = sorted({s for m in measures.values() for s in m}, key=lambda n: (n in FORWARDERS, n != "relay", n))
        print(f"| measure | {' | '.join(names)} | relay/coturn | relay/ceiling |")
        print(f"|---|{'---|' * (len(names) + 2)}")
        for measure, servers in measures.items():
            cells = [quoted(servers[n]) if n in servers else "" for n in names]
            ratios = []
            ceiling = self.ceiling(measure, servers)
            for against, others in (("coturn", servers.get("coturn")), ("ceiling", ceiling)):
                text, missed = self.ratio(measure, servers["relay"], others, against) if others else ("", False)
                if missed:
                    self.missed.append(f"{count} {mode} {payload}: {measure}, relay/{against} {text}")
                ratios.append(f"{text} missed" if missed else text)
            print(f"| {measure} | {' | '.join(cells)} | {' | '.join(ratios)} |")

    def print(self, about):
        """Everything, as tables; true if no target was missed."""
        for where, measures in self.samples.items():
            self.print_where(where, measures)
            self.check_alone(where, measures)
        print()
        for what, value, unit in self.notes:
            print(f"{what}: {figure(value)} {unit}")
            if "safepoint" in what and value > MOST_PAUSE_MILLIS:
                self.missed.append(f"{what}: {figure(value)} ms, at most {MOST_PAUSE_MILLIS:.0f}")
        for why in self.skipped:
            print(f"not measured: {why}")
        print(", ".join(f"{key} {value}" for key, value in about.items()))
        for text in self.missed:
            print(f"missed: {text}")
        return not self.missed

    def check_alone(self, where, measures):
        grown = measures.get("resident memory an allocation, KiB", {}).get("relay")
        if grown and statistics.median(grown) > MOST_KIB_AN_ALLOCATION:
            self.missed.append(f"resident memory an allocation: {quoted(grown)} KiB, at most {MOST_KIB_AN_ALLOCATION:.0f}")
        for measure, servers in measures.items():
            if "relay-2-loops" in servers:
                ratios = [two / one for one, two in zip(servers["relay"], servers["relay-2-loops"])]
                print(f"\n{measure}, two loops / one: {quoted(ratios)}")
                if statistics.median(ratios) > MOST_FOR_A_SECOND_LOOP:
                    self.missed.append(f"{measure}, two loops / one: {quoted(ratios)}, at most {MOST_FOR_A_SECOND_LOOP}")

    def as_json(self):
        return {
            "figures": [
                {"allocations": w[0], "mode": w[1], "payload": w[2], "measure": m, "server": s, "samples": v}
                for w, measures in self.samples.items()
                for m, servers in measures.items()
                for s, v in servers.items()
            ],
            "notes": [{"what": what, "value": value, "unit": unit} for what, value, unit in self.notes],
            "notMeasured": self.skipped,
            "missed": self.missed,
            "runs": self.runs,
        }
