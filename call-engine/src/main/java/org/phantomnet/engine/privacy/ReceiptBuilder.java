package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;

/** Counts what the policy did during one call (PRIV-12). Owned by the call loop; not thread-safe. */
public final class ReceiptBuilder {
  public ReceiptBuilder(CallMode mode) {}

  /** The engine gathered an own candidate. */
  public void gathered(Candidate candidate) {}

  /** An own candidate left this device. */
  public void sent(Candidate candidate) {}

  public void admitted(Candidate candidate) {}

  public void refused(Verdict verdict) {}

  /** @param path ICE type names of the selected pair, or "none" */
  public void path(String path) {}

  public void isolated(boolean isolated) {}

  public PrivacyReceipt build() {
    throw new UnsupportedOperationException();
  }
}
