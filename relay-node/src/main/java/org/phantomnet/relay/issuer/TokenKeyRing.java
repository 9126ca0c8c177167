package org.phantomnet.relay.issuer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.https.KeyFile;

/**
 * An issuer's keys on the disk, one file each, named by the second from which the key counts. The
 * next one is made long before it counts, so that lists can name it. One thread; owns its keys.
 */
public final class TokenKeyRing implements AutoCloseable {
  /** From one key's beginning to the next one's: they overlap by two days. */
  static final Duration STEP = Duration.ofDays(5);

  private static final String SUFFIX = ".key";

  private final Path folder;
  private final String issuerName;
  private final Clock clock;
  private final RandomSource random;
  private final TreeMap<Instant, TokenSigner> signers = new TreeMap<>();

  private TokenKeyRing(Path folder, String issuerName, Clock clock, RandomSource random) {
    this.folder = folder;
    this.issuerName = issuerName;
    this.clock = clock;
    this.random = random;
  }

  /**
   * Reads the keys, and makes those that are missing: a second of one core each.
   *
   * @throws IOException if the folder cannot be used, or a file in it is no key
   */
  public static TokenKeyRing open(Path folder, String issuerName, Clock clock, RandomSource random)
      throws IOException {
    TokenKeyRing ring = new TokenKeyRing(folder, issuerName, clock, random);
    Files.createDirectories(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        ring.read(file);
      }
    }
    ring.turn();
    return ring;
  }

  private void read(Path file) throws IOException {
    String name = file.getFileName().toString();
    byte[] content = Files.readAllBytes(file);
    try (SecretKey stored = SecretKey.of(Bytes.copyOf(content))) {
      long from = Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
      signers.put(Instant.ofEpochSecond(from), TokenSigner.of(stored, random));
    } catch (ProtocolException | NumberFormatException e) {
      throw new IOException("a file among the token keys is no key");
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /**
   * Removes keys that are over and makes the next one in time. To be called now and then.
   *
   * @throws IOException if a key cannot be written or removed; the others stay
   */
  @Rule("TOK-17")
  public void turn() throws IOException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    for (Instant from : new ArrayList<>(signers.keySet())) {
      if (!now.isBefore(from.plus(IssuerKeys.LIFE))) {
        Files.deleteIfExists(file(from));
        TokenSigner over = signers.remove(from);
        if (over != null) {
          over.close();
        }
      }
    }
    if (signers.isEmpty()) {
      make(now);
    }
    while (!signers.lastKey().isAfter(now)) {
      make(signers.lastKey().plus(STEP));
    }
  }

  private void make(Instant from) throws IOException {
    TokenSigner fresh = TokenSigner.generate(random);
    while (hasShortId(fresh.key().shortId())) {
      fresh.close();
      fresh = TokenSigner.generate(random);
    }
    try (SecretKey stored = fresh.store()) {
      byte[] content = stored.disclose().toByteArray();
      try {
        KeyFile.write(file(from), content);
      } finally {
        Arrays.fill(content, (byte) 0);
      }
    }
    signers.put(from, fresh);
  }

  private boolean hasShortId(int shortId) {
    return signers.values().stream().anyMatch(signer -> signer.key().shortId() == shortId);
  }

  private Path file(Instant from) {
    return folder.resolve(from.getEpochSecond() + SUFFIX);
  }

  /** For clients, and for the list. */
  public IssuerKeys keys() {
    List<IssuerKeys.Live> keys = new ArrayList<>();
    for (Map.Entry<Instant, TokenSigner> one : signers.entrySet()) {
      Instant from = one.getKey();
      keys.add(new IssuerKeys.Live(one.getValue().key(), from, from.plus(IssuerKeys.LIFE)));
    }
    return new IssuerKeys(issuerName, keys);
  }

  /** The key of that short id, if it counts now. */
  Optional<TokenSigner> live(int shortId) {
    Instant now = clock.instant();
    return signers.headMap(now, true).entrySet().stream()
        .filter(one -> now.isBefore(one.getKey().plus(IssuerKeys.LIFE)))
        .map(Map.Entry::getValue)
        .filter(signer -> signer.key().shortId() == shortId)
        .findFirst();
  }

  @Override
  public void close() {
    signers.values().forEach(TokenSigner::close);
    signers.clear();
  }
}
