package org.phantomnet.messenger.session;

import java.time.Duration;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;

/** What the messenger looks at in call content before it seals it: only the type. Stateless. */
public final class CallEnvelope {
  private CallEnvelope() {}

  /**
   * Readers that do not know calls show one line for an offer, and nothing for all else (CONT-13).
   */
  @Rule("CONT-13")
  public static Content.Call content(Bytes sealed) {
    return new Content.Call(
        sealed, is(sealed, MessageType.OFFER) ? Content.Call.OFFER_LEGACY_TEXT : "");
  }

  /** A hangup never grows stale: the other side must stop ringing however late. */
  static Duration staleAfter(Bytes sealed, Duration asked) {
    return is(sealed, MessageType.HANGUP) ? Duration.ZERO : asked;
  }

  private static boolean is(Bytes sealed, MessageType type) {
    try {
      return SignalCodec.decode(sealed).type() == type;
    } catch (ProtocolException e) {
      return false;
    }
  }
}
