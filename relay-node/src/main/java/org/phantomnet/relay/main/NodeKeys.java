package org.phantomnet.relay.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.https.DamagedKeyFile;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.main.config.NodeFiles;

/** The keys of a node's data directory, made where they are missing. Stateless. */
final class NodeKeys {
  private static final int SECRET_LENGTH = 32;

  private NodeKeys() {}

  /** Makes the directory and what is missing in it, for its owner only. */
  static void create(Path data, Clock clock, RandomSource random) throws IOException {
    directory(data);
    NodeFiles files = new NodeFiles(data);
    relayId(files, random);
    turnSecret(files, random).close();
    tokenKey(files, random).close();
    TlsIdentity.readOrCreate(files.tls(), clock);
  }

  /** Makes the directory, for its owner only, if it is not there. */
  static void directory(Path data) throws IOException {
    if (!Files.exists(data)) {
      Files.createDirectories(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /**
   * The caller's to close.
   *
   * @throws IOException if the file cannot be used, or holds no key
   */
  static HpkeKey tokenKey(NodeFiles files, RandomSource random) throws IOException {
    byte[] value =
        KeyFile.readOrCreate(
            files.tokenKey(),
            () -> {
              byte[] fresh = new byte[HpkeKey.PRIVATE_LENGTH];
              random.fill(fresh);
              return fresh;
            });
    try {
      if (value.length != HpkeKey.PRIVATE_LENGTH) {
        throw new DamagedKeyFile(files.tokenKey());
      }
      try (SecretKey scalar = SecretKey.of(Bytes.copyOf(value))) {
        return HpkeKey.of(scalar);
      }
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  static Bytes relayId(NodeFiles files, RandomSource random) throws IOException {
    try (DirectoryKey key = RelayIdentity.readOrCreate(files.relayKey(), random)) {
      return SignedDescriptor.relayId(key.publicKey());
    }
  }

  /** The caller's to destroy. */
  static SharedSecret turnSecret(NodeFiles files, RandomSource random) throws IOException {
    byte[] value =
        KeyFile.readOrCreate(
            files.turnSecret(),
            () -> {
              byte[] fresh = new byte[SECRET_LENGTH];
              random.fill(fresh);
              return fresh;
            });
    try {
      if (value.length < SharedSecret.MIN_LENGTH) {
        throw new DamagedKeyFile(files.turnSecret());
      }
      return SharedSecret.of(value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
