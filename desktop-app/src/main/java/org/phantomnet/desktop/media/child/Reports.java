package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.RTCCertificatePEM;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceConnectionState;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCStatsReport;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.video.VideoTrack;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.FromChild.PathType;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Turns libwebrtc's callbacks into reports to the client. Callbacks come on native threads, are
 * guarded one by one and do their work on the control thread, except for sound.
 */
final class Reports implements PeerConnectionObserver {
  private final ToClient client;
  private final Executor control;
  private final Gathering gathering;
  private final Optional<VideoFlow> video;
  private Optional<RTCPeerConnection> connection = Optional.empty();
  private final PullPacer pacer = new PullPacer();
  private final VideoReports videoReports = new VideoReports();
  private Optional<FromChild.Connected> shown = Optional.empty();
  private boolean up;

  Reports(ToClient client, Executor control, Gathering gathering, Optional<VideoFlow> video) {
    this.client = client;
    this.control = control;
    this.gathering = gathering;
    this.video = video;
  }

  /** Control thread, before anything can happen on the connection. */
  void observe(RTCPeerConnection observed) {
    connection = Optional.of(observed);
  }

  /** Control thread, before the description that starts gathering is set. */
  void credentials(OwnDescription description) {
    gathering.credentials(description);
  }

  private void later(ToClient.Guarded body) {
    client.guard(() -> control.execute(() -> client.guard(body)));
  }

  @Override
  public void onIceCandidate(RTCIceCandidate candidate) {
    later(() -> gathering.found(candidate));
  }

  @Override
  public void onIceGatheringChange(RTCIceGatheringState state) {
    if (state == RTCIceGatheringState.COMPLETE) {
      later(gathering::complete);
    }
  }

  @Override
  public void onConnectionChange(RTCPeerConnectionState state) {
    later(
        () -> {
          switch (state) {
            case CONNECTED ->
                connection.orElseThrow().getStats(report -> later(() -> connected(report)));
            case DISCONNECTED -> interrupted();
            case FAILED -> client.fail(failure());
            case NEW, CONNECTING, CLOSED -> {}
          }
        });
  }

  private void connected(RTCStatsReport report) throws GeneralSecurityException {
    Figures figures = new Figures(report);
    PathType local = figures.pathType("localCandidateId").orElseThrow();
    PathType remote = figures.pathType("remoteCandidateId").orElseThrow();
    up = true;
    show(new FromChild.Connected(shownFingerprint(), local, remote, figures.udp()));
  }

  private void show(FromChild.Connected path) {
    shown = Optional.of(path);
    client.send(path);
  }

  /** ICE goes on to a better pair in silence; the person is told what is in use. */
  @Rule("ENG-74")
  private void follow(Figures figures) {
    Optional<PathType> local = figures.pathType("localCandidateId");
    Optional<PathType> remote = figures.pathType("remoteCandidateId");
    if (up && shown.isPresent() && local.isPresent() && remote.isPresent()) {
      FromChild.Connected before = shown.get();
      FromChild.Connected now =
          new FromChild.Connected(before.fingerprint(), local.get(), remote.get(), figures.udp());
      if (!now.equals(before)) {
        show(now);
      }
    }
  }

  private Bytes shownFingerprint() throws GeneralSecurityException {
    RTCRtpTransceiver transceiver = connection.orElseThrow().getTransceivers()[0];
    List<RTCCertificatePEM> chain =
        transceiver.getReceiver().getTransport().getRemoteCertificates();
    return CertificateCheck.fingerprint(chain.get(0).getCertificate());
  }

  private void interrupted() {
    if (up) {
      up = false;
      client.send(new FromChild.Interrupted());
    }
  }

  private FailureReason failure() {
    return connection.orElseThrow().getIceConnectionState() == RTCIceConnectionState.FAILED
        ? FailureReason.ICE_FAILED
        : FailureReason.DTLS_FAILED;
  }

  /** Comes when the gate opens, not before. */
  @Override
  public void onTrack(RTCRtpTransceiver transceiver) {
    client.guard(
        () -> {
          MediaStreamTrack track = transceiver.getReceiver().getTrack();
          if (track instanceof AudioTrack audio) {
            audio.addSink(
                (data, bits, rate, channels, frames) ->
                    client.guard(() -> heard(data, bits, channels, frames)));
          } else if (track instanceof VideoTrack pictures && video.isPresent()) {
            pictures.addSink(frame -> client.guard(() -> video.get().decoded(frame)));
          }
        });
  }

  /** On the playout thread, which it holds for the rest of the 10 ms. */
  private void heard(byte[] data, int bits, int channels, int frames) {
    long now = System.nanoTime();
    if (bits == 16) {
      client.send(new FromChild.Audio(AudioBlock.pack(HeardBlock.of(data, channels, frames))));
    }
    pacer.hold(now);
  }

  private boolean ofVideo(Figures figures, VideoFlow flow) {
    return videoReports.count(flow.sends(), figures.videoReportedAt());
  }

  /** Asks for figures and sends them. */
  void figures() {
    connection
        .orElseThrow()
        .getStats(
            report ->
                later(
                    () -> {
                      Figures figures = new Figures(report);
                      client.send(new FromChild.Stats(figures.seconds()));
                      if (video.isPresent()) {
                        client.send(figures.sent(ofVideo(figures, video.get())));
                      }
                      follow(figures);
                    }));
  }
}
