package org.phantomnet.relay.admission;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;

/**
 * Time-limited credentials that relay and issuer compute from one secret, the same as coturn's
 * {@code use-auth-secret}: user name {@code expiry-in-unix-seconds[:random]}, password {@code
 * base64(HMAC-SHA1(secret, user name))}. Thread-safe.
 */
public final class SharedSecretCredentials {
  /** DESIGN 10. */
  public static final Duration LIFETIME = Duration.ofHours(6);

  /** How far the issuer's clock may be ahead. */
  static final Duration CLOCK_SLACK = Duration.ofMinutes(5);

  /**
   * A live allocation may still be refreshed so long after its credential ran out: calls do not end
   * by the clock.
   */
  public static final Duration REFRESH_AFTER_EXPIRY = Duration.ofHours(12);

  static final int MAX_USERNAME_LENGTH = 128;
  private static final int MAX_DIGITS = 12;
  private static final int RANDOM_LENGTH = 9;

  /** What {@link #check} finds. */
  public enum Verdict {
    VALID,
    MALFORMED,
    EXPIRED,
    TOO_LONG_LIVED
  }

  private final SharedSecret secret;

  public SharedSecretCredentials(SharedSecret secret) {
    this.secret = secret;
  }

  /**
   * A new credential's user name; {@link #password} belongs to it. It holds an expiry and chance,
   * nothing of a person.
   */
  public static String newUsername(Instant now, RandomSource random) {
    byte[] chance = random.bytes(RANDOM_LENGTH).toByteArray();
    return now.plus(LIFETIME).getEpochSecond()
        + ":"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
  }

  /** The password that belongs to {@code username}: a secret of short life. */
  public String password(String username) {
    return secret.lend(
        key -> {
          byte[] mac = hmacSha1(key, username.getBytes(StandardCharsets.UTF_8));
          return Base64.getEncoder().encodeToString(mac);
        });
  }

  /** The long-term key by which requests of {@code username} are checked. The caller closes it. */
  public MessageIntegrity key(PasswordAlgorithm algorithm, String username, String realm) {
    return MessageIntegrity.longTerm(algorithm, username, realm, password(username));
  }

  /**
   * Whether a user name may be used now.
   *
   * @param afterExpiry how long after its expiry it still counts: zero for a new allocation
   */
  @Rule("TURN-5")
  public Verdict check(String username, Instant now, Duration afterExpiry) {
    long expiry = expiry(username);
    if (expiry < 0) {
      return Verdict.MALFORMED;
    }
    if (now.getEpochSecond() >= expiry + afterExpiry.getSeconds()) {
      return Verdict.EXPIRED;
    }
    // who was let in before keeps the call, though the clock has been set back since
    boolean tooFar =
        afterExpiry.isZero() && expiry > now.plus(LIFETIME).plus(CLOCK_SLACK).getEpochSecond();
    return tooFar ? Verdict.TOO_LONG_LIVED : Verdict.VALID;
  }

  private static long expiry(String username) {
    int end = username.indexOf(':');
    int digits = end < 0 ? username.length() : end;
    if (digits == 0 || digits > MAX_DIGITS || username.length() > MAX_USERNAME_LENGTH) {
      return -1;
    }
    long expiry = 0;
    for (int i = 0; i < digits; i++) {
      char c = username.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      expiry = expiry * 10 + (c - '0');
    }
    return expiry;
  }

  private static byte[] hmacSha1(byte[] key, byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HmacSHA1 on this platform", e);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }
}
