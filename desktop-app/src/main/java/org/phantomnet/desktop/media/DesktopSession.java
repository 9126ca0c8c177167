package org.phantomnet.desktop.media;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;

/**
 * One connection in one media child, seen from the client. The child is treated as hostile: it may
 * only say what the state of the connection allows, and is killed otherwise. Reports come on one
 * thread of the session's own.
 */
final class DesktopSession implements MediaSession, MediaProcess.Handler {
  private static final int MAX_REPORTS = 256;

  private final MediaEndpoint endpoint;
  private final Listener listener;
  private final MediaProcess process;
  private final CallSound sound;
  private final Optional<VideoBridge> video;
  private final SessionLifecycle lifecycle;
  private final AudioShape shape;
  private final ThreadPoolExecutor reports =
      new ThreadPoolExecutor(
          1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), DesktopSession::thread);

  private final Candidacy candidacy = new Candidacy();
  private boolean gathered;
  private Optional<Bytes> expectedFingerprint = Optional.empty();
  private boolean connectedOnce;
  private volatile boolean yielded;
  private boolean gateOpen;
  private boolean over;
  private Optional<AudioBridge.Line> line = Optional.empty();

  DesktopSession(
      MediaEndpoint endpoint,
      Listener listener,
      MediaProcess process,
      CallSound sound,
      Optional<VideoBridge> video,
      SessionLifecycle lifecycle) {
    this.endpoint = endpoint;
    this.listener = listener;
    this.process = process;
    this.sound = sound;
    this.video = video;
    this.lifecycle = lifecycle;
    shape = AudioShape.of(endpoint.mode());
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "media-session");
    thread.setDaemon(true);
    return thread;
  }

  /** Tells the child to open; once, before anything else. */
  void start() {
    endpoint
        .tunnel()
        .setEngineSink(
            (port, packet, offset, length) ->
                process.offer(new ToChild.Packet(port, Bytes.copyOf(packet, offset, length))));
    process.adopt(this);
    video.ifPresent(
        pictures -> process.send(new ToChild.Video(pictures.codecs(), pictures.directory())));
    endpoint
        .dtls()
        .lendPrivateKeyPem(
            key -> {
              boolean offerer = endpoint.remote().isEmpty();
              try (ToChild.Open open =
                  new ToChild.Open(
                      offerer,
                      shape,
                      endpoint.stun(),
                      endpoint.dtls().certificatePem(),
                      key,
                      endpoint.grant().username(),
                      endpoint.grant().password())) {
                process.send(open);
              }
            });
    endpoint.remote().ifPresent(this::tellRemote);
  }

  long childPid() {
    return process.pid();
  }

  @Override
  public synchronized void connect(MediaEndpoint.Remote remote) {
    if (!over) {
      tellRemote(remote);
    }
  }

  @Override
  public synchronized void addCandidates(List<Candidate> admitted) {
    if (over) {
      return;
    }
    if (!isFast() || expectedFingerprint.isEmpty()) {
      throw new IllegalStateException("candidates");
    }
    candidacy.batches(admitted).forEach(batch -> process.send(new ToChild.RemoteCandidates(batch)));
  }

  /** Whether its child has the network. Any thread. */
  boolean isFast() {
    return endpoint.stun().isPresent();
  }

  private synchronized void tellRemote(MediaEndpoint.Remote remote) {
    if (expectedFingerprint.isPresent()) {
      throw new IllegalStateException("one other side a session");
    }
    expectedFingerprint = Optional.of(remote.parameters().dtlsFingerprint());
    List<Candidate> admitted = remote.admitted();
    List<Candidate> first = candidacy.first(admitted);
    process.send(new ToChild.Remote(remote.parameters(), first));
    if (isFast()) {
      addCandidates(admitted.subList(first.size(), admitted.size()));
    }
  }

  @Override
  public synchronized void openGate() {
    if (over) {
      return;
    }
    if (!connectedOnce || gateOpen) {
      throw new IllegalStateException("gate");
    }
    gateOpen = true;
    process.send(new ToChild.OpenGate());
    post(this::openPorts);
  }

  private void openPorts() {
    if (isOver()) {
      return;
    }
    try {
      joined(sound.join(this::say, new AudioEvents()));
      if (video.isPresent()) {
        video.get().open(this::sendFrame);
      }
    } catch (IOException | RuntimeException e) {
      fail(FailureReason.ENGINE_REFUSED);
    }
  }

  private synchronized void joined(AudioBridge.Line own) {
    line = Optional.of(own);
    if (over) {
      own.leave();
    }
  }

  private void say(short[] block) {
    process.offer(new ToChild.Audio(AudioBlock.pack(yielded ? new short[block.length] : block)));
  }

  @Override
  @Rule("ENG-88")
  public synchronized void yieldMicrophone(boolean toAnother) {
    yielded = toAnother;
    hush(toAnother && !over);
  }

  @Override
  public synchronized void setMuted(boolean muted) {
    if (!over) {
      sound.setMuted(muted);
      hush(muted);
    }
  }

  @Override
  public synchronized void setHeld(boolean held) {
    if (!over) {
      sound.setHeld(held);
      hush(held);
    }
  }

  /** A child that is behind has said nothing yet of what it would still say. */
  private void hush(boolean silent) {
    if (silent) {
      process.send(new ToChild.Hush());
    }
  }

  @Override
  public void setPictures(PictureChoice wanted) {
    video.ifPresent(pictures -> pictures.choose(wanted));
  }

  /** One that comes before the gate opened is gone: it waits nowhere. */
  @Override
  @Rule("ENG-102")
  public void sendFrame(SafeFrame frame) {
    if (mayFlow()) {
      video.ifPresent(pictures -> pictures.send(frame));
    }
  }

  private synchronized boolean mayFlow() {
    return gateOpen && !over;
  }

  @Override
  public void close() {
    if (!end()) {
      return;
    }
    if (hasGathered()) {
      process.send(new ToChild.Close());
      lifecycle.killAfterGrace(process);
    } else {
      process.destroy(); // nobody to say goodbye to
    }
  }

  private synchronized boolean hasGathered() {
    return gathered;
  }

  /** True for the first of close, failure and death. */
  private synchronized boolean end() {
    boolean first = !over;
    over = true;
    line.ifPresent(AudioBridge.Line::leave);
    video.ifPresent(VideoBridge::close);
    return first;
  }

  private void fail(FailureReason reason) {
    if (end()) {
      post(() -> listener.failed(reason));
      process.destroy();
    }
  }

  @Override
  @Rule("ENG-6")
  public void message(FromChild message) {
    if (message instanceof FromChild.Packet packet) {
      endpoint
          .tunnel()
          .fromEngine(packet.port(), packet.packet().toByteArray(), 0, packet.packet().length());
    } else if (message instanceof FromChild.Audio heard) {
      heard(heard);
    } else if (message instanceof FromChild.Frame picture) {
      pictures().decoded(picture.slot());
    } else if (message instanceof FromChild.VideoFigures figures) {
      pictures().figures(figures);
    } else if (message instanceof FromChild.Gathered own) {
      gathered(own);
    } else if (message instanceof FromChild.OwnCandidates own) {
      found(own);
    } else if (message instanceof FromChild.Connected path) {
      connected(path);
    } else if (message instanceof FromChild.Failed failed) {
      fail(failed.reason());
    } else if (message instanceof FromChild.Closed) {
      process.destroy();
    } else if (message instanceof FromChild.Stats stats) {
      report(() -> listener.stats(stats.stats()));
    } else if (message instanceof FromChild.Interrupted) {
      lifecycle.interrupted();
      report(listener::interrupted);
    }
  }

  private synchronized void heard(FromChild.Audio block) {
    require(gateOpen);
    line.ifPresent(own -> own.heard(AudioBlock.unpack(block.block())));
  }

  private synchronized VideoBridge pictures() {
    require(gateOpen && video.isPresent());
    return video.orElseThrow();
  }

  private synchronized void gathered(FromChild.Gathered own) {
    require(!gathered && !(isFast() && !own.candidates().isEmpty()));
    gathered = true;
    video.ifPresent(VideoBridge::hide);
    ConnectionParameters parameters =
        new ConnectionParameters(
            own.iceUfrag(),
            own.icePwd(),
            endpoint.dtls().fingerprint(),
            video.map(VideoBridge::withSound).orElse(List.of(Codec.OPUS)),
            shape.bitrate(),
            video.map(VideoBridge::mostBitrate).orElse(0));
    report(() -> listener.gathered(new Local(parameters, own.candidates(), process.isolated())));
  }

  /** In Fast, where nothing may be gathered before the other side is known (ENG-76). */
  private synchronized void found(FromChild.OwnCandidates own) {
    require(isFast() && gathered && expectedFingerprint.isPresent());
    require(candidacy.countOwn(own.candidates().size()));
    report(() -> listener.candidates(own.candidates()));
  }

  @Rule("ENG-51")
  private synchronized void connected(FromChild.Connected path) {
    require(gathered && expectedFingerprint.isPresent());
    if (!expectedFingerprint.get().equals(path.fingerprint())) {
      fail(FailureReason.FINGERPRINT_MISMATCH);
      return;
    }
    connectedOnce = true;
    SelectedPath selected =
        new SelectedPath(path.local().text(), path.remote().text(), path.udp() ? "udp" : "tcp");
    report(() -> listener.connected(selected));
    lifecycle.settled();
  }

  private static void require(boolean allowed) {
    if (!allowed) {
      throw new IllegalStateException("child out of turn");
    }
  }

  /** For what the child makes us say: bounded, and silent once the session is over. */
  private void report(Runnable report) {
    require(reports.getQueue().size() < MAX_REPORTS);
    post(() -> unlessOver(report));
  }

  private void unlessOver(Runnable report) {
    if (!isOver()) {
      report.run();
    }
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void post(Runnable report) {
    reports.execute(report);
  }

  @Override
  @Rule({"ENG-52", "ENG-53"})
  public void ended() {
    fail(FailureReason.ENGINE_DIED);
    post(
        () -> {
          line().ifPresent(AudioBridge.Line::awaitReleased);
          video.ifPresent(VideoBridge::awaitReleased);
          listener.released();
          lifecycle.ended(this);
          reports.shutdown();
        });
  }

  private synchronized Optional<AudioBridge.Line> line() {
    return line;
  }

  /** What a session that succeeds this one shares with it. */
  CallSound sound() {
    return sound;
  }

  private final class AudioEvents implements AudioBridge.Events {
    @Override
    public void firstAudio() {
      post(() -> unlessOver(listener::firstAudio));
    }

    @Override
    public void broken() {
      fail(FailureReason.ENGINE_REFUSED);
    }
  }
}
