package org.phantomnet.engine.privacy;

import java.util.Arrays;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;

/**
 * The tunnel's edge of the admission table: to which peers a relay may be asked to carry anything
 * (PRIV-10). Holds the remote candidates that {@link CandidatePolicy} admitted; a peer-reflexive or
 * injected address is simply not here.
 *
 * <p>Written by the call's thread, read by tunnel threads without locks or allocation.
 */
public final class AdmittedPeers {
  /** More than a call ever has: what a connection looks at (PRIV-16). */
  private static final int MAX_PEERS = TrickledCandidates.MAX;

  private final boolean anyPort;
  private volatile Peer[] peers = {};

  /**
   * In Fast an admitted address counts with any port but a service's: a NAT may show another one
   * than its owner knows of.
   */
  public AdmittedPeers(CallMode mode) {
    this.anyPort = !ModePolicy.of(mode).relayRequired();
  }

  /** Adds an admitted remote candidate; once is enough. */
  public synchronized void admit(Candidate remote) {
    Peer added = new Peer(remote.address().toByteArray(), remote.port());
    if (admits(added.address, 0, added.address.length, added.port)) {
      return;
    }
    if (peers.length == MAX_PEERS) {
      throw new IllegalStateException("peers");
    }
    Peer[] more = Arrays.copyOf(peers, peers.length + 1);
    more[peers.length] = added;
    peers = more;
  }

  /**
   * True if a permission for this address (which has no port, RFC 8656 section 9) may be asked for.
   */
  public boolean admits(byte[] buffer, int offset, int length) {
    for (Peer peer : peers) {
      if (peer.hasAddress(buffer, offset, length)) {
        return true;
      }
    }
    return false;
  }

  /** True if data may go to and come from this transport address. */
  @Rule("PRIV-10")
  public boolean admits(byte[] buffer, int offset, int length, int port) {
    boolean anyOther = anyPort && !SystemPorts.contain(port);
    for (Peer peer : peers) {
      if ((anyOther || peer.port == port) && peer.hasAddress(buffer, offset, length)) {
        return true;
      }
    }
    return false;
  }

  private static final class Peer {
    private final byte[] address;
    private final int port;

    Peer(byte[] address, int port) {
      this.address = address;
      this.port = port;
    }

    boolean hasAddress(byte[] buffer, int offset, int length) {
      if (length != address.length) {
        return false;
      }
      for (int i = 0; i < length; i++) {
        if (buffer[offset + i] != address[i]) {
          return false;
        }
      }
      return true;
    }
  }
}
