"""Makes the captures of this directory again (README.md says what each is).

Needs openssl, gnutls-cli, dig, curl, ffmpeg, wireguard-go and wg, and the right to make a network
namespace; everything stays on loopback. A capture is a text
file: one datagram a line, ">" for what the client sent, "<" for what came back, then hexadecimal.
"""

import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
LOOPBACK = "127.0.0.1"
PATIENCE = 4


def write(name, packets):
    lines = [f"{direction} {data.hex()}\n" for direction, data in packets]
    (HERE / f"{name}.txt").write_text("".join(lines))
    print(name, len(packets), "packets,", sum(len(data) for _, data in packets), "bytes")


def udp():
    sink = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sink.bind((LOOPBACK, 0))
    sink.settimeout(PATIENCE)
    return sink


def free_port():
    with udp() as sink:
        return sink.getsockname()[1]


def sink_packets(name, most, command):
    """What a program sends to a port that never answers."""
    with udp() as sink:
        port = sink.getsockname()[1]
        program = subprocess.Popen(
            command(port), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        packets = []
        try:
            while len(packets) < most:
                packets.append((">", sink.recv(4096)))
        except TimeoutError:
            pass
        program.kill()
        program.wait()
        write(name, packets)


def between(name, most, server, client):
    """What two programs say to each other through this one."""
    server_port = free_port()
    serving = subprocess.Popen(
        server(server_port), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    time.sleep(1)
    front, back = udp(), udp()
    packets, callers, lock = [], [], threading.Lock()

    def forward():
        try:
            while True:
                data, sender = front.recvfrom(4096)
                with lock:
                    callers[:] = [sender]
                    packets.append((">", data))
                back.sendto(data, (LOOPBACK, server_port))
        except (TimeoutError, OSError):
            pass

    def backward():
        try:
            while True:
                data = back.recv(4096)
                with lock:
                    packets.append(("<", data))
                    front.sendto(data, callers[0])
        except (TimeoutError, OSError):
            pass

    threads = [threading.Thread(target=forward), threading.Thread(target=backward)]
    for thread in threads:
        thread.start()
    calling = subprocess.Popen(
        client(front.getsockname()[1]),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for thread in threads:
        thread.join()
    for program in (calling, serving):
        program.kill()
        program.wait()
    write(name, packets[:most])


def http():
    with socket.create_server((LOOPBACK, 0)) as listener:
        listener.settimeout(PATIENCE)
        port = listener.getsockname()[1]
        program = subprocess.Popen(
            ["curl", "-s", "-m", "2", f"http://{LOOPBACK}:{port}/"], stdout=subprocess.DEVNULL
        )
        with listener.accept()[0] as connection:
            write("http", [(">", connection.recv(4096))])
        program.wait()


def dtls(scratch):
    key, certificate = scratch / "key.pem", scratch / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-subj", "/CN=capture", "-keyout", key, "-out", certificate],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    profile = "SRTP_AES128_CM_SHA1_80"

    def server(*flags):
        return lambda port: ["openssl", "s_server", "-dtls1_2", "-accept", f"{LOOPBACK}:{port}"] + [
            "-key", str(key), "-cert", str(certificate), *flags
        ]  # fmt: skip

    def client(*flags):
        return lambda port: ["openssl", "s_client", "-dtls1_2", "-connect", f"{LOOPBACK}:{port}", *flags]

    srtp = ("-use_srtp", profile)
    between("dtls-srtp", 12, server(*srtp), client(*srtp))
    between("dtls-srtp-cookie", 12, server("-listen", *srtp), client(*srtp))
    many = ":".join(["P-256", "P-384", "P-521", "X25519", "X448"])
    between(
        "dtls-srtp-fragments",
        40,
        server("-mtu", "280", *srtp),
        client("-mtu", "256", "-groups", many, "-alpn", "c-webrtc,webrtc,h2,http/1.1", "-servername", "a" * 60, *srtp),
    )
    between("dtls-without-srtp", 12, server(), client())

    def gnutls(profiles):
        return lambda port: ["gnutls-cli", "--udp", "--insecure", f"--srtp-profiles={profiles}"] + [
            "-p", str(port), LOOPBACK
        ]  # fmt: skip

    sink_packets("dtls-null-profile", 1, gnutls("SRTP_NULL_HMAC_SHA1_80"))
    sink_packets("dtls-null-among-others", 1, gnutls("SRTP_AES128_CM_HMAC_SHA1_80:SRTP_NULL_SHA1_32"))


def wireguard():
    """In a network namespace of its own, which the caller has made."""
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    program = subprocess.Popen(["wireguard-go", "-f", "wg0"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    private = subprocess.run(["wg", "genkey"], check=True, capture_output=True).stdout
    peer = subprocess.run(["wg", "genkey"], check=True, capture_output=True).stdout
    public = subprocess.run(["wg", "pubkey"], input=peer, check=True, capture_output=True).stdout
    with udp() as sink, tempfile.NamedTemporaryFile() as key:
        key.write(private)
        key.flush()
        subprocess.run(
            ["wg", "set", "wg0", "private-key", key.name, "peer", public.decode().strip()]
            + ["endpoint", f"{LOOPBACK}:{sink.getsockname()[1]}", "allowed-ips", "192.0.2.0/24"]
            + ["persistent-keepalive", "1"],
            check=True,
        )
        subprocess.run(["ip", "link", "set", "wg0", "up"], check=True)
        write("wireguard", [(">", sink.recv(4096))])
    program.kill()
    program.wait()


def main():
    if sys.argv[1:] == ["wireguard"]:
        wireguard()
        return
    subprocess.run(["unshare", "--net", sys.executable, __file__, "wireguard"], check=True)
    with tempfile.TemporaryDirectory() as scratch:
        dtls(pathlib.Path(scratch))
    sink_packets("dns", 2, lambda port: ["dig", f"@{LOOPBACK}", "-p", str(port), "example.org", "AAAA"])
    http()
    tone = ["ffmpeg", "-v", "quiet", "-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=8000"]
    sink_packets(
        "rtp-pcmu",
        20,
        lambda port: tone + ["-ac", "1", "-c:a", "pcm_mulaw", "-t", "2", "-f", "rtp", f"rtp://{LOOPBACK}:{port}?pkt_size=172"],
    )


if __name__ == "__main__":
    main()
