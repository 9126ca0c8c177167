"""What an operator does with the package under systemd, in the Debian that try_systemd.sh boots: apt, the
unit with its sandbox, reload, certificates, a crash, drain, upgrade, removal. The first that is wrong ends it."""

import os
import pwd
import re
import signal
import socket
import ssl
import subprocess
import sys
import time

from tried import ADDRESS, CONFIG, DATA, Caller, edit, expect, metrics, run, say

UNIT = "phantom-relay"
PAGE = "<!DOCTYPE html><title>Gardens</title><p>Ordinary."


def shown(name):
    return run("systemctl", "show", "--value", f"--property={name}", UNIT).strip()


def journal():
    return run("journalctl", "--no-pager", "--output=cat", f"--unit={UNIT}")


def await_that(condition, words, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            print(journal())
            print(run("systemctl", "status", "--no-pager", UNIT, codes=(0, 1, 2, 3, 4)))
            expect(False, words)
        time.sleep(0.1)
    say("ok     " + words)


def await_word(word, words):
    seen = journal().count(word)
    return lambda: await_that(lambda: journal().count(word) > seen, words)


def started(action):
    ready = await_word('"event":"ready"', f"systemctl {action}: the node is ready")
    run("systemctl", action, UNIT)
    ready()
    expect(shown("ActiveState") == "active", "and its unit active")
    return int(shown("MainPID"))


def reloaded(word, words):
    seen = await_word(word, words)
    run("systemctl", "reload", UNIT)
    seen()


def certificate(days, name):
    """In a folder as certbot's: root's, and readable to the node's group."""
    os.makedirs("/etc/certificate", exist_ok=True)
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days),
        "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-keyout", "/etc/certificate/key.pem", "-out", "/etc/certificate/chain.pem")
    run("chgrp", "-R", "phantom-relay", "/etc/certificate")
    run("chmod", "-R", "g+rX", "/etc/certificate")
    with open("/etc/certificate/chain.pem") as file:
        return ssl.PEM_cert_to_DER_cert(file.read())


def presented(port):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with socket.create_connection((ADDRESS, port), 10) as plain, context.wrap_socket(plain) as tls:
        return tls.getpeercert(binary_form=True)


def get(scheme):
    answer = run("curl", "--silent", "--show-error", "--insecure", "--max-time", "10", "--include", f"{scheme}://{ADDRESS}:443/")
    return re.sub(r"Date: .*", "", answer)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def files(pid):
    return int(re.search(r"Max open files +\S+ +(\d+)", open(f"/proc/{pid}/limits").read()).group(1))


def sandbox(pid):
    status = open(f"/proc/{pid}/status").read()
    user = pwd.getpwnam("phantom-relay").pw_uid
    expect(f"\nUid:\t{user}\t{user}\t{user}\t{user}\n" in status, "it runs as phantom-relay")
    for kind in ("Eff", "Prm", "Bnd", "Amb"):
        expect(f"\nCap{kind}:\t0000000000000400\n" in status, f"with CAP_NET_BIND_SERVICE alone (Cap{kind})")
    expect("\nNoNewPrivs:\t1\n" in status and "\nSeccomp:\t2\n" in status, "without new privileges, under a filter of system calls")
    libraries = set(re.findall(r"\S+/lib(?:jnidispatch|signal_jni|sqlitejdbc)\S*", open(f"/proc/{pid}/maps").read()))
    say("       native libraries: " + " ".join(sorted(libraries)))
    expect(all(path.startswith("/usr/lib/phantom-relay/") for path in libraries) and any("jnidispatch" in path for path in libraries),
           "JNA's library is loaded from the package, not unpacked")
    enter = ["nsenter", f"--target={pid}", "--mount", "--"]
    for path in ("/usr/x", "/etc/x", "/var/x", "/var/lib/x"):
        expect("Read-only file system" in run(*enter, "touch", path, codes=(1,)), f"{path} cannot be written, not even by root inside")
    for path in (DATA + "/x", "/tmp/x"):
        run(*enter, "touch", path)
        run(*enter, "rm", path)
    expect(not run(*enter, "find", "/home", "/root", "-mindepth", "1").strip() and not os.path.exists("/tmp/x"), "no homes, and a /tmp of its own")
    for kind, ports in (("udp", {443, 3478}), ("tcp", {443, 3478, 5349})):
        listening = run("ss", "--no-header", "--listening", "--numeric", "--" + kind)
        expect(ports <= {int(port) for port in re.findall(re.escape(ADDRESS) + r"\]?:(\d+)", listening)}, f"{kind} ports {sorted(ports)} are bound")
    most = min(65536, files("self"))  # a machine may not let its containers raise it
    expect(files(pid) == most, f"it may open {most} files")


