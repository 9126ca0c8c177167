package org.phantomnet.protocol.token;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * What a client asks an issuer for at once, and why it should get it. Immutable.
 *
 * @param reason how the client earns the tokens
 * @param proof of that: a solved challenge, an invite code, or what the operator's hook wants; at
 *     most {@link #MAX_PROOF} bytes
 * @param requests 1 to {@link #MAX_TOKENS}
 */
public record TokenBatch(Reason reason, Bytes proof, List<TokenRequest> requests) {
  public static final int MAX_TOKENS = 8;
  public static final int MAX_PROOF = 1_024;

  /** An upper bound of {@link #encode()}, in bytes. */
  public static final int MAX_LENGTH =
      8 + MAX_PROOF + MAX_TOKENS * TokenRequest.ENCODED_LENGTH + 64;

  private static final int VERSION = 1;

  /** How tokens are earned. */
  public enum Reason {
    /** The proof is a {@code GrantRequest}: a challenge of this issuer with its solution. */
    WORK,
    /** The proof is the code, printable ASCII. */
    INVITE,
    /** The proof is for the operator's own web hook. */
    HOOK
  }

  public TokenBatch {
    requests = List.copyOf(requests);
    if (requests.isEmpty() || requests.size() > MAX_TOKENS || proof.length() > MAX_PROOF) {
      throw new IllegalArgumentException("token batch");
    }
  }

  public Bytes encode() {
    WireWriter writer =
        new WireWriter().u8(VERSION).u8(reason.ordinal() + 1).bytes16(proof).u8(requests.size());
    for (TokenRequest request : requests) {
      writer.fixed(request.encode(), TokenRequest.ENCODED_LENGTH);
    }
    return writer.noExtensions().toBytes();
  }

  public static TokenBatch decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    int number = reader.u8();
    if (number < 1 || number > Reason.values().length) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    Bytes proof = reader.bytes16(MAX_PROOF);
    int count = reader.count(MAX_TOKENS);
    if (count == 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    List<TokenRequest> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(TokenRequest.read(reader));
    }
    reader.end();
    return new TokenBatch(Reason.values()[number - 1], proof, requests);
  }

  @Override
  public String toString() {
    return "TokenBatch";
  }
}
