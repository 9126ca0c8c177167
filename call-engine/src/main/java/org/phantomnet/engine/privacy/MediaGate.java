package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.rule.Rule;

/**
 * The one place that says whether media may flow (GATE-1): both key confirmations, a transport
 * connected with the authenticated fingerprint, and the person's accept. Written by the call loop,
 * read by tunnel threads; thread-safe. A closed gate never opens again.
 */
public final class MediaGate {
  private boolean keysConfirmed;
  private boolean transportConnected;
  private boolean accepted;
  private boolean closed;
  private volatile boolean open;

  /** True while media may flow. */
  public boolean open() {
    return open;
  }

  /** Both confirmations were sent and checked. */
  public synchronized void keysConfirmed() {
    keysConfirmed = true;
    decide();
  }

  /**
   * ICE and DTLS are connected, and DTLS with the certificate whose fingerprint the peer's keys
   * authenticated.
   */
  public synchronized void transportConnected() {
    transportConnected = true;
    decide();
  }

  /**
   * The person accepted: the callee here, or by a message under the policy key the callee there.
   */
  public synchronized void accepted() {
    accepted = true;
    decide();
  }

  /** The call ended: shut for good. */
  @Rule("GATE-2")
  public synchronized void closed() {
    closed = true;
    decide();
  }

  @Rule("GATE-1")
  private void decide() {
    open = keysConfirmed && transportConnected && accepted && !closed;
  }
}
