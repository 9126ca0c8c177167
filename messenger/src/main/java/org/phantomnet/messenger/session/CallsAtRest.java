package org.phantomnet.messenger.session;

import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * Call content in the inbox, oldest first, and whether the call that the oldest offers is over
 * already. Stateless; inside the caller's transaction.
 */
final class CallsAtRest {
  private static final int LOOK_AHEAD = 64;

  private CallsAtRest() {}

  /**
   * @param over the HANGUP behind the oldest, if that is an OFFER of the same call
   */
  record Head(Queues.InboxRow oldest, Optional<Queues.InboxRow> over) {}

  static Optional<Head> head(SqlStore.Sql sql) {
    Optional<Queues.InboxRow> oldest = Queues.nextInbox(sql, true);
    return oldest.map(row -> new Head(row, over(sql, row)));
  }

  private static Optional<Queues.InboxRow> over(SqlStore.Sql sql, Queues.InboxRow offer) {
    Optional<CallId> offered =
        message(offer).filter(CallMessage.Offer.class::isInstance).map(CallMessage::callId);
    if (offered.isEmpty()) {
      return Optional.empty();
    }
    List<Queues.InboxRow> behind = Queues.callsInInbox(sql, offer.id(), LOOK_AHEAD);
    for (Queues.InboxRow row : behind) {
      if (row.account().equals(offer.account())
          && row.device() == offer.device()
          && message(row)
              .filter(CallMessage.Hangup.class::isInstance)
              .map(CallMessage::callId)
              .equals(offered)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** Empty for what is not read here: the engine decides about it. */
  private static Optional<CallMessage> message(Queues.InboxRow row) {
    try {
      if (ContentCodec.decode(row.content()).body() instanceof Content.Call call) {
        Bytes sealed = call.sealed();
        SealedCall decoded = SignalCodec.decode(sealed);
        if (SignalCodec.newerOffer(decoded.type(), decoded.core()).isEmpty()) {
          return Optional.of(SignalCodec.decodeCore(decoded.type(), decoded.core()));
        }
      }
    } catch (ProtocolException e) {
      // the engine refuses it, too
    }
    return Optional.empty();
  }
}
