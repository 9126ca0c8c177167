package org.phantomnet.relay.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.Submission;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.Refused;

/**
 * Descriptors that relays hand to an authority's directory, one file each in a folder, until its
 * operator has looked at them. Bounded in every way a stranger could fill it. One thread.
 */
public final class Submissions {
  /** How a file of the folder ends; before it stands the relay's id in hexadecimal. */
  public static final String SUFFIX = ".descriptor";

  @Rule("DIR-15")
  static final int MOST_AN_HOUR = 6;

  static final int MOST_PENDING = 1_024;
  private static final int MOST_PREFIXES = 4_096;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Path folder;
  private final boolean testEstate;
  private final Clock clock;
  private final Map<Bytes, Integer> lately = new HashMap<>();
  private Instant windowEnds = Instant.MIN;

  /**
   * @param folder made when the first comes
   * @param testEstate whether descriptors with private addresses are taken
   */
  public Submissions(Path folder, boolean testEstate, Clock clock) {
    this.folder = folder;
    this.testEstate = testEstate;
    this.clock = clock;
  }

  /** Keeps what was sent, or says why not; answers with the relay's id. */
  Bytes accept(HttpsServer.Request request) throws IOException, Refused, ProtocolException {
    count(Submission.prefix(request.source()));
    RelayDescriptor descriptor =
        Submission.decode(request.body(), request.source(), clock.instant(), testEstate);
    Bytes id = SignedDescriptor.relayId(descriptor.signingKey());
    Path file = folder.resolve(HexFormat.of().formatHex(id.toByteArray()) + SUFFIX);
    if (!Files.exists(file)) {
      checkRoom();
    } else if (!descriptor.notBefore().isAfter(notBefore(file))) {
      return id; // known, or older: what was kept stays
    }
    KeyFile.write(file, request.body().toByteArray());
    return id;
  }

  private void count(Bytes prefix) throws Refused {
    Instant now = clock.instant();
    if (!now.isBefore(windowEnds)) {
      lately.clear();
      windowEnds = now.plus(WINDOW);
    }
    if (lately.size() >= MOST_PREFIXES && !lately.containsKey(prefix)
        || lately.merge(prefix, 1, Integer::sum) > MOST_AN_HOUR) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }

  private void checkRoom() throws IOException, Refused {
    try (Stream<Path> files = Files.list(folder)) {
      if (files.filter(file -> file.toString().endsWith(SUFFIX)).count() >= MOST_PENDING) {
        throw new Refused(Refusal.QUEUE_FULL);
      }
    } catch (NoSuchFileException e) {
      // it is made with the first file
    }
  }

  private static Instant notBefore(Path file) throws IOException {
    try {
      return SignedDescriptor.decode(Bytes.copyOf(Files.readAllBytes(file))).open().notBefore();
    } catch (ProtocolException e) {
      return Instant.MIN;
    }
  }

  /** The files of a folder of submissions, by name; none if there is no such folder. */
  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
