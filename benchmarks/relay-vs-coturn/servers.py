"""The processes that relay-vs-coturn starts: relay, coturn, the bare forwarder, and the load generator."""

import json
import os
import random
import resource
import select
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LOWEST_RELAYED, HIGHEST_RELAYED = 20_000, 59_999
FLOWS_FROM = {"single": 1_100, "batch": LOWEST_RELAYED}  # 10,000 each: together they find no room among the relayed ones
DESCRIPTORS = 12_000  # one for each of 10,000 allocations
REFRESH_AFTER = 100  # seconds; a permission lasts 300
COMPILER = ["gcc", "-std=c11", "-O2", "-Wall", "-Wextra", "-Wshadow"]


class Failure(Exception):
    """Something that the reader can mend."""


def compile_programs(scratch):
    for name, sources, libraries in (
        ("generator", ["generator.c", "setup.c", "traffic.c", "stun.c"], ["-lcrypto"]),
        ("forwarder", ["forwarder.c"], []),
    ):
        command = [*COMPILER, "-o", str(scratch / name), *(str(HERE / s) for s in sources), *libraries]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise Failure(f"gcc could not build {name}:\n{done.stderr}")


def raise_descriptor_limit():
    """As far as this user may: how many descriptors each process here can have."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(hard, DESCRIPTORS), max(hard, DESCRIPTORS)))
    except (ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def started_on(cores, nice):
    def prepare():
        os.sched_setaffinity(0, cores)
        if nice:
            os.setpriority(os.PRIO_PROCESS, 0, nice)

    return prepare


def free_port():
    """A UDP and TCP port of 127.0.0.1 below the relayed ones."""
    while True:
        port = random.randrange(10_000, LOWEST_RELAYED)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Server:
    """A running server, until stop()."""

    target = "turn"

    def __init__(self, name, scratch, cores, nice):
        self.name = name
        self.cores = cores
        self.nice = nice
        self.port = free_port()
        self.directory = scratch / f"{name}-{self.port}"
        self.directory.mkdir()
        self.secret = os.urandom(16).hex()
        self.process = None

    def begin(self, command, environment=None):
        self.log = open(self.directory / "log", "w+b")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            cwd=self.directory,
            env={**os.environ, **(environment or {})},
            preexec_fn=started_on(self.cores, self.nice),
        )
        return self

    def await_in_log(self, text, seconds=60):
        until = time.monotonic() + seconds
        while text not in self.logged():
            if self.process.poll() is not None or time.monotonic() > until:
                raise Failure(f"{self.name} did not start:\n{self.logged()[-2000:]}")
            time.sleep(0.05)
        return self

    def logged(self):
        return (self.directory / "log").read_text(errors="replace")

    def processor_seconds(self):
        """Time on a processor, of all threads: (all, in the kernel). The first is exact to nanoseconds."""
        nanos = 0
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            try:
                with open(f"/proc/{self.process.pid}/task/{task}/schedstat") as file:
                    nanos += int(file.read().split()[0])
            except FileNotFoundError:
                pass
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        tick = os.sysconf("SC_CLK_TCK")
        user, system = int(fields[11]) / tick, int(fields[12]) / tick
        return (nanos / 1e9 or user + system), system / max(user + system, 1e-9)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        return 0

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process is not None:
            self.log.close()


class Relay(Server):
    """This project's relay, started by the launcher with the flags that operators get."""

    def __init__(self, scratch, cores, nice, loops=1):
        super().__init__("relay" if loops == 1 else f"relay-{loops}-loops", scratch, cores, nice)
        self.safepoints = self.directory / "safepoints"
        data = self.directory / "data"
        data.mkdir(mode=0o700)
        secret = data / "turn-secret.key"
        secret.touch(mode=0o600)
        secret.write_text(self.secret)
        config = self.directory / "relay.toml"
        config.write_text(
            f"""data = "data"
roles = ["turn"]
test-estate = true

[turn]
udp = ["127.0.0.1:{self.port}"]
tcp = []
relayed = ["127.0.0.1"]
min-port = {LOWEST_RELAYED}
max-port = {HIGHEST_RELAYED}
realm = "bench.test"
loops = {loops}

[limits]
bits-per-second = 4000000000
allocations-per-prefix = 1000000

[drain]
seconds = 0
"""
        )
        flags = f"-Xlog:safepoint:file={self.safepoints}"
        self.begin(
            [str(ROOT / "phantom"), "relay", "run", "--config", str(config)],
            {"PHANTOM_JAVA_FLAGS": f"{os.environ.get('PHANTOM_JAVA_FLAGS', '')} {flags}"},
        ).await_in_log('"ready"')

    def longest_pause(self):
        """Of all safepoints so far: milliseconds, and what it was for."""
        longest = (0.0, "none")
        for line in self.safepoints.read_text(errors="replace").splitlines():
            if "Total:" in line:
                millis = int(line.rsplit("Total:", 1)[1].split()[0]) / 1e6
                longest = max(longest, (millis, line.split('"')[1]))
        return longest

    def forget_pauses(self):
        self.safepoints.write_text("")


