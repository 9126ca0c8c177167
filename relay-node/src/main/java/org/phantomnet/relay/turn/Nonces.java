package org.phantomnet.relay.turn;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunMessage;

/**
 * NONCE values that need no memory (RFC 8489 section 9.2): the cookie that names what this server
 * offers, then four bytes of time and a MAC over time and the client's transport address under a
 * key of this process. A flood of unauthenticated requests leaves nothing behind, and a nonce
 * serves no other address. One thread; loops share the key so that any of them takes a nonce of
 * another.
 */
final class Nonces {
  /** RFC 8489 section 9.2: at least once an hour. */
  static final long LIFETIME_MILLIS = 3_600_000;

  static final int KEY_LENGTH = 32;
  private static final String COOKIE = PasswordAlgorithm.NONCE_COOKIE;
  private static final int TIME_LENGTH = 4;
  private static final int MAC_LENGTH = 8;
  static final int LENGTH = COOKIE.length() + (TIME_LENGTH + MAC_LENGTH) / 3 * 4;

  private final Mac mac;

  Nonces(byte[] key) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no HmacSHA256 on this platform", e);
    }
  }

  /** A nonce for that client now: {@link #LENGTH} characters. */
  @Rule("TURN-3")
  byte[] issue(InetSocketAddress client, long nowMillis) {
    return text(client, (int) (nowMillis / 1000));
  }

  boolean accepts(StunMessage message, int at, InetSocketAddress client, long nowMillis) {
    byte[] given = message.copyValue(at);
    if (given.length != LENGTH) {
      return false;
    }
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(Arrays.copyOfRange(given, COOKIE.length(), LENGTH));
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (decoded.length != TIME_LENGTH + MAC_LENGTH) {
      return false;
    }
    int issued = 0;
    for (int i = 0; i < TIME_LENGTH; i++) {
      issued = issued << 8 | (decoded[i] & 0xFF);
    }
    long age = ((int) (nowMillis / 1000) - issued) * 1000L;
    return MessageDigest.isEqual(text(client, issued), given) && age >= 0 && age < LIFETIME_MILLIS;
  }

  private byte[] text(InetSocketAddress client, int seconds) {
    byte[] nonce = new byte[TIME_LENGTH + MAC_LENGTH];
    for (int i = 0; i < TIME_LENGTH; i++) {
      nonce[i] = (byte) (seconds >>> 8 * (TIME_LENGTH - 1 - i));
    }
    mac.update(nonce, 0, TIME_LENGTH);
    mac.update(client.getAddress().getAddress());
    mac.update((byte) (client.getPort() >> 8));
    mac.update((byte) client.getPort());
    System.arraycopy(mac.doFinal(), 0, nonce, TIME_LENGTH, MAC_LENGTH);
    String text = COOKIE + Base64.getUrlEncoder().encodeToString(nonce);
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
