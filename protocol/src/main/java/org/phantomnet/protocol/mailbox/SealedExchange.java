package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.AnswerSeal;
import org.phantomnet.protocol.crypto.Hpke;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * One request to a mailbox and its answer, both sealed, so that the mailbox in between reads
 * neither (FED-4). Close it to wipe the answer's key. One thread.
 */
public final class SealedExchange implements AutoCloseable {
  private final Bytes enc;
  private final SecretKey answerSecret;

  private SealedExchange(Bytes enc, SecretKey answerSecret) {
    this.enc = enc;
    this.answerSecret = answerSecret;
  }

  /** The asking side's: what to send, and what opens the answer to it. */
  public record Asked(SealedRequest sealed, SealedExchange exchange) implements AutoCloseable {
    @Override
    public void close() {
      exchange.close();
    }

    @Override
    public String toString() {
      return "Asked";
    }
  }

  /** The answering side's: what was asked, and what seals the answer to it. */
  public record Opened(FederatedRequest request, SealedExchange exchange) implements AutoCloseable {
    @Override
    public void close() {
      exchange.close();
    }

    @Override
    public String toString() {
      return "Opened";
    }
  }

  /**
   * @throws ProtocolException if the document's key is none
   */
  public static Asked ask(MailboxDocument target, FederatedRequest request, RandomSource random)
      throws ProtocolException {
    Hpke.Sender sender =
        Hpke.send(target.hpkeKey(), info(target.mailbox(), target.serial()), random);
    Bytes ciphertext = sender.seal(Bytes.EMPTY, request.encode());
    SecretKey secret = sender.export(answerContext(), AnswerSeal.SECRET_LENGTH);
    return new Asked(
        new SealedRequest(target.serial(), sender.enc(), ciphertext),
        new SealedExchange(sender.enc(), secret));
  }

  /**
   * @param key the key of the document that {@code sealed} names
   * @param mailbox the own name
   * @throws ProtocolException if it was not sealed to that key and mailbox
   */
  public static Opened open(SealedRequest sealed, HpkeKey key, String mailbox)
      throws ProtocolException {
    Hpke.Receiver receiver = Hpke.receive(key, sealed.enc(), info(mailbox, sealed.serial()));
    FederatedRequest request =
        FederatedRequest.decode(receiver.open(Bytes.EMPTY, sealed.ciphertext()));
    SecretKey secret = receiver.export(answerContext(), AnswerSeal.SECRET_LENGTH);
    return new Opened(request, new SealedExchange(sealed.enc(), secret));
  }

  /** {@code lp(label) || lp(mailbox) || lp(u32 serial)}. */
  @Rule("FED-4")
  private static Bytes info(String mailbox, long serial) {
    return LengthPrefixed.start(Label.SEALED_REQUEST_V1).lp(mailbox).lpU32((int) serial).bytes();
  }

  private static Bytes answerContext() {
    return LengthPrefixed.start(Label.SEALED_ANSWER_V1).bytes();
  }

  public SealedAnswer seal(FederatedAnswer answer, RandomSource random) {
    Bytes nonce = random.bytes(AnswerSeal.NONCE_LENGTH);
    return new SealedAnswer(nonce, AnswerSeal.seal(answerSecret, enc, nonce, answer.encode()));
  }

  /**
   * @throws ProtocolException if it does not answer this request
   */
  public FederatedAnswer open(SealedAnswer answer) throws ProtocolException {
    return FederatedAnswer.decode(
        AnswerSeal.open(answerSecret, enc, answer.nonce(), answer.ciphertext()));
  }

  @Override
  public void close() {
    answerSecret.close();
  }
}
