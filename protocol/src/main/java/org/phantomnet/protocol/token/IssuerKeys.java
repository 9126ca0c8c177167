package org.phantomnet.protocol.token;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.rule.Rule;

/**
 * An issuer's name and public keys with their lives. Immutable.
 *
 * @param issuerName 1 to {@link #MAX_NAME} of A-Z, a-z, 0-9, {@code . : _ -}
 * @param keys 1 to {@link #MAX_KEYS} by rising not-before
 */
public record IssuerKeys(String issuerName, List<Live> keys) {
  public static final int MAX_NAME = 128;
  public static final int MAX_KEYS = 3; // two that live, and the one to come

  /** How long a key may live. */
  public static final Duration LIFE = Duration.ofDays(7);

  /** How many keys of one issuer may live at a time. */
  public static final int MAX_LIVE = 2;

  private static final int VERSION = 1;
  private static final long MAX_SECONDS = 253_402_300_799L;

  /** One key and when it counts: from {@code notBefore}, and no more from {@code notAfter} on. */
  public record Live(TokenKey key, Instant notBefore, Instant notAfter) {
    public boolean isLive(Instant now) {
      return !now.isBefore(notBefore) && now.isBefore(notAfter);
    }

    @Override
    public String toString() {
      return "Live";
    }
  }

  public IssuerKeys {
    keys = List.copyOf(keys);
    if (!isName(issuerName) || !fits(keys)) {
      throw new IllegalArgumentException("issuer keys");
    }
  }

  /** The keys that count now, the one that lives longest last. */
  public List<Live> live(Instant now) {
    List<Live> live = new ArrayList<>();
    for (Live key : keys) {
      if (key.isLive(now)) {
        live.add(key);
      }
    }
    return live;
  }

  /** When the last of the keys ends; they overlap. */
  public Instant end() {
    return keys.get(keys.size() - 1).notAfter();
  }

  public Bytes encode() {
    WireWriter writer = new WireWriter().u8(VERSION).text8(issuerName).u8(keys.size());
    for (Live live : keys) {
      writer
          .fixed(live.key().encode(), TokenKey.ENCODED_LENGTH)
          .u64(live.notBefore().getEpochSecond())
          .u64(live.notAfter().getEpochSecond());
    }
    return writer.noExtensions().toBytes();
  }

  public static IssuerKeys decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    String name = reader.text8(MAX_NAME);
    if (!isName(name)) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    int count = reader.count(MAX_KEYS);
    if (count == 0) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    List<Live> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TokenKey key = TokenKey.decode(reader.fixed(TokenKey.ENCODED_LENGTH));
      keys.add(new Live(key, time(reader), time(reader)));
    }
    reader.end();
    if (!fits(keys)) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return new IssuerKeys(name, keys);
  }

  private static Instant time(WireReader reader) throws Malformed {
    long seconds = reader.u64();
    if (seconds > MAX_SECONDS) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return Instant.ofEpochSecond(seconds);
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && ".:_-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  /** More keys would part the issuer's clients into groups small enough to know them again. */
  @Rule("TOK-7")
  private static boolean fits(List<Live> keys) {
    if (keys.isEmpty() || keys.size() > MAX_KEYS) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      Live key = keys.get(i);
      boolean ordered = i == 0 || keys.get(i - 1).notBefore().isBefore(key.notBefore());
      boolean lives =
          key.notBefore().isBefore(key.notAfter())
              && !key.notAfter().isAfter(key.notBefore().plus(LIFE));
      boolean twoAtMost =
          i < MAX_LIVE || !key.notBefore().isBefore(keys.get(i - MAX_LIVE).notAfter());
      if (!ordered || !lives || !twoAtMost) {
        return false;
      }
      for (int other = 0; other < i; other++) {
        if (keys.get(other).key().shortId() == key.key().shortId()) {
          return false; // a request could not say which it means
        }
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "IssuerKeys";
  }
}
