package org.phantomnet.relay.https;

import org.phantomnet.protocol.mailbox.Refusal;

/**
 * A request that a role refuses; becomes the answer's body. Carries no cause and no text of the
 * request.
 */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  public Refused(Refusal refusal) {
    super(refusal.name(), null, false, false);
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
