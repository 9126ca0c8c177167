package org.phantomnet.relay.federation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.KeyFile;

/**
 * What this mailbox says of itself, and the keys to which others seal. The mailbox's worker thread;
 * {@link #close} wipes the keys.
 */
final class OwnDocument implements AutoCloseable {
  static final Duration KEY_LIFETIME = Duration.ofDays(7);
  static final Duration RENEW_EVERY = Duration.ofDays(1);

  private static final Duration BACKDATE = Duration.ofHours(1);
  private static final String FILE = "mailbox-hpke.keys";
  private static final int KEPT = 2;
  private static final int SERIAL_LENGTH = 8;

  private final Path file;
  private final MailboxKeys own;
  private final Signer signer;
  private final Clock clock;
  private final RandomSource random;

  /** Newest first. */
  private final List<Kept> keys = new ArrayList<>();

  private MailboxDocument document;

  /** Signs with the mailbox's trust root: XEdDSA, 64 bytes. */
  interface Signer {
    Bytes sign(Bytes message) throws IOException;
  }

  /**
   * @param firstSerial of the first document that names the key: the seconds at which it was made
   */
  private record Kept(long firstSerial, HpkeKey key) {}

  private OwnDocument(Path file, MailboxKeys own, Signer signer, Clock clock, RandomSource random)
      throws IOException {
    this.file = file;
    this.own = own;
    this.signer = signer;
    this.clock = clock;
    this.random = random;
    this.document = renewed(read(file));
  }

  /**
   * Makes a new document, and keys if there are none or the last is old.
   *
   * @throws IOException if the keys cannot be read or written
   */
  static OwnDocument open(
      Path directory, MailboxKeys own, Signer signer, Clock clock, RandomSource random)
      throws IOException {
    return new OwnDocument(directory.resolve(FILE), own, signer, clock, random);
  }

  /** The present one, renewed when its day or its key's week is over. */
  MailboxDocument current() throws IOException {
    if (!clock.instant().isBefore(document.from().plus(BACKDATE).plus(RENEW_EVERY))) {
      document = renewed(document.serial());
    }
    return document;
  }

  /** The key that the document of that serial names, while it is kept. */
  @Rule("FED-17")
  Optional<HpkeKey> keyOf(long serial) {
    if (serial > document.serial()) {
      return Optional.empty();
    }
    return keys.stream().filter(kept -> kept.firstSerial() <= serial).findFirst().map(Kept::key);
  }

  private MailboxDocument renewed(long previous) throws IOException {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    long newest = keys.isEmpty() ? 0 : keys.get(0).firstSerial();
    long serial = Math.max(now.getEpochSecond(), Math.max(previous, newest) + 1);
    boolean due = keys.isEmpty() || !now.isBefore(Instant.ofEpochSecond(newest).plus(KEY_LIFETIME));
    if (due) {
      keys.add(0, new Kept(serial, HpkeKey.generate(random)));
      while (keys.size() > KEPT) {
        keys.remove(keys.size() - 1).key().close();
      }
    }
    write(serial);
    Bytes publicKey = keys.get(0).key().publicKey();
    Instant from = now.minus(BACKDATE);
    Instant until = from.plus(MailboxDocument.MAX_VALIDITY);
    Bytes signature = signer.sign(MailboxDocument.signedBytes(own, publicKey, serial, from, until));
    return new MailboxDocument(
        own.mailbox(), own.trustRoot(), own.tlsPin(), publicKey, serial, from, until, signature);
  }

  /**
   * Takes the keys from the file.
   *
   * @return the last document's serial
   */
  private long read(Path from) throws IOException {
    if (!Files.exists(from)) {
      return 0;
    }
    byte[] content = Files.readAllBytes(from);
    try {
      int each = SERIAL_LENGTH + HpkeKey.PRIVATE_LENGTH;
      if (content.length < SERIAL_LENGTH || (content.length - SERIAL_LENGTH) % each != 0) {
        throw new IOException(FILE + " is damaged");
      }
      ByteBuffer buffer = ByteBuffer.wrap(content);
      long last = buffer.getLong();
      while (buffer.hasRemaining()) {
        long serial = buffer.getLong();
        byte[] scalar = new byte[HpkeKey.PRIVATE_LENGTH];
        buffer.get(scalar);
        try (SecretKey secret = SecretKey.of(Bytes.copyOf(scalar))) {
          keys.add(new Kept(serial, HpkeKey.of(secret)));
        }
        Arrays.fill(scalar, (byte) 0);
      }
      return last;
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  private void write(long last) throws IOException {
    int each = SERIAL_LENGTH + HpkeKey.PRIVATE_LENGTH;
    ByteBuffer buffer = ByteBuffer.allocate(SERIAL_LENGTH + keys.size() * each);
    buffer.putLong(last);
    for (Kept kept : keys) {
      try (SecretKey scalar = kept.key().scalar()) {
        buffer.putLong(kept.firstSerial()).put(scalar.disclose().toByteArray());
      }
    }
    KeyFile.write(file, buffer.array());
    Arrays.fill(buffer.array(), (byte) 0);
  }

  @Override
  public void close() {
    keys.forEach(kept -> kept.key().close());
  }
}
