package org.phantomnet.desktop.capture.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** An X server without a screen, on a display of its own, for one test class. */
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
    builder.command().addAll(java.util.List.of(more));
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process server = builder.start();
    BufferedReader says =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.US_ASCII));
    String number = says.readLine(); // the server is ready when it says so
    if (number == null) {
      throw new IOException("Xvfb does not start; ./phantom test installs the package xvfb");
    }
    return new VirtualScreen(server, ":" + number);
  }

  public String display() {
    return display;
  }

  /** What a program that is to use it has in its environment. */
  public Map<String, String> environment() {
    return Map.of("DISPLAY", display, "XAUTHORITY", "/nonexistent");
  }

  /** A program that draws on it. */
  public Painter painter() throws Exception {
    return new Painter(XServer.open(display, Path.of("/nonexistent")));
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
