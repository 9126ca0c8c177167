package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.AnswerSeal;
import org.phantomnet.protocol.crypto.Hpke;

/**
 * A {@link FederatedAnswer}, sealed to whoever made the request.
 *
 * @param nonce 32 random bytes
 * @param ciphertext of a length that padding gives
 */
public record SealedAnswer(Bytes nonce, Bytes ciphertext) {
  /** Longest encoding, in bytes. */
  public static final int MAX_LENGTH = 1 + 32 + 4 + BlockPadding.ANSWER.longest() + 16 + 1;

  private static final int VERSION = 1;

  public Bytes encode() {
    return new WireWriter()
        .u8(VERSION)
        .fixed(nonce, AnswerSeal.NONCE_LENGTH)
        .bytes32(ciphertext)
        .noExtensions()
        .toBytes();
  }

  public static SealedAnswer decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    SealedAnswer answer =
        new SealedAnswer(
            reader.fixed(AnswerSeal.NONCE_LENGTH),
            reader.bytes32(BlockPadding.ANSWER.longest() + Hpke.TAG_LENGTH));
    reader.end();
    if (!BlockPadding.ANSWER.isPaddedLength(answer.ciphertext.length() - Hpke.TAG_LENGTH)) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    return answer;
  }

  @Override
  public String toString() {
    return "SealedAnswer";
  }
}
