package org.phantomnet.relay.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.DirectoryPaths;
import org.phantomnet.protocol.directory.Submission;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;

/**
 * Serves the signed relay list and the node's own descriptor, byte for byte as they lie in files. A
 * directory is not trusted: clients verify what it serves, so replacing the list's file is all it
 * takes to publish a new one.
 */
public final class DirectoryRole {
  private final Path list;
  private final Path descriptor;
  private final Optional<Submissions> submissions;

  /** Takes no descriptors of others. */
  public DirectoryRole(Path list, Path descriptor) {
    this(list, descriptor, Optional.empty());
  }

  /**
   * @param submissions where descriptors of others are kept for the authority's operator
   */
  public DirectoryRole(Path list, Path descriptor, Optional<Submissions> submissions) {
    this.list = list;
    this.descriptor = descriptor;
    this.submissions = submissions;
  }

  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker("directory");
    server.get(DirectoryPaths.LIST, worker, request -> read(list));
    server.get(DirectoryPaths.DESCRIPTOR, worker, request -> read(descriptor));
    submissions.ifPresent(
        kept -> server.post(DirectoryPaths.SUBMIT, Submission.MAX_LENGTH, worker, kept::accept));
  }

  private static Bytes read(Path file) throws IOException, Refused {
    try {
      return Bytes.copyOf(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new Refused(Refusal.FAILED);
    }
  }
}
