package org.phantomnet.relay.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.relay.https.KeyFile;

/** Probes of many relays, and what they have shown, in a folder of one file each. One thread. */
public final class ProbeRound {
  private static final String KEYS_SUFFIX = ".issuer";

  private final Path folder;
  private final Probe probe;
  private final Clock clock;

  /**
   * @param folder where the files are kept
   */
  public ProbeRound(Path folder, Probe probe, Clock clock) {
    this.folder = folder;
    this.probe = probe;
    this.clock = clock;
  }

  /** Probes that relay once and keeps what was found; a descriptor that is none has no place. */
  public Optional<ProbeRecord> probe(String id, SignedDescriptor signed) throws IOException {
    Probe.Found found;
    try {
      found = probe.ask(signed.open());
    } catch (ProtocolException e) {
      return Optional.empty();
    }
    Path keys = folder.resolve(id + KEYS_SUFFIX);
    if (found.tokens().isPresent()) {
      KeyFile.write(keys, found.tokens().get().encode().toByteArray());
    } else if (found.faults().isEmpty()) {
      Files.deleteIfExists(keys);
    }
    ProbeRecord record = ProbeRecord.after(known(folder, id), found.faults(), clock.instant());
    KeyFile.write(
        folder.resolve(id + ProbeRecord.SUFFIX), record.text().getBytes(StandardCharsets.UTF_8));
    return Optional.of(record);
  }

  /** What was found of that relay; empty if it was not probed, or the file is none. */
  static Optional<ProbeRecord> known(Path folder, String id) throws IOException {
    try {
      return ProbeRecord.parse(Files.readString(folder.resolve(id + ProbeRecord.SUFFIX)));
    } catch (NoSuchFileException | java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The token keys that the last good probe of that relay found; empty if there were none. */
  static Optional<IssuerKeys> keys(Path folder, String id) throws IOException {
    try {
      return Optional.of(
          IssuerKeys.decode(Bytes.copyOf(Files.readAllBytes(folder.resolve(id + KEYS_SUFFIX)))));
    } catch (NoSuchFileException | ProtocolException e) {
      return Optional.empty();
    }
  }

  /** All descriptors there are, submitted ones before those of the list. */
  public static Map<String, SignedDescriptor> relays(Path pending, Optional<Path> list)
      throws IOException, ProtocolException {
    return Candidates.all(pending, Candidates.entries(list), true);
  }
}
