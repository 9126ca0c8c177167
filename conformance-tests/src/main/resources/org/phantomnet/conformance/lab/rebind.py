"""Makes the NAT of this network namespace forget all its mappings. usage: rebind.py <RULES; the rules of nft(8)
are put in place first, and may be none."""

import os
import socket
import struct
import subprocess
import sys

NETLINK_NETFILTER = 12
DELETE_ALL = 1 << 8 | 2  # NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE; with no attribute that is every entry
REQUEST_AND_ACKNOWLEDGE = 5
ERROR = 2


def main():
    rules = sys.stdin.read()
    if rules:
        subprocess.run(["/usr/sbin/nft", "-f", "-"], input=rules, text=True, check=True)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as netlink:
        family = struct.pack("=BBH", socket.AF_UNSPEC, 0, 0)
        netlink.send(struct.pack("=IHHII", 16 + len(family), DELETE_ALL, REQUEST_AND_ACKNOWLEDGE, 1, 0) + family)
        _, kind, _, _, _, error = struct.unpack_from("=IHHIIi", netlink.recv(4096))
    if kind != ERROR or error:
        sys.exit("conntrack: " + os.strerror(-error))


main()
