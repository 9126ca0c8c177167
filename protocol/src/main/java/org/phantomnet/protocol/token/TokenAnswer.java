package org.phantomnet.protocol.token;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * An issuer's answer to a {@link TokenBatch}. Immutable.
 *
 * @param blindSignatures as many as were asked for and in that order, each 256 bytes
 */
public record TokenAnswer(List<Bytes> blindSignatures) {
  private static final int VERSION = 1;

  public TokenAnswer {
    blindSignatures = List.copyOf(blindSignatures);
    if (blindSignatures.isEmpty() || blindSignatures.size() > TokenBatch.MAX_TOKENS) {
      throw new IllegalArgumentException("token answer");
    }
  }

  public Bytes encode() {
    WireWriter writer = new WireWriter().u8(VERSION).u8(blindSignatures.size());
    for (Bytes signature : blindSignatures) {
      writer.fixed(signature, TokenKey.MODULUS_LENGTH);
    }
    return writer.noExtensions().toBytes();
  }

  public static TokenAnswer decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    int count = reader.count(TokenBatch.MAX_TOKENS);
    if (count == 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    List<Bytes> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signatures.add(reader.fixed(TokenKey.MODULUS_LENGTH));
    }
    reader.end();
    return new TokenAnswer(signatures);
  }

  @Override
  public String toString() {
    return "TokenAnswer";
  }
}
