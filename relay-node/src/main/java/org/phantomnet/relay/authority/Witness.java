package org.phantomnet.relay.authority;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * A probe's second socket: a peer that a relay does not know, which sends to the relayed address
 * that the relay gave, and looks where the answer comes from. What it sends is STUN, as a call's
 * connectivity checks are. Blocks; one thread.
 */
final class Witness implements AutoCloseable {
  private static final int TRIES = 3;
  private static final int PORTS = 50;

  private final DatagramSocket socket;
  private final InetSocketAddress relayed;
  private final RandomSource random;

  private Witness(DatagramSocket socket, InetSocketAddress relayed, RandomSource random) {
    this.socket = socket;
    this.relayed = relayed;
    this.random = random;
  }

  /**
   * At a port such as relays have: of an own address, which only a test estate admits, no other is
   * a peer (TURN-9).
   */
  static Witness open(
      RelayDescriptor descriptor, StunAddress relayed, RandomSource random, Duration within)
      throws IOException {
    int ports = descriptor.maxPort() - descriptor.minPort() + 1;
    for (int i = 0; i < PORTS; i++) {
      Bytes drawn = random.bytes(2);
      int port = descriptor.minPort() + ((drawn.at(0) & 0xff) << 8 | drawn.at(1) & 0xff) % ports;
      try {
        return of(new DatagramSocket(port), relayed, random, within);
      } catch (BindException e) {
        continue; // taken, or not for this user
      }
    }
    return of(new DatagramSocket(), relayed, random, within);
  }

  private static Witness of(
      DatagramSocket socket, StunAddress relayed, RandomSource random, Duration within)
      throws IOException {
    socket.setSoTimeout((int) within.toMillis() / TRIES);
    return new Witness(
        socket,
        new InetSocketAddress(
            InetAddress.getByAddress(relayed.copyAddress().toByteArray()), relayed.port()),
        random);
  }

  /** Adds that peer. */
  static StunWriter peer(StunWriter writer, Bytes address, int port) {
    byte[] bytes = address.toByteArray();
    return writer.xorAddress(AttributeType.XOR_PEER_ADDRESS, bytes, bytes.length, port);
  }

  /**
   * Whether a packet to the relayed address comes out of the allocation, and one put into it comes
   * from that address.
   *
   * @param line with an allocation that permits this socket's address
   */
  boolean crossed(ProbeLine line) throws IOException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      byte[] there = Probe.message(StunMethod.BINDING, StunClass.REQUEST, random, w -> {});
      socket.send(new DatagramPacket(there, there.length, relayed));
      try {
        StunMessage came = line.next();
        StunAddress seen = new StunAddress();
        int data = came.find(AttributeType.DATA);
        int peer = came.find(AttributeType.XOR_PEER_ADDRESS);
        if (came.method() == StunMethod.DATA
            && data >= 0
            && peer >= 0
            && Arrays.equals(there, came.copyValue(data))
            && seen.readXor(came, peer) == StunAddress.Verdict.ADDRESS) {
          return comesBack(line, seen);
        }
      } catch (SocketTimeoutException e) {
        continue; // once more: it is UDP
      }
    }
    return false;
  }

  private boolean comesBack(ProbeLine line, StunAddress self) throws IOException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      byte[] back = Probe.message(StunMethod.BINDING, StunClass.REQUEST, random, w -> {});
      line.send(
          Probe.message(
              StunMethod.SEND,
              StunClass.INDICATION,
              random,
              w -> peer(w, self.copyAddress(), self.port()).bytes(AttributeType.DATA, back)));
      DatagramPacket in = new DatagramPacket(new byte[Probe.MOST_BYTES], Probe.MOST_BYTES);
      try {
        socket.receive(in);
        if (relayed.equals(in.getSocketAddress())
            && Arrays.equals(back, Arrays.copyOf(in.getData(), in.getLength()))) {
          return true;
        }
      } catch (SocketTimeoutException e) {
        continue; // once more
      }
    }
    return false;
  }

  @Override
  public void close() {
    socket.close();
  }
}
