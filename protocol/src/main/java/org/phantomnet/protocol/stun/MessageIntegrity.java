package org.phantomnet.protocol.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.rule.Rule;

/**
 * A STUN credential's key: verifies and computes MESSAGE-INTEGRITY (HMAC-SHA1) and
 * MESSAGE-INTEGRITY-SHA256 (RFC 8489 sections 9.2.2, 14.5, 14.6). Holds a secret until {@link
 * #close()}, which is best effort: the JDK keeps a copy inside its Mac until collected. One thread;
 * a verification allocates nothing of its own.
 */
public final class MessageIntegrity implements Destroyable, AutoCloseable {
  public static final int SHA1_LENGTH = 20; // RFC 8489 section 14.5
  public static final int SHA256_LENGTH =
      32; // RFC 8489 section 14.6: truncation only where a usage defines it

  /** What {@link #verify} finds. */
  public enum Verdict {
    VALID,
    ABSENT,
    WRONG
  }

  private final byte[] key;
  private final Optional<PasswordAlgorithm> algorithm;
  private final Mac sha1;
  private final Mac sha256;
  private final byte[] computed = new byte[SHA256_LENGTH];
  private final byte[] header = new byte[4];
  private boolean destroyed;

  private MessageIntegrity(byte[] key, Optional<PasswordAlgorithm> algorithm) {
    this.key = key;
    this.algorithm = algorithm;
    sha1 = mac("HmacSHA1", key);
    sha256 = mac("HmacSHA256", key);
  }

  /**
   * Short-term credential: the key is the password (RFC 8489 section 9.1.1). Copies {@code
   * password}.
   */
  public static MessageIntegrity shortTerm(byte[] password) {
    return new MessageIntegrity(password.clone(), Optional.empty());
  }

  /**
   * Long-term credential: the key is MD5(username ":" realm ":" password) (RFC 8489 section 9.2.2).
   */
  public static MessageIntegrity longTerm(byte[] username, byte[] realm, byte[] password) {
    return longTerm(PasswordAlgorithm.MD5, username, realm, password);
  }

  private static MessageIntegrity longTerm(
      PasswordAlgorithm algorithm, byte[] username, byte[] realm, byte[] password) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.digest());
      digest.update(username);
      digest.update((byte) ':');
      digest.update(realm);
      digest.update((byte) ':');
      digest.update(password);
      return new MessageIntegrity(digest.digest(), Optional.of(algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no such digest on this platform", e);
    }
  }

  /**
   * As {@link #longTerm(byte[], byte[], byte[])} with text already prepared by OpaqueString (RFC
   * 8265).
   */
  public static MessageIntegrity longTerm(String username, String realm, String password) {
    return longTerm(PasswordAlgorithm.MD5, username, realm, password);
  }

  /**
   * As {@link #longTerm(String, String, String)} by another algorithm (RFC 8489 section 18.5.1).
   */
  public static MessageIntegrity longTerm(
      PasswordAlgorithm algorithm, String username, String realm, String password) {
    byte[] secret = password.getBytes(StandardCharsets.UTF_8);
    try {
      return longTerm(
          algorithm,
          username.getBytes(StandardCharsets.UTF_8),
          realm.getBytes(StandardCharsets.UTF_8),
          secret);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** What made the key of the password; empty if the key is the password. */
  public Optional<PasswordAlgorithm> algorithm() {
    return algorithm;
  }

  /** Checks MESSAGE-INTEGRITY-SHA256 where present, else MESSAGE-INTEGRITY, in constant time. */
  @Rule("STUN-4")
  public Verdict verify(StunMessage message) {
    int strong = message.integritySha256At();
    if (strong != StunMessage.NONE) {
      return verify(message, strong, sha256, SHA256_LENGTH);
    }
    int weak = message.integrityAt();
    return weak == StunMessage.NONE ? Verdict.ABSENT : verify(message, weak, sha1, SHA1_LENGTH);
  }

  private Verdict verify(StunMessage message, int at, Mac mac, int macLength) {
    if (message.lengthAt(at) != macLength) {
      return Verdict.WRONG;
    }
    compute(mac, message.buffer(), message.offset(), at - message.offset(), macLength);
    boolean same =
        Octets.constantTimeEquals(
            computed, 0, message.buffer(), message.valueOffset(at), macLength);
    return same ? Verdict.VALID : Verdict.WRONG;
  }

  /**
   * Writes the HMAC-SHA1 of a message under construction; {@code covered} bytes precede the
   * attribute.
   */
  void signSha1(byte[] buffer, int offset, int covered, int valueAt) {
    compute(sha1, buffer, offset, covered, SHA1_LENGTH);
    System.arraycopy(computed, 0, buffer, valueAt, SHA1_LENGTH);
  }

  /**
   * Writes the HMAC-SHA256 of a message under construction; {@code covered} bytes precede the
   * attribute.
   */
  void signSha256(byte[] buffer, int offset, int covered, int valueAt) {
    compute(sha256, buffer, offset, covered, SHA256_LENGTH);
    System.arraycopy(computed, 0, buffer, valueAt, SHA256_LENGTH);
  }

  /**
   * The header's length counts up to the end of the integrity attribute (RFC 8489 section 14.5).
   */
  private void compute(Mac mac, byte[] buffer, int offset, int covered, int macLength) {
    if (destroyed) {
      throw new IllegalStateException("destroyed");
    }
    int announced =
        covered - StunMessage.HEADER_LENGTH + StunMessage.ATTRIBUTE_HEADER_LENGTH + macLength;
    header[0] = buffer[offset];
    header[1] = buffer[offset + 1];
    Octets.putU16(header, StunMessage.LENGTH_OFFSET, announced);
    mac.update(header, 0, header.length);
    mac.update(buffer, offset + header.length, covered - header.length);
    try {
      mac.doFinal(computed, 0);
    } catch (ShortBufferException e) {
      throw new IllegalStateException("MAC length", e);
    }
  }

  private static Mac mac(String algorithm, byte[] key) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HMAC on this platform", e);
    }
  }

  @Override
  public void destroy() {
    Arrays.fill(key, (byte) 0);
    Arrays.fill(computed, (byte) 0);
    destroyed = true;
  }

  @Override
  public boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }
}
