package org.phantomnet.protocol.grant;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/** The answer to a grant request on the wire (spec/09-discovery, "Grants"). */
public final class GrantCodec {
  /** RFC 8489 section 14.3: USERNAME is under 509 bytes; ours are far shorter. */
  public static final int MAX_USERNAME = 128;

  public static final int MAX_PASSWORD = 128;

  private static final int VERSION = 1;
  private static final long MAX_SECONDS = 253_402_300_799L;

  private GrantCodec() {}

  public static Bytes encode(RelayGrant grant) {
    return new WireWriter()
        .u8(VERSION)
        .fixed(grant.relayId(), GrantChallenge.RELAY_ID_LENGTH)
        .text8(grant.username())
        .bytes16(Bytes.copyOf(grant.password().getBytes(StandardCharsets.US_ASCII)))
        .u64(grant.expiresAt().getEpochSecond())
        .noExtensions()
        .toBytes();
  }

  public static RelayGrant decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes relayId = reader.fixed(GrantChallenge.RELAY_ID_LENGTH);
    String username = reader.text8(MAX_USERNAME);
    Bytes password = reader.bytes16(MAX_PASSWORD);
    long seconds = reader.u64();
    reader.end();
    if (username.isEmpty()
        || password.isEmpty()
        || seconds > MAX_SECONDS
        || !isPrintable(password)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new RelayGrant(
        relayId,
        username,
        new String(password.toByteArray(), StandardCharsets.US_ASCII),
        Instant.ofEpochSecond(seconds));
  }

  private static boolean isPrintable(Bytes text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) <= 0x20 || text.at(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }
}
