package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/** The keys of one call with one device, by epoch (DESIGN 5). Thread-safe. */
public final class CallKeys implements Destroyable, AutoCloseable {
  private CallKeys() {}

  /** The caller's keys once the answer is there. The shares stay the caller's to close. */
  public static CallKeys forCaller(
      CallBinding binding, CallerShares shares, CallMessage.Answer answer, Bytes offerCore, Bytes answerCore)
      throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  /** The callee's keys once its answer core is encoded. The shares stay the callee's to close. */
  public static CallKeys forCallee(
      CallBinding binding, CalleeShares shares, CallMessage.Offer offer, Bytes offerCore, Bytes answerCore)
      throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  /** The key confirmation of that role, 32 bytes. */
  public Bytes confirm(Role by) {
    throw new UnsupportedOperationException();
  }

  public void verifyConfirm(Role by, Bytes confirm) throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  /** The newest epoch, from 0. */
  public int epoch() {
    throw new UnsupportedOperationException();
  }

  public Bytes mac(Role sender, MessageType type, int epoch, long counter, Bytes core) {
    throw new UnsupportedOperationException();
  }

  /** Checks type, sender, epoch and MAC; replay is the call loop's to check. */
  public void verify(Role sender, SealedCall sealed) throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
