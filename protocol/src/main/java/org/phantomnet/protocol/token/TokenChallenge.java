package org.phantomnet.protocol.token;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a token is good for (RFC 9577 section 2.1.1): issuer, relay and day. Nobody sends it; both
 * sides work it out. Immutable.
 *
 * @param issuerName printable ASCII, 1 to {@link #MAX_NAME} characters
 * @param redemptionContext empty or 32 bytes
 * @param originInfo printable ASCII, at most {@link #MAX_NAME} characters
 */
public record TokenChallenge(String issuerName, Bytes redemptionContext, String originInfo) {
  /** RFC 9578 section 8.2.2: Blind RSA with 2048 bits. */
  public static final int TOKEN_TYPE = 2;

  /** Far above any name that is used; the format has room for 65,535. */
  public static final int MAX_NAME = 255;

  /** Length of a redemption context that is not empty, in bytes. */
  public static final int CONTEXT_LENGTH = 32;

  private static final int RELAY_ID_LENGTH = 32;
  private static final long EPOCH_SECONDS = 86_400;

  public TokenChallenge {
    boolean context = redemptionContext.isEmpty() || redemptionContext.length() == CONTEXT_LENGTH;
    if (issuerName.isEmpty()
        || issuerName.length() > MAX_NAME
        || originInfo.length() > MAX_NAME
        || !context) {
      throw new IllegalArgumentException("token challenge");
    }
  }

  /** The unix day of a time: the epoch in which a token is good, and the day after. */
  public static long epoch(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), EPOCH_SECONDS);
  }

  /**
   * The challenge of one relay in one epoch.
   *
   * @param relayId 32 bytes
   */
  @Rule("TOK-4")
  public static TokenChallenge of(String issuerName, Bytes relayId, long epoch) {
    if (relayId.length() != RELAY_ID_LENGTH || epoch < 0 || epoch > 0xffffffffL) {
      throw new IllegalArgumentException("relay or epoch");
    }
    Bytes context =
        LengthPrefixed.start(Label.TOKEN_CONTEXT_V1).fixed(relayId).u32((int) epoch).sha256();
    return new TokenChallenge(issuerName, context, hex(relayId));
  }

  public Bytes encode() {
    return new WireWriter()
        .u16(TOKEN_TYPE)
        .bytes16(ascii(issuerName))
        .u8(redemptionContext.length())
        .fixed(redemptionContext, redemptionContext.length())
        .bytes16(ascii(originInfo))
        .toBytes();
  }

  public static TokenChallenge decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    if (reader.u16() != TOKEN_TYPE) {
      throw new Unsupported(Unsupported.Reason.ALGORITHM);
    }
    String issuer = text(reader.bytes16(MAX_NAME));
    int length = reader.u8();
    if (length != 0 && length != CONTEXT_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    Bytes context = reader.fixed(length);
    String origin = text(reader.bytes16(MAX_NAME));
    reader.endOfInput();
    if (issuer.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return new TokenChallenge(issuer, context, origin);
  }

  /** The SHA-256 of {@link #encode()}: what a token holds of it, 32 bytes. */
  public Bytes digest() {
    return Sha256.of(encode());
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Bytes bytes) throws Malformed {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) <= 0x20 || bytes.at(i) > 0x7e) {
        throw new Malformed(Malformed.Reason.BAD_ENCODING);
      }
    }
    return new String(bytes.toByteArray(), StandardCharsets.US_ASCII);
  }

  private static String hex(Bytes bytes) {
    StringBuilder text = new StringBuilder(2 * bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      text.append(Character.forDigit(bytes.at(i) >> 4 & 0xf, 16));
      text.append(Character.forDigit(bytes.at(i) & 0xf, 16));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "TokenChallenge";
  }
}
