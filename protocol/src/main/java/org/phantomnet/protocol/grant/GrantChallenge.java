package org.phantomnet.protocol.grant;

import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.rule.Rule;

/**
 * Work that an issuer asks for before it hands out a grant. It is bound to one relay and to a time,
 * and the issuer's own MAC lets it keep nothing.
 *
 * @param relayId the relay the grant is for, 32 bytes
 * @param issuedAt by the issuer's clock, whole seconds
 * @param difficulty leading zero bits that a solution's hash must have, 0 to {@link
 *     #MAX_DIFFICULTY}
 * @param nonce 16 random bytes of the issuer
 * @param mac the issuer's, over all of the above, 32 bytes; opaque to clients
 */
public record GrantChallenge(
    Bytes relayId, Instant issuedAt, int difficulty, Bytes nonce, Bytes mac) {
  public static final int RELAY_ID_LENGTH = 32;
  public static final int NONCE_LENGTH = 16;
  public static final int MAC_LENGTH = 32;

  /** About four million hashes, a few seconds of one core: a client refuses to do more. */
  @Rule("GRANT-2")
  public static final int MAX_DIFFICULTY = 22;

  private static final int VERSION = 1;
  private static final long MAX_SECONDS = 253_402_300_799L;

  public GrantChallenge {
    if (relayId.length() != RELAY_ID_LENGTH
        || difficulty < 0
        || difficulty > MAX_DIFFICULTY
        || nonce.length() != NONCE_LENGTH
        || mac.length() != MAC_LENGTH) {
      throw new IllegalArgumentException("grant challenge");
    }
  }

  /** What the issuer's MAC covers. */
  public Bytes macInput() {
    return writeBody().toBytes();
  }

  public Bytes encode() {
    return writeBody().fixed(mac, MAC_LENGTH).noExtensions().toBytes();
  }

  private WireWriter writeBody() {
    return new WireWriter()
        .u8(VERSION)
        .fixed(relayId, RELAY_ID_LENGTH)
        .u64(issuedAt.getEpochSecond())
        .u8(difficulty)
        .fixed(nonce, NONCE_LENGTH);
  }

  public static GrantChallenge decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes relayId = reader.fixed(RELAY_ID_LENGTH);
    long seconds = reader.u64();
    int difficulty = reader.u8();
    if (seconds > MAX_SECONDS || difficulty > MAX_DIFFICULTY) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    GrantChallenge challenge =
        new GrantChallenge(
            relayId,
            Instant.ofEpochSecond(seconds),
            difficulty,
            reader.fixed(NONCE_LENGTH),
            reader.fixed(MAC_LENGTH));
    reader.end();
    return challenge;
  }

  @Override
  public String toString() {
    return "GrantChallenge";
  }
}
