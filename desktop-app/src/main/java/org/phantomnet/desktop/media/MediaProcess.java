package org.phantomnet.desktop.media;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.FromChildCodec;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.desktop.media.pipe.ToChildCodec;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;

/**
 * A running media child and the client's end of its pipe: one thread writes, one reads. Sending
 * never waits for the child. Lives from start until the process has exited, which {@link
 * Handler#ended} says. Thread-safe.
 */
final class MediaProcess implements VideoBridge.Child {
  /**
   * Frames waiting for the child above which packets and samples are dropped, as a network would.
   */
  private static final int MAX_WAITING = 256;

  /** Frames waiting above which the child is taken for dead. */
  private static final int MAX_BACKLOG = 512;

  private static final byte[] END = {};

  private final StartedChild started;
  private final Process process;
  private final LinkedBlockingQueue<byte[]> waiting = new LinkedBlockingQueue<>();

  private MediaProcess(StartedChild started) {
    this.started = started;
    process = started.process();
  }

  static MediaProcess of(StartedChild started) {
    return new MediaProcess(started);
  }

  boolean isolated() {
    return started.isolated();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** Starts both threads; at most once. A child that was never adopted ends by {@link #destroy}. */
  void adopt(Handler handler) {
    start("media-write", this::write);
    start("media-read", () -> read(handler));
  }

  private static void start(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  /** Queues a message that must not be lost. */
  @Override
  public void send(ToChild message) {
    if (waiting.size() >= MAX_BACKLOG) {
      destroy();
    } else {
      waiting.add(ToChildCodec.encode(message));
    }
  }

  /** Queues a packet, a block of samples or the place of a picture, or drops it. */
  @Override
  public void offer(ToChild message) {
    if (waiting.size() < MAX_WAITING) {
      waiting.add(ToChildCodec.encode(message));
    }
  }

  private void write() {
    try (OutputStream out = process.getOutputStream()) {
      for (byte[] frame = waiting.take(); frame.length > 0; frame = waiting.take()) {
        out.write(frame);
        Arrays.fill(frame, (byte) 0); // it may have held the connection's private key
        if (waiting.isEmpty()) {
          out.flush();
        }
      }
    } catch (IOException e) {
      destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Rule("ENG-3")
  private void read(Handler handler) {
    try {
      FromChildCodec messages = new FromChildCodec(process.getInputStream());
      while (true) {
        handler.message(messages.next());
      }
    } catch (IOException | ProtocolException | RuntimeException e) {
      destroy(); // gone already, or it does not keep to the protocol
    }
    waiting.add(END);
    process.onExit().join();
    started.removeTemporary();
    handler.ended();
  }

  /** Kills the child. */
  @Override
  public void destroy() {
    process.destroyForcibly();
  }

  /** Takes what a child says. Called on the reading thread. */
  interface Handler {
    /**
     * @throws RuntimeException if the child may not say so now; it is killed then
     */
    void message(FromChild message);

    /** The process has exited; always the last call. */
    void ended();
  }
}
