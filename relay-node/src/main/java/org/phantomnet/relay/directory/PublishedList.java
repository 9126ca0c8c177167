package org.phantomnet.relay.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.KeyFile;

/**
 * The file that a directory serves, replaced only by a newer list that counts. Not for two threads
 * at once.
 */
public final class PublishedList {
  private final Path file;
  private final RelayListVerifier verifier;

  public PublishedList(Path file, RelayListVerifier verifier) {
    this.file = file;
    this.verifier = verifier;
  }

  /** The version of the list in the file, expired or not; 0 if there is none that counted. */
  public long version() throws IOException {
    try {
      return verifier.signedVersion(Bytes.copyOf(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /**
   * Takes a list over if it is newer than the file's.
   *
   * @return false if it counts and is no newer; nothing has changed then
   * @throws ProtocolException if it does not count: nothing has changed
   */
  @Rule("DIR-20")
  public boolean offer(Bytes list) throws IOException, ProtocolException {
    long held = version();
    VerifiedRelayList verified = verifier.verify(list, held);
    if (verified.version() == held) {
      return false;
    }
    KeyFile.write(file, list.toByteArray());
    return true;
  }
}
