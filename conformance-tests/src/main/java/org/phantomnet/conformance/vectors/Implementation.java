package org.phantomnet.conformance.vectors;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The process of an implementation under test. Lines are written by a thread of their own, so that
 * one that does not read blocks nobody; its standard error is this process's. Used by one thread;
 * closing it kills what still runs.
 */
final class Implementation implements AutoCloseable {
  private static final String END = "";

  private final Process process;
  private final BlockingQueue<Optional<String>> toWrite = new LinkedBlockingQueue<>();
  private final BlockingQueue<Optional<String>> read = new LinkedBlockingQueue<>();

  private Implementation(Process process) {
    this.process = process;
    daemon("vectors to implementation", this::write);
    daemon("answers of implementation", this::read);
  }

  /** Starts it; an {@link IOException} if the command cannot be run. */
  static Implementation start(List<String> command, Redirect errors) throws IOException {
    return new Implementation(new ProcessBuilder(command).redirectError(errors).start());
  }

  /** Sends a line, without waiting. */
  void send(String line) {
    toWrite.add(Optional.of(line));
  }

  /** Nothing more will be sent. */
  void finish() {
    toWrite.add(Optional.empty());
  }

  /**
   * The next line.
   *
   * @throws Broken if it does not come in time, or no more comes
   */
  String next(Duration deadline) throws Broken {
    return poll(deadline)
        .orElseThrow(() -> new Broken("no answer within " + deadline.toMillis() + " ms"))
        .orElseThrow(() -> new Broken("it ended" + exitCode(deadline)));
  }

  /**
   * After {@link #finish}: it says nothing more and ends with 0.
   *
   * @throws Broken if it does otherwise
   */
  void awaitEnd(Duration deadline) throws Broken {
    Optional<String> more =
        poll(deadline)
            .orElseThrow(
                () -> new Broken("still there " + deadline.toMillis() + " ms after its input"));
    if (more.isPresent()) {
      throw new Broken("an answer too many: " + Shown.text(more.get()));
    }
    String code = exitCode(deadline);
    if (!code.equals(" with code 0")) {
      throw new Broken("it ended" + code);
    }
  }

  @Override
  public void close() {
    finish();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private Optional<Optional<String>> poll(Duration deadline) {
    try {
      return Optional.ofNullable(read.poll(deadline.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String exitCode(Duration deadline) {
    try {
      return process.waitFor(deadline.toNanos(), TimeUnit.NANOSECONDS)
          ? " with code " + process.exitValue()
          : ", or closed its output and goes on";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return END;
    }
  }

  private void write() {
    try (Writer out =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
      for (Optional<String> line = toWrite.take(); line.isPresent(); line = toWrite.take()) {
        out.write(line.get());
        out.write('\n');
        if (toWrite.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      // It reads no more; that shows in what it answers.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        read.add(Optional.of(line));
      }
    } catch (IOException | UncheckedIOException e) {
      // As good as the end of its output.
    } finally {
      read.add(Optional.empty());
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** It does not keep to the protocol; what it says from here on cannot be told apart. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String how) {
      super(how, null, false, false);
    }

    String how() {
      return String.valueOf(getMessage());
    }
  }
}
