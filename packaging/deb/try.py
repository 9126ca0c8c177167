"""What an operator does with the package, in the root that try.sh made: install, init, check, run with
a live allocation, reload, upgrade, stop, purge. Each step says what it saw; the first that is wrong ends it."""

import os
import shutil
import signal
import subprocess
import sys
import time

from tried import ADDRESS, CONFIG, DATA, Caller, edit, expect, metrics, run, say


class Node:
    """The node as its unit starts it: its user, no root, and the one capability."""

    def __init__(self):
        self.log = open("/tmp/node.log", "w+")
        capability = "net_bind_service"
        self.process = subprocess.Popen(
            ["setpriv", "--reuid=phantom-relay", "--regid=phantom-relay", "--clear-groups", "--no-new-privs",
             f"--inh-caps=-all,+{capability}", f"--ambient-caps=-all,+{capability}", f"--bounding-set=-all,+{capability}",
             "/usr/bin/phantom-relay", "run", "--config", CONFIG],
            stdout=self.log, stderr=subprocess.STDOUT, cwd="/")
        self.await_word('"event":"ready"')

    def said(self):
        with open("/tmp/node.log") as log:
            return log.read()

    def await_word(self, word):
        end = time.monotonic() + 60
        while word not in self.said():
            if time.monotonic() > end or self.process.poll() is not None:
                print(self.said())
                expect(False, f"the node says {word}")
            time.sleep(0.05)


def main(package):
    run("dpkg", "-i", package)
    say("dpkg -i: " + run("dpkg-query", "-W", "-f=${Status}, ${Version}, ${Installed-Size} KiB", "phantom-relay"))
    expect(os.stat(DATA).st_mode & 0o777 == 0o700, f"{DATA} is for its owner only")
    expect(run("stat", "-c", "%U", DATA).strip() == "phantom-relay", "and belongs to phantom-relay")

    run("phantom-relay", "init", "--dir", "/tmp/made", "--address", ADDRESS)
    expect(sorted(os.listdir("/tmp/made")) == ["data", "phantom-relay.service", "relay.toml"], "init writes a node")
    expect("ExecStart=/usr/bin/phantom-relay run" in open("/tmp/made/phantom-relay.service").read(), "its unit starts the package")

    before = run("phantom-relay", "check", "--config", CONFIG, codes=(1,))
    expect("192.0.2.1 is not this machine's" in before, "check as installed: the address is yet to be put in")
    edit(("192.0.2.1", ADDRESS))
    findings = run("phantom-relay", "check", "--config", CONFIG, codes=(0, 1))
    print(findings, end="")
    failed = [line for line in findings.splitlines() if line.startswith("FAIL") and " clock " not in line]
    expect(not failed, "check with the address: nothing failed but, perhaps, the clock")

    node = Node()
    pid = node.process.pid
    status = open(f"/proc/{pid}/status").read()
    expect("CapEff:\t0000000000000400" in status and f"Uid:\t{run('id', '-u', 'phantom-relay').strip()}\t" in status,
           "the node runs as phantom-relay with CAP_NET_BIND_SERVICE alone, and has port 443")
    probed = run("phantom-relay", "check", "--reach", f"{ADDRESS}:443", "--config", CONFIG, "--stun", f"{ADDRESS}:3478", codes=(0, 1))
    expect("the node runs and holds its ports" in probed and f"others see {ADDRESS}, as told" in probed, "check --stun sees it")
    caller = Caller()
    expect(caller.allocate() == 0, "an allocation is made")
    expect("\nphantom_relay_allocations 1.0\n" in metrics(), "/metrics counts it")
    expect("1 of 10000" in run("phantom-relay", "status", "--config", CONFIG), "status counts it")

    edit(("allocations = 10000", "allocations = 1"))
    node.process.send_signal(signal.SIGHUP)
    node.await_word("now holds limits.allocations")
    expect(Caller().allocate() == 508 and caller.refresh(600) == 0, "SIGHUP: the new limit refuses a second one, the first goes on")
    edit(("allocations = 1\n", "allocations = none\n"))
    node.process.send_signal(signal.SIGHUP)
    node.await_word("nothing changed: relay.toml line")
    expect(caller.refresh(600) == 0, "SIGHUP with a mistake in the file: nothing changed")
    edit(("allocations = none\n", "allocations = 10000\n"))

    with open("/tmp/before", "w") as file:
        file.write(open(CONFIG).read())
    run("dpkg", "-i", "--force-confold", package)
    expect(open(CONFIG).read() == open("/tmp/before").read(), "an upgrade keeps the configuration")
    expect(node.process.poll() is None and caller.refresh(600) == 0, "and the node that runs, with its call")

    node.process.send_signal(signal.SIGTERM)
    node.await_word("no new calls; waits for 1")
    second = Caller()
    expect(second.allocate() == 508 and caller.refresh(600) == 0, "SIGTERM: no new call, the live one goes on")
    expect(caller.refresh(0) == 0 and node.process.wait(30) == 0, "the call ends, and the node with it: exit code 0")

    node = Node()
    caller = Caller()
    expect(caller.allocate() == 0, "started again: an allocation")
    node.process.send_signal(signal.SIGTERM)
    node.await_word("no new calls; waits for 1")
    node.process.send_signal(signal.SIGTERM)
    expect(node.process.wait(30) == 0, "a second SIGTERM ends it at once")

    if shutil.which("systemd-analyze"):
        verified = run("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/phantom-relay.service")
        expect("phantom-relay" not in verified, "systemd-analyze verify has nothing to say of the unit")
        say(run("systemd-analyze", "security", "--offline=true", "phantom-relay.service").strip().splitlines()[-1].lstrip("→ "))
    run("dpkg", "-r", "phantom-relay")
    expect(os.path.exists(CONFIG) and os.path.exists(DATA + "/relay.key"), "removal keeps configuration and keys")
    run("dpkg", "-P", "phantom-relay")
    expect(not os.path.exists(CONFIG) and not os.path.exists(DATA), "a purge takes them")


main(sys.argv[1])