def main(package):
    run("ip", "link", "set", "lo", "up")
    run("ip", "address", "add", f"{ADDRESS}/32", "dev", "lo")
    say(run("systemctl", "--version").splitlines()[0])

    run("apt-get", "install", "--yes", package)
    expect(run("systemctl", "is-enabled", UNIT, codes=(0, 1)).strip() == "disabled" and shown("ActiveState") == "inactive",
           "apt-get install: the unit is known, and starts when the operator says so")
    edit(("192.0.2.1", ADDRESS))
    findings = run("phantom-relay", "check", "--config", CONFIG, codes=(0, 1))
    print(findings, end="")
    expect(not [line for line in findings.splitlines() if line.startswith("FAIL") and " clock " not in line], "check: nothing failed but, perhaps, the clock")

    expect("phantom-relay" not in run("systemd-analyze", "verify", "--man=no", UNIT + ".service"), "systemd-analyze verify has nothing to say")
    run("systemctl", "enable", UNIT)
    pid = started("start")
    sandbox(pid)
    say(run("systemd-analyze", "security", "--no-pager", UNIT).strip().splitlines()[-1].lstrip("→ "))

    caller = Caller()
    expect(caller.allocate() == 0 and "\nphantom_relay_allocations 1.0\n" in metrics(), "an allocation is made, and counted")
    expect("1 of 10000" in run("phantom-relay", "status", "--config", CONFIG), "status counts it")
    http, https = get("http"), get("https")
    expect(http.startswith("HTTP/1.1 200") and https == http and "onnection: close" in http, "curl sees a page on 443, the same with and without TLS")

    edit(("allocations = 10000", "allocations = 1"))
    reloaded("now holds limits.allocations", "systemctl reload: a new limit")
    expect(Caller().allocate() == 508 and caller.refresh(600) == 0, "refuses a second allocation, the first goes on")
    edit(("allocations = 1\n", "allocations = none\n"))
    reloaded("nothing changed: relay.toml line", "systemctl reload with a mistake in the file: nothing changed")
    edit(("allocations = none\n", "allocations = 10000\n"))
    reloaded("now holds limits.allocations", "and mended")

    own = presented(5349)
    first = certificate(90, "relay.example")
    with open(CONFIG, "a") as file:
        file.write('\n[tls]\ncertificate = "/etc/certificate/chain.pem"\nkey = "/etc/certificate/key.pem"\n')
    reloaded("now holds tls", "systemctl reload: a certificate")
    expect(own != first == presented(5349) == presented(443), "is shown on 5349 and 443")
    second = certificate(90, "relay.example")
    reloaded("read the configuration again", "systemctl reload after a renewal")
    expect(presented(5349) == second and caller.refresh(600) == 0, "shows the new one; the call goes on")

    restarted = await_word('"event":"ready"', "kill -9: systemd starts the node again")
    os.kill(int(shown("MainPID")), signal.SIGKILL)
    restarted()
    expect(shown("NRestarts") == "1" and int(shown("MainPID")) != pid, "by itself, once")
    pid = int(shown("MainPID"))
    caller = Caller()
    expect(caller.allocate() == 0, "and takes calls")

    before = open(CONFIG).read()
    run("apt-get", "install", "--yes", "--reinstall", package)
    expect(open(CONFIG).read() == before and int(shown("MainPID")) == pid and caller.refresh(600) == 0,
           "installed again: configuration, node and call are as before")

    waits = await_word("no new calls; waits for 1", "systemctl stop: the node drains")
    run("systemctl", "stop", "--no-block", UNIT)
    waits()
    expect(shown("ActiveState") == "deactivating" and Caller().allocate() == 508 and caller.refresh(600) == 0, "no new call, the live one goes on")
    expect(caller.refresh(0) == 0, "the call ends")
    await_that(lambda: shown("ActiveState") == "inactive", "and the unit with it", 30)
    expect(shown("Result") == "success" and shown("ExecMainStatus") == "0", "with success")

    write("/etc/phantom-relay/page.html", PAGE)
    edit(('# page = "page.html"', 'page = "page.html"'))
    started("start")
    expect(get("https").endswith(PAGE) and get("http").endswith(PAGE), "turn.page is what a browser sees")
    os.remove("/etc/phantom-relay/page.html")
    run("systemctl", "stop", UNIT)
    edit(('page = "page.html"', '# page = "page.html"'))

    edit(("allocations = 10000", "allocations = none"))
    run("systemctl", "reset-failed", UNIT, codes=(0, 1))
    run("systemctl", "start", UNIT, codes=(0, 1))
    await_that(lambda: shown("ActiveState") == "failed", "a mistake in the file ends the unit for good", 30)
    expect(shown("NRestarts") == "0" and shown("ExecMainStatus") == "78", "with exit code 78, and no restart")
    expect("relay: relay.toml line" in journal(), "and the journal names the line")
    edit(("allocations = none", "allocations = 10000"))

    pid = started("start")
    run("apt-get", "remove", "--yes", UNIT)
    expect(not os.path.exists("/proc/%d" % pid) and os.path.exists(CONFIG) and os.path.exists(DATA + "/relay.key"),
           "removal ends the node, and keeps configuration and keys")
    run("apt-get", "install", "--yes", package)
    started("start")
    run("apt-get", "purge", "--yes", UNIT)
    left = [path for path in (CONFIG, "/etc/phantom-relay", DATA, "/usr/share/phantom-relay", "/usr/lib/phantom-relay",
                              "/usr/lib/systemd/system/phantom-relay.service",
                              "/etc/systemd/system/multi-user.target.wants/phantom-relay.service") if os.path.lexists(path)]
    expect(not left, "a purge leaves nothing " + " ".join(left))
    expect("phantom-relay" not in [entry.pw_name for entry in pwd.getpwall()], "nor the user")


try:
    main(sys.argv[1])
except (OSError, subprocess.SubprocessError, ValueError) as failure:
    expect(False, f"{type(failure).__name__}: {failure}")
finally:  # a node with a live call would keep the container for an hour
    subprocess.run(["systemctl", "stop", "--no-block", UNIT], stderr=subprocess.DEVNULL)
    subprocess.run(["systemctl", "kill", "--signal=KILL", UNIT], stderr=subprocess.DEVNULL)
