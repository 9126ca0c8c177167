package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A program of the lab that is told JSON lines and answers with JSON lines. For one thread; closing
 * ends its input and waits until it is gone.
 */
final class Talk implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path errors;
  private final BlockingQueue<Optional<JsonNode>> answers = new LinkedBlockingQueue<>();

  /**
   * @param errors what it says on its standard error goes there
   */
  Talk(List<String> command, Path errors) throws IOException {
    this.errors = errors;
    process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    Thread reader = new Thread(this::read, "lab-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  long pid() {
    return process.pid();
  }

  /** Its next line, which must be that event; an {@link IOException} says what came instead. */
  JsonNode await(String event) throws IOException {
    Optional<JsonNode> answer;
    try {
      answer =
          Optional.ofNullable(answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)).flatMap(a -> a);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (answer.isEmpty() || !answer.get().path("event").asText().equals(event)) {
      throw new IOException(
          ("no \"" + event + "\" but " + answer.map(JsonNode::toString).orElse("nothing"))
              + (": " + Files.readString(errors).strip()));
    }
    return answer.get();
  }

  void tell(JsonNode line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  @Override
  public void close() {
    try {
      endInput();
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // it is gone already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(Optional.of(JSON.readTree(line)));
      }
    } catch (JsonProcessingException e) {
      // not one of ours: whoever waits is told that nothing came
    } catch (IOException e) {
      // gone
    } finally {
      answers.add(Optional.empty());
    }
  }
}
