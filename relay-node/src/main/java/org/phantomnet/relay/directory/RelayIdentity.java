package org.phantomnet.relay.directory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.relay.https.DamagedKeyFile;
import org.phantomnet.relay.https.KeyFile;

/** Ed25519 keys of relays and authorities in files that only their owner may read. */
public final class RelayIdentity {
  private RelayIdentity() {}

  /** The caller closes the key. */
  public static DirectoryKey readOrCreate(Path file, RandomSource random) throws IOException {
    byte[] seed =
        KeyFile.readOrCreate(
            file,
            () -> {
              byte[] fresh = new byte[DirectoryKey.SEED_LENGTH];
              random.fill(fresh);
              return fresh;
            });
    try {
      return DirectoryKey.ofSeed(seed);
    } catch (IllegalArgumentException e) {
      throw new DamagedKeyFile(file);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }
}
