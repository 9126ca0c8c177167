"""Builds a lab in the network and mount namespace that the caller made, and is then its switch; when its input
ends, so does all that still runs on its machines. usage: build.py PLAN"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys

import switch

os.environ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin"
LIBRARY = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
SIOCETHTOOL = 0x8946
# A checksum or a cut into packets that is left to the card is never made where there is none.
SET_CHECKSUM_OUT, SET_SEGMENTS_TCP, SET_SEGMENTS_ANY, SET_MERGE = 0x17, 0x1F, 0x24, 0x2C


def do(command, text=""):
    done = subprocess.run(command, input=text, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.exit("%s: %s" % (" ".join(command), done.stdout.strip()))
    return done.stdout


def enter(namespace):
    if LIBRARY.setns(namespace, CLONE_NEWNET):
        sys.exit("setns: " + os.strerror(ctypes.get_errno()))


def set_kernel(settings):
    for name, value in settings.items():
        try:
            with open("/proc/sys/" + name, "w") as file:
                file.write(value)
        except FileNotFoundError:
            if value != "0" and not name.startswith("net/ipv6/"):
                raise  # what is to be off may be missing; so may IPv6


def switch_off_offload(interface):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for what in (SET_CHECKSUM_OUT, SET_SEGMENTS_TCP, SET_SEGMENTS_ANY, SET_MERGE):
            value = ctypes.create_string_buffer(struct.pack("=II", what, 0))
            request = struct.pack("16sP8x", interface.encode(), ctypes.addressof(value))
            try:
                fcntl.ioctl(any_socket, SIOCETHTOOL, request)
            except OSError as refused:
                if what == SET_CHECKSUM_OUT:
                    sys.exit("%s: offload: %s" % (interface, refused))


def end_all(machines):
    for machine in machines:
        for process in do(["ip", "netns", "pids", machine]).split():
            try:
                os.kill(int(process), signal.SIGKILL)
            except ProcessLookupError:
                pass


def stop(_signal, _frame):
    sys.exit(1)


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for who holds the lab
    signal.signal(signal.SIGTERM, stop)
    with open(sys.argv[1]) as file:
        plan = json.load(file)
    do(["mount", "-t", "tmpfs", "none", "/run"])
    os.mkdir("/run/netns")
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    spaces = plan["spaces"]
    do(["ip", "-batch", "-"], "".join("netns add %s\n" % space["name"] for space in spaces))
    set_kernel(plan["settings"])
    for space in spaces:
        namespace = os.open("/run/netns/" + space["name"], os.O_RDONLY)
        enter(namespace)
        set_kernel(space["settings"])
        enter(home)
        os.close(namespace)
    do(["ip", "-batch", "-"], "\n".join(plan["links"]) + "\n")
    for space in spaces:
        namespace = os.open("/run/netns/" + space["name"], os.O_RDONLY)
        enter(namespace)
        for interface in space["interfaces"]:
            switch_off_offload(interface)
        do(["ip", "-batch", "-"], "\n".join(space["commands"]) + "\n")
        if space["rules"]:
            do(["nft", "-f", "-"], space["rules"])
        enter(home)
        os.close(namespace)
    try:
        switch.run(plan["ports"], plan["seed"])
    finally:
        end_all([space["name"] for space in spaces])


main()
