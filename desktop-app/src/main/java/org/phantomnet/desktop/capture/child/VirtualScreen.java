package org.phantomnet.desktop.capture.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An X server without a screen, on a display of its own: what the demo and tests share. */
public final class VirtualScreen implements AutoCloseable {
  private final Process server;
  private final String display;

  private VirtualScreen(Process server, String display) {
    this.server = server;
    this.display = display;
  }

  /** Takes a display number that is free, and no network. */
  public static VirtualScreen start(int width, int height, String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "Xvfb",
            "-displayfd",
            "1",
            "-screen",
            "0",
            width + "x" + height + "x24",
            "-nolisten",
            "tcp",
            "-noreset");
    builder.command().addAll(List.of(more));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process server = builder.start();
    BufferedReader says =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
    Optional<String> number = Optional.ofNullable(says.readLine()); // it is ready when it says so
    return new VirtualScreen(
        server, ":" + number.orElseThrow(() -> new IOException("Xvfb does not start")));
  }

  public String display() {
    return display;
  }

  /** What a program that is to use it has in its environment. */
  public Map<String, String> environment() {
    return Map.of("DISPLAY", display, "XAUTHORITY", "/nonexistent");
  }

  /** A program that draws on it. */
  public Painter painter() throws IOException {
    try {
      return new Painter(XServer.open(display, Path.of("/nonexistent")));
    } catch (CaptureException e) {
      throw new IOException(e);
    }
  }

  /** The server dies. */
  @Override
  public void close() {
    server.destroyForcibly();
    try {
      server.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
