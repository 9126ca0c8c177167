package org.phantomnet.desktop.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.StartedChild;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.FromCaptureCodec;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.media.pipe.ToCaptureCodec;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;

/** A running capture child and the client's end of its pipe. Thread-safe. */
final class CaptureProcess implements AutoCloseable {
  private static final long END_SECONDS = 2;

  private final StartedChild child;

  CaptureProcess(StartedChild child) {
    this.child = child;
  }

  long pid() {
    return child.process().pid();
  }

  boolean isolated() {
    return child.isolated();
  }

  boolean isAlive() {
    return child.process().isAlive();
  }

  /** Says something to the child, which may be gone; then nothing happens. Any thread. */
  synchronized void say(ToCapture message) {
    try {
      OutputStream out = child.process().getOutputStream();
      out.write(ToCaptureCodec.encode(message));
      out.flush();
    } catch (IOException e) {
      kill(); // gone already; who reads learns it
    }
  }

  /** Says what is wanted, and reads what comes, on a thread of its own. Once. */
  void begin(ToCapture wanted, Handler handler) {
    say(wanted);
    Thread thread = new Thread(() -> read(handler), "capture-read");
    thread.setDaemon(true);
    thread.start();
  }

  @Rule("ENG-118")
  private void read(Handler handler) {
    try {
      FromCaptureCodec messages = new FromCaptureCodec(child.process().getInputStream());
      while (true) {
        handler.message(messages.next());
      }
    } catch (IOException | ProtocolException | RuntimeException e) {
      kill(); // gone already, or it does not keep to the protocol
    }
    child.process().onExit().join();
    child.removeTemporary();
    handler.ended();
  }

  /** Returns at once. Idempotent. */
  void kill() {
    child.process().destroyForcibly();
  }

  /**
   * Kills the child and waits until it is gone, and with it what it had open; two seconds at most,
   * if a driver holds it. Idempotent.
   */
  @Override
  public void close() {
    kill();
    try {
      if (child.process().waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        child.removeTemporary();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes what a child says. Called on the reading thread. */
  interface Handler {
    /**
     * @throws RuntimeException if the child may not say so now; it is killed then
     */
    void message(FromCapture message);

    /** The process has exited; always the last call. */
    void ended();
  }
}
