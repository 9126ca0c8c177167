package org.phantomnet.protocol.stun;

import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/** How a long-term credential becomes a key (RFC 8489 section 18.5). */
public enum PasswordAlgorithm {
  MD5(0x0001, "MD5"),
  SHA_256(0x0002, "SHA-256");

  /**
   * Starts a NONCE whose server offers password algorithms and no user hashes (RFC 8489 section
   * 9.2; bit 0 is the rightmost, erratum 6290).
   */
  public static final String NONCE_COOKIE = "obMatJos2AAAB";

  /** PASSWORD-ALGORITHMS of a server that knows all of these, the better first. */
  private static final byte[] OFFER = {0, 2, 0, 0, 0, 1, 0, 0};

  private static final int NO_PARAMETERS = 4; // bytes of an algorithm without any

  private final int number;
  private final String digest;

  PasswordAlgorithm(int number, String digest) {
    this.number = number;
    this.digest = digest;
  }

  public int number() {
    return number;
  }

  /** The JDK's name. */
  String digest() {
    return digest;
  }

  /** The value of PASSWORD-ALGORITHMS in a challenge. */
  public static byte[] offer() {
    return OFFER.clone();
  }

  /**
   * What a request answers to that offer; empty if somebody may have changed the offer on its way
   * (400). A client that knows of no algorithms means MD5 (RFC 8489 section 9.2.4).
   */
  @Rule("STUN-8")
  public static Optional<PasswordAlgorithm> chosen(StunMessage request) {
    int one = request.find(AttributeType.PASSWORD_ALGORITHM);
    int all = request.find(AttributeType.PASSWORD_ALGORITHMS);
    if (one == StunMessage.NONE && all == StunMessage.NONE) {
      return Optional.of(MD5);
    }
    if (one == StunMessage.NONE
        || all == StunMessage.NONE
        || !request.valueEquals(all, OFFER)
        || request.lengthAt(one) != NO_PARAMETERS) {
      return Optional.empty();
    }
    long value = request.u32(one);
    for (PasswordAlgorithm algorithm : values()) {
      if (value == (long) algorithm.number << 16) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }
}
