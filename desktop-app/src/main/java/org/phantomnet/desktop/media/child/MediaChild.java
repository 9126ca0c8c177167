package org.phantomnet.desktop.media.child;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.desktop.media.pipe.ToChildCodec;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.rule.Rule;

/**
 * Main class of the media child. Reads {@link ToChild} on descriptor 3 and writes {@code FromChild}
 * on 4, since native code prints on standard output. Serves one connection, then ends; ends too
 * when the client goes away.
 */
public final class MediaChild {
  private final ToClient client;
  private final ToChildCodec commands;
  private final LocalTurnSocket socket;
  private final PeerEngine engine;
  private final ScheduledExecutorService control = Executors.newSingleThreadScheduledExecutor();

  private MediaChild(ToClient client, InputStream in, boolean isolated) throws Exception {
    this.client = client;
    commands = new ToChildCodec(in);
    socket = LocalTurnSocket.open(isolated);
    engine = new PeerEngine(client, control);
  }

  /**
   * @param args one: {@code isolated} or {@code shared}, whether this process has a network of its
   *     own
   */
  @SuppressWarnings("resource") // the process ends with the pipe
  public static void main(String[] args) throws IOException {
    ToClient client = new ToClient(new FileOutputStream("/dev/fd/4"));
    InputStream in = new FileInputStream("/dev/fd/3");
    client.guard(() -> new MediaChild(client, in, args[0].equals("isolated")).run());
  }

  private void run() throws Exception {
    engine.warmUp();
    Files.deleteIfExists(
        Path.of(
            System.getProperty("java.io.tmpdir"))); // the native library is loaded: leave nothing
    socket.start(client);
    client.send(new FromChild.Ready());
    read();
  }

  @Rule("ENG-5")
  private void read() throws IOException, ProtocolException {
    try {
      while (true) {
        handle(commands.next());
      }
    } catch (EOFException e) {
      ToClient.halt();
    }
  }

  /**
   * Packets and samples at once; what takes libwebrtc long on another thread, so that packets do
   * not wait for it.
   */
  private void handle(ToChild message) throws IOException {
    if (message instanceof ToChild.Packet packet) {
      socket.deliver(packet.port(), packet.packet());
    } else if (message instanceof ToChild.Audio audio) {
      engine.said(AudioBlock.unpack(audio.block()));
    } else if (message instanceof ToChild.Hush) {
      engine.hush();
    } else if (message instanceof ToChild.Frame frame) {
      later(() -> engine.frame(frame.slot()));
    } else if (message instanceof ToChild.Step step) {
      later(() -> engine.step(step.step()));
    } else if (message instanceof ToChild.Content content) {
      later(() -> engine.content(content.text()));
    } else if (message instanceof ToChild.Show show) {
      later(() -> engine.show(show.shown()));
    } else if (message instanceof ToChild.Video video) {
      later(() -> engine.video(video));
    } else if (message instanceof ToChild.Open open) {
      later(() -> engine.open(open, socket.port()));
    } else if (message instanceof ToChild.Remote remote) {
      later(() -> engine.connect(remote));
    } else if (message instanceof ToChild.RemoteCandidates more) {
      later(() -> engine.add(more));
    } else if (message instanceof ToChild.OpenGate) {
      later(engine::openGate);
    } else if (message instanceof ToChild.Close) {
      later(
          () -> {
            engine.close();
            client.send(
                new FromChild.Closed()); // killed by the client: exiting by itself would run native
            // destructors
          });
    }
  }

  private void later(ToClient.Guarded body) {
    control.execute(() -> client.guard(body));
  }
}
