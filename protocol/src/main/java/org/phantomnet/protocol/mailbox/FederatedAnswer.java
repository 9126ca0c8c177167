package org.phantomnet.protocol.mailbox;

import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * What is inside a sealed answer.
 *
 * @param content what was asked for, encoded; empty with a refusal
 */
public record FederatedAnswer(Optional<Refusal> refusal, Bytes content) {
  static final int MAX_CONTENT = 32 * 1_024;

  private static final int VERSION = 1;

  public FederatedAnswer {
    if (content.length() > MAX_CONTENT || refusal.isPresent() && !content.isEmpty()) {
      throw new IllegalArgumentException("federated answer");
    }
  }

  public static FederatedAnswer of(Bytes content) {
    return new FederatedAnswer(Optional.empty(), content);
  }

  public static FederatedAnswer refusing(Refusal refusal) {
    return new FederatedAnswer(Optional.of(refusal), Bytes.EMPTY);
  }

  /** Padded. */
  public Bytes encode() {
    return BlockPadding.ANSWER.pad(
        new WireWriter()
            .u8(VERSION)
            .u8(refusal.map(Refusal::number).orElse(0))
            .bytes32(content)
            .noExtensions()
            .toBytes());
  }

  public static FederatedAnswer decode(Bytes padded) throws ProtocolException {
    WireReader reader = new WireReader(BlockPadding.ANSWER.unpad(padded));
    reader.version(VERSION);
    int number = reader.u8();
    Optional<Refusal> refusal = Refusal.numbered(number);
    if (number != 0 && refusal.isEmpty()) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    Bytes content = reader.bytes32(MAX_CONTENT);
    reader.end();
    if (number != 0 && !content.isEmpty()) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new FederatedAnswer(refusal, content);
  }

  @Override
  public String toString() {
    return "FederatedAnswer";
  }
}
