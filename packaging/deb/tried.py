"""What try.py and try_systemd.py share: saying what was seen, and a TURN client."""

import base64
import hashlib
import hmac
import os
import secrets
import socket
import struct
import subprocess
import sys
import time
import urllib.request

ADDRESS = "203.0.113.5"
CONFIG = "/etc/phantom-relay/relay.toml"
DATA = "/var/lib/phantom-relay"
MAGIC = 0x2112A442
ALLOCATE, REFRESH = 3, 4
began = time.monotonic()


def say(words):
    print(f"{time.monotonic() - began:6.1f} s  {words}", flush=True)


def expect(right, words):
    if not right:
        say("WRONG: " + words)
        sys.exit(1)
    say("ok     " + words)


def run(*command, codes=(0,)):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode not in codes:
        print(done.stdout)
        expect(False, f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout


class Caller:
    """A TURN client over UDP (RFC 8489, 8656) with a credential of the node's secret (TURN-5)."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.connect((ADDRESS, 3478))
        with open(DATA + "/turn-secret.key", "rb") as file:
            secret = file.read()
        self.username = f"{int(time.time()) + 3600}:{secrets.token_urlsafe(9)}"
        mac = hmac.new(secret, self.username.encode(), hashlib.sha1).digest()
        self.password = base64.b64encode(mac).decode()
        self.realm = self.nonce = b""

    def ask(self, method, attributes):
        """0 for success, or the error's code."""
        if not self.nonce:
            found = self.exchange(method, attributes, b"")[1]
            self.realm, self.nonce = found[0x14], found[0x15]
        credential = attribute(0x06, self.username.encode()) + attribute(0x14, self.realm) + attribute(0x15, self.nonce)
        key = hashlib.md5(b":".join([self.username.encode(), self.realm, self.password.encode()])).digest()
        kind, found = self.exchange(method, attributes + credential, key)
        return 0 if kind == method | 0x100 else found[0x09][2] * 100 + found[0x09][3]

    def exchange(self, method, body, key):
        identifier = secrets.token_bytes(12)
        if key:
            head = struct.pack("!HHI", method, len(body) + 24, MAGIC) + identifier
            body += attribute(0x08, hmac.new(key, head + body, hashlib.sha1).digest())
        self.socket.send(struct.pack("!HHI", method, len(body), MAGIC) + identifier + body)
        answer = self.socket.recv(1500)
        found, at = {}, 20
        while at + 4 <= len(answer):
            kind, length = struct.unpack_from("!HH", answer, at)
            found.setdefault(kind, answer[at + 4 : at + 4 + length])
            at += 4 + (length + 3) // 4 * 4
        return struct.unpack_from("!H", answer)[0], found

    def allocate(self):
        return self.ask(ALLOCATE, attribute(0x19, bytes([17, 0, 0, 0])))

    def refresh(self, seconds):
        return self.ask(REFRESH, attribute(0x0D, struct.pack("!I", seconds)))


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


def edit(*changes):
    with open(CONFIG) as file:
        text = file.read()
    for before, after in changes:
        if before not in text:
            expect(False, f"{CONFIG} has {before}")
        text = text.replace(before, after)
    with open(CONFIG, "w") as file:
        file.write(text)


def metrics():
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open("http://127.0.0.1:9464/metrics").read().decode()