class Coturn(Server):
    """coturn with one relay thread and nothing that costs: no quotas, no database of users, no log of its own."""

    def __init__(self, scratch, cores, nice):
        super().__init__("coturn", scratch, cores, nice)
        options = f"""--listening-ip=127.0.0.1 --relay-ip=127.0.0.1 --listening-port={self.port}
            --min-port={LOWEST_RELAYED} --max-port={HIGHEST_RELAYED} --realm=bench.test
            --use-auth-secret --static-auth-secret={self.secret}
            --allow-loopback-peers --cli-password=x --no-cli
            --no-tls --no-dtls --no-tcp --no-tcp-relay --no-multicast-peers --no-rfc5780 --no-software-attribute
            --relay-threads=1 --db={self.directory}/db --pidfile={self.directory}/pid
            --log-file=stdout --simple-log"""
        self.begin(["turnserver", "-n", *options.split()]).await_in_log("IO method")
        self.await_socket()

    def await_socket(self):
        wanted = f"0100007F:{self.port:04X} "
        until = time.monotonic() + 20
        while wanted not in Path("/proc/net/udp").read_text():
            if self.process.poll() is not None or time.monotonic() > until:
                raise Failure(f"coturn did not start:\n{self.logged()[-2000:]}")
            time.sleep(0.05)


class Forwarder(Server):
    """Sockets and nothing else: what can be reached at most."""

    target = "bare"

    def __init__(self, scratch, cores, nice, variant):
        super().__init__(f"forwarder-{variant}", scratch, cores, nice)
        flows_from = str(FLOWS_FROM[variant])
        self.begin([str(scratch / "forwarder"), str(self.port), variant, flows_from]).await_in_log("ready")


class Generator:
    """One load generator with its allocations at one server."""

    def __init__(self, scratch, server, cores, nice, mode, capacity):
        self.server = server
        self.mode = mode
        self.errors = open(server.directory / "generator", "w+b")
        self.process = subprocess.Popen(
            [str(scratch / "generator"), server.target, mode, str(server.port), str(capacity)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            bufsize=0,  # select() must see every line that has come
            env={**os.environ, "RELAY_BENCH_SECRET": server.secret},
            preexec_fn=started_on(cores, nice),
        )
        self.refreshed = time.monotonic()

    def ask(self, command, answers=1, seconds=120):
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()
        got = []
        for _ in range(answers):
            ready, _, _ = select.select([self.process.stdout], [], [], seconds)
            line = self.process.stdout.readline() if ready else b""
            if not line:
                self.errors.flush()
                said = (self.server.directory / "generator").read_text()
                raise Failure(f"the generator at {self.server.name} ended at \"{command}\": {said}")
            got.append(json.loads(line))
        return got[-1] if answers == 1 else got

    def allocate(self, count):
        """Allocations up to that number; seconds, and the server's processor seconds."""
        before, _ = self.server.processor_seconds()
        answer = self.ask(f"allocate {count}")
        after, _ = self.server.processor_seconds()
        return {**answer, "processor": after - before}

    def bind(self):
        self.ask("bind", answers=2)
        self.refreshed = time.monotonic()

    def release(self):
        self.ask("release")

    def run(self, payload, seconds, rate=0, window=0):
        """One run; what it found, with the server's processor time."""
        if time.monotonic() - self.refreshed > REFRESH_AFTER:
            self.ask("refresh")
            self.refreshed = time.monotonic()
        before, _ = self.server.processor_seconds()
        began = time.monotonic()
        answer = self.ask(f"run rate {rate:.0f} window {window} seconds {seconds} payload {payload}", seconds=60 + seconds)
        wall = time.monotonic() - began
        after, kernel_share = self.server.processor_seconds()
        received = max(answer["received"], 1)
        return {
            **answer,
            "busy": (after - before) / wall,
            "microsPerPacket": (after - before) * 1e6 / received,
            "packetsPerProcessorSecond": received / max(after - before, 1e-9),
            "kernelShareSinceStart": kernel_share,
        }

    def stop(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()
        self.errors.close()
