package org.phantomnet.conformance.mailbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.chat.ChatOptions;
import org.phantomnet.desktop.chat.ChatPictures;
import org.phantomnet.desktop.chat.PipeChat;
import org.phantomnet.desktop.client.RecordedVoice;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.messenger.store.PassphraseCost;

/** {@code ./phantom chat --script -} in this process, on a clock that a test sets. One thread. */
final class TypedChat implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 20;
  private static final int ROOM = 1 << 20;

  private final PipedWriter typed = new PipedWriter();
  private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>();
  private final Thread thread;

  private TypedChat(ChatOptions options) throws IOException {
    PipedOutputStream told = new PipedOutputStream();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(told, ROOM), StandardCharsets.UTF_8));
    BufferedReader in = new BufferedReader(new PipedReader(typed));
    PipeChat chat = PipeChat.script(options, new PrintStream(told, true, StandardCharsets.UTF_8));
    this.thread = new Thread(() -> run(chat, in, told), "typed-chat");
    Thread reader = new Thread(() -> read(lines), "typed-chat-events");
    reader.setDaemon(true);
    reader.start();
    thread.setDaemon(true);
    thread.start();
  }

  static TypedChat start(Path store, Path estate, String name, Clock clock) throws IOException {
    ChatOptions made =
        ChatOptions.of(
            store,
            Optional.of(estate),
            true,
            Optional.of(name),
            Optional.empty(),
            Optional.empty(),
            RecordedVoice.source(
                Sound.of(48_000, new double[480]), Optional.empty(), Optional.empty()),
            new ChatPictures());
    return new TypedChat(
        new ChatOptions(
            made.estate(),
            made.name(),
            made.link(),
            made.sound(),
            made.audio(),
            made.pictures(),
            clock,
            made.zone(),
            PassphraseCost.INSECURE_FOR_TESTS));
  }

  private static void run(PipeChat chat, BufferedReader in, PipedOutputStream told) {
    try (told) {
      chat.run("harbor violin stone".toCharArray(), in, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      // The chat is over.
    }
  }

  void type(String line) throws IOException {
    typed.write(line + "\n");
    typed.flush();
  }

  /** The next event of that name; those before it are gone. */
  JsonNode await(String event) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    StringBuilder seen = new StringBuilder();
    while (true) {
      JsonNode next = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("no " + event + " but" + seen);
      }
      if (next.path("event").asText().equals(event)) {
        return next;
      }
      seen.append(' ').append(next);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    typed.close();
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
  }
}
