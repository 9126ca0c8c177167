package org.phantomnet.conformance.mailbox;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Alice, Bob and Carol at one mailbox, each behind lies of their own. */
abstract class HostileMailboxFixture {
  @TempDir Path directory;
  final MovableClock clock = new MovableClock();
  RealMailbox server;
  Member alice;
  Member bob;
  Member carol;

  @BeforeEach
  void open() throws Exception {
    server = new RealMailbox(Files.createDirectory(directory.resolve("mailbox")), clock);
    alice = member("alice");
    bob = member("bob");
    carol = member("carol");
    alice.register();
    bob.register();
    carol.register();
  }

  private Member member(String name) throws Exception {
    return new Member(name, directory, server.client(clock), clock);
  }

  @AfterEach
  void close() throws Exception {
    alice.close();
    bob.close();
    carol.close();
    server.close();
  }
}
