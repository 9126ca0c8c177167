package org.phantomnet.protocol.mailbox;

import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * What is inside a sealed request: something that a client asks another mailbox than its own.
 *
 * @param madeAt a multiple of {@link #STEP_SECONDS}, so that clocks do not tell clients apart
 * @param content a name request or a send request, encoded
 */
public record FederatedRequest(Kind kind, Instant madeAt, Bytes content) {
  /** What is asked; numbered from 1. */
  public enum Kind {
    /** A name request; answered by bundles. */
    BUNDLES,
    /** A name request; answered by an account id. */
    ACCOUNT,
    /** A send request; answered by nothing. */
    SEND
  }

  public static final long STEP_SECONDS = 600;

  /** Room for the longest send request. */
  static final int MAX_CONTENT = EnvelopePadding.MAX_PADDED + 256;

  private static final int VERSION = 1;

  public FederatedRequest {
    if (content.length() > MAX_CONTENT || !isStep(madeAt.getEpochSecond())) {
      throw new IllegalArgumentException("federated request");
    }
  }

  public static FederatedRequest at(Instant now, Kind kind, Bytes content) {
    long seconds = now.getEpochSecond();
    return new FederatedRequest(
        kind, Instant.ofEpochSecond(seconds - Math.floorMod(seconds, STEP_SECONDS)), content);
  }

  private static boolean isStep(long seconds) {
    return seconds >= 0 && seconds <= PushFrame.MAX_SECONDS && seconds % STEP_SECONDS == 0;
  }

  /** Padded. */
  public Bytes encode() {
    return BlockPadding.REQUEST.pad(
        new WireWriter()
            .u8(VERSION)
            .u8(kind.ordinal() + 1)
            .u64(madeAt.getEpochSecond())
            .bytes32(content)
            .noExtensions()
            .toBytes());
  }

  public static FederatedRequest decode(Bytes padded) throws ProtocolException {
    WireReader reader = new WireReader(BlockPadding.REQUEST.unpad(padded));
    reader.version(VERSION);
    int kind = reader.u8();
    if (kind < 1 || kind > Kind.values().length) {
      throw new Unsupported(Unsupported.Reason.MESSAGE_TYPE);
    }
    long seconds = reader.u64();
    if (!isStep(seconds)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    Bytes content = reader.bytes32(MAX_CONTENT);
    reader.end();
    return new FederatedRequest(Kind.values()[kind - 1], Instant.ofEpochSecond(seconds), content);
  }

  @Override
  public String toString() {
    return "FederatedRequest(" + kind + ")";
  }
}
