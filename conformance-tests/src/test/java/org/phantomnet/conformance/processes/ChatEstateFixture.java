package org.phantomnet.conformance.processes;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An estate with one mailbox for each test, and a directory for what its chats keep. */
abstract class ChatEstateFixture {
  @TempDir private Path directory = Path.of(".");
  private ChatEstate estate = new ChatEstate(directory);

  @BeforeEach
  void startEstate() throws IOException, InterruptedException {
    estate = new ChatEstate(directory);
    start(estate);
  }

  @AfterEach
  void stopEstate() throws InterruptedException {
    estate.close();
  }

  /** Another estate than one with one mailbox. */
  void start(ChatEstate stopped) throws IOException, InterruptedException {
    stopped.start();
  }

  final Path directory() {
    return directory;
  }

  final ChatEstate estate() {
    return estate;
  }
}
