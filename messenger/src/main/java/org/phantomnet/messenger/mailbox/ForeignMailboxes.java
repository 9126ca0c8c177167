package org.phantomnet.messenger.mailbox;

import java.time.Clock;
import java.util.Optional;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.DocumentRequest;
import org.phantomnet.protocol.mailbox.FederatedAnswer;
import org.phantomnet.protocol.mailbox.FederatedRequest;
import org.phantomnet.protocol.mailbox.ForwardPass;
import org.phantomnet.protocol.mailbox.ForwardRequest;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SealedAnswer;
import org.phantomnet.protocol.mailbox.SealedExchange;
import org.phantomnet.protocol.rule.Rule;

/**
 * Requests to other mailboxes, sealed to them and handed to the own one, which is the only one that
 * is ever connected to. Blocks for the network; thread-safe.
 */
final class ForeignMailboxes {
  private static final int TRIES = 3;

  private final Own own;
  private final Clock clock;
  private final RandomSource random;
  private volatile KnownMailboxes known = KnownMailboxes.none();
  private volatile Bytes pass = Bytes.EMPTY;

  /** Ways to the own mailbox. */
  interface Own {
    /** Signed in. */
    Bytes get(String path) throws MailboxException;

    /** Over a connection that never carries an authentication. */
    PinnedHttps.Answer postAnonymously(String path, Bytes body) throws MailboxException;
  }

  ForeignMailboxes(Own own, Clock clock, RandomSource random) {
    this.own = own;
    this.clock = clock;
    this.random = random;
  }

  void use(KnownMailboxes mailboxes) {
    known = mailboxes;
  }

  /**
   * The day's pass, fetched with what every account fetches, so that asking for it says nothing.
   */
  void renewPass() throws MailboxException {
    Bytes answer = own.get(MailboxPaths.FORWARD_PASS);
    try {
      pass = ForwardPass.decode(answer);
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.SERVER_ERROR);
    }
  }

  /** What was asked for, encoded. */
  @Rule("FED-13")
  Bytes ask(String mailbox, FederatedRequest.Kind kind, Bytes content) throws MailboxException {
    FederatedRequest request = FederatedRequest.at(clock.instant(), kind, content);
    MailboxDocument document = document(mailbox, kind);
    for (int i = 0; i < TRIES; i++) {
      try (SealedExchange.Asked asked = sealed(document, request)) {
        Bytes body =
            new ForwardRequest(pass(), mailbox, document.tlsPin(), asked.sealed().encode())
                .encode();
        PinnedHttps.Answer answer = own.postAnonymously(MailboxPaths.FORWARD, body);
        if (answer.ok()) {
          return opened(asked, answer.body());
        }
        switch (refusal(answer)) {
          case BAD_PASS -> renewPass();
          case TARGET_CHANGED, UNKNOWN_KEY -> {
            long serial = document.serial();
            document = renewed(mailbox);
            if (document.serial() == serial) {
              throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
            }
          }
          default -> throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
        }
      }
    }
    throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
  }

  /** As that mailbox, or whoever is in between, gives it: checked for its form only. */
  MailboxDocument fetch(String mailbox) throws MailboxException {
    for (int i = 0; i < TRIES; i++) {
      Bytes body = new DocumentRequest(pass(), mailbox).encode();
      PinnedHttps.Answer answer = own.postAnonymously(MailboxPaths.FORWARD_DOCUMENT, body);
      if (answer.ok()) {
        try {
          return MailboxDocument.decode(answer.body());
        } catch (ProtocolException e) {
          throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
        }
      }
      if (refusal(answer) != Refusal.BAD_PASS) {
        throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
      }
      renewPass();
    }
    throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
  }

  /** A send takes what there is: with a wrong clock, too, a hang-up must get out. */
  private MailboxDocument document(String mailbox, FederatedRequest.Kind kind)
      throws MailboxException {
    Optional<MailboxDocument> held = known.document(mailbox);
    boolean good =
        held.filter(
                document ->
                    kind == FederatedRequest.Kind.SEND || document.isValidAt(clock.instant()))
            .isPresent();
    return good ? held.get() : renewed(mailbox);
  }

  private MailboxDocument renewed(String mailbox) throws MailboxException {
    Bytes root =
        known.trustRoot(mailbox).orElseThrow(() -> new MailboxException(Reason.FOREIGN_MAILBOX));
    MailboxDocument fresh = fetch(mailbox);
    try {
      DocumentCheck.requireGood(fresh, mailbox, root, known.document(mailbox), clock.instant());
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.FOREIGN_PIN_MISMATCH);
    }
    known.keep(fresh);
    return fresh;
  }

  private SealedExchange.Asked sealed(MailboxDocument document, FederatedRequest request)
      throws MailboxException {
    try {
      return SealedExchange.ask(document, request, random);
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.FOREIGN_UNREACHABLE); // its key is none
    }
  }

  private static Bytes opened(SealedExchange.Asked asked, Bytes body) throws MailboxException {
    FederatedAnswer answer;
    try {
      answer = asked.exchange().open(SealedAnswer.decode(body));
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.FOREIGN_UNREACHABLE);
    }
    if (answer.refusal().isPresent()) {
      throw new MailboxException(reason(answer.refusal().get()));
    }
    return answer.content();
  }

  /** What the other mailbox cannot do now must not stop what is for the own one. */
  private static Reason reason(Refusal refusal) {
    return switch (refusal) {
      case BAD_TOKEN -> Reason.BAD_TOKEN;
      case NO_SUCH_USER -> Reason.NO_SUCH_USER;
      case NO_SUCH_DEVICE -> Reason.NO_SUCH_DEVICE;
      case QUEUE_FULL -> Reason.QUEUE_FULL;
      case TOO_LARGE -> Reason.TOO_LARGE;
      case MALFORMED -> Reason.REFUSED;
      case NOT_SIGNED_IN,
          NAME_TAKEN,
          RATE_LIMITED,
          FAILED,
          BAD_WORK,
          BAD_PASS,
          TARGET_UNREACHABLE,
          TARGET_CHANGED,
          UNKNOWN_KEY,
          STALE ->
          Reason.FOREIGN_UNREACHABLE;
    };
  }

  private static Refusal refusal(PinnedHttps.Answer answer) throws MailboxException {
    try {
      return Refusal.decode(answer.body());
    } catch (ProtocolException e) {
      throw new MailboxException(Reason.SERVER_ERROR);
    }
  }

  private Bytes pass() throws MailboxException {
    if (pass.isEmpty()) {
      renewPass();
    }
    return pass;
  }
}
