package org.phantomnet.engine.privacy;

/**
 * The one place that says whether media may flow (GATE-1): both key confirmations, a transport connected with the
 * authenticated fingerprint, and the person's accept. Written by the call loop, read by tunnel threads; thread-safe. A
 * closed gate never opens again.
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

  public synchronized void keysConfirmed() {
    keysConfirmed = true;
    decide();
  }

  public synchronized void transportConnected() {
    transportConnected = true;
    decide();
  }

  /** The person accepted. */
  public synchronized void accepted() {
    accepted = true;
    decide();
  }

  /** The call ended: shut for good. */
  public synchronized void closed() {
    closed = true;
    decide();
  }

  private void decide() {
    open = keysConfirmed && transportConnected && accepted && !closed;
  }
}
