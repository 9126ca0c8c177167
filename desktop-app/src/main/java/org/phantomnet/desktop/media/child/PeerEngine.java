package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCRtpTransceiver;
import dev.onvoid.webrtc.RTCRtpTransceiverDirection;
import dev.onvoid.webrtc.RTCRtpTransceiverInit;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.child.SdpTemplate.Direction;
import org.phantomnet.desktop.media.child.SdpTemplate.Setup;
import org.phantomnet.desktop.media.pipe.AudioBlock;
import org.phantomnet.desktop.media.pipe.BlockQueue;
import org.phantomnet.desktop.media.pipe.Cadence;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.Codec;

/**
 * The one libwebrtc connection of this process. All methods run on the control thread except {@link
 * #said} and {@link #hush}. Nothing is disposed: the process is halted, which cannot crash.
 */
final class PeerEngine {
  private final ToClient client;
  private final ScheduledExecutorService control;
  private final PeerConnectionFactory factory;
  private final CustomAudioSource source;
  private final AudioTrack track;
  private final BlockQueue said = new BlockQueue();
  private volatile Optional<Session> session = Optional.empty();
  private Optional<VideoFlow> video = Optional.empty();

  /** Loads native code. */
  @Rule("ENG-17")
  PeerEngine(ToClient client, ScheduledExecutorService control) {
    this.client = client;
    this.control = control;
    HeadlessAudioDeviceModule devices = new HeadlessAudioDeviceModule();
    devices.initRecording(); // recording before the factory: in the other order libwebrtc aborts
    // (RaceDetected)
    devices.startRecording();
    factory = new PeerConnectionFactory(devices);
    source = new CustomAudioSource();
    track = factory.createAudioTrack(SdpTemplate.TRACK, source);
  }

  /** Does once what a first connection would wait for. */
  void warmUp() throws GeneralSecurityException {
    Warmth.signatures();
  }

  /** The connection to come carries video too. */
  void video(ToChild.Video wanted) throws IOException {
    if (session.isPresent() || video.isPresent()) {
      throw new IllegalStateException("one connection a process");
    }
    video = Optional.of(new VideoFlow(client, factory, wanted));
  }

  void open(ToChild.Open open, int turnPort) throws Exception {
    if (session.isPresent()) {
      throw new IllegalStateException("one connection a process");
    }
    Bytes fingerprint = CertificateCheck.fingerprint(open.certificatePem(), open.privateKeyPem());
    RTCConfiguration configuration = IceSettings.of(open, turnPort);
    open.close();
    Gathering gathering =
        open.stun()
            .<Gathering>map(stun -> new TrickledGathering(client, control, stun))
            .orElseGet(() -> new RelayGathering(client));
    Reports reports = new Reports(client, control, gathering, video);
    RTCPeerConnection connection = factory.createPeerConnection(configuration, reports);
    reports.observe(connection);
    Session opened =
        new Session(
            connection,
            new Descriptions(connection),
            new SdpTemplate(open.shape(), video.map(VideoFlow::codecs).orElse(List.of())),
            new Tracks(track, video),
            fingerprint,
            open.offerer(),
            open.stun().isPresent(),
            reports);
    session = Optional.of(opened);
    if (open.offerer()) {
      opened.offer();
    }
  }

  void connect(ToChild.Remote remote) throws Exception {
    if (!remote.parameters().codecs().contains(Codec.OPUS)) {
      throw new IllegalArgumentException("no common codec");
    }
    session.orElseThrow().connect(remote);
  }

  /** More of the other side's candidates, after {@link #connect}. */
  void add(ToChild.RemoteCandidates more) {
    session.orElseThrow().add(more.candidates());
  }

  /**
   * Opens media locally; from here on a block goes out every 10 ms, silence if the client gave
   * none.
   */
  void openGate() throws Exception {
    session.orElseThrow().openGate();
    byte[] wire = new byte[AudioBlock.LENGTH];
    int ahead = said.ahead();
    for (int i = 0; i < ahead; i++) {
      push(wire);
    }
    Cadence.startLater("say", ahead * Cadence.PERIOD_NANOS, () -> push(wire), () -> {});
    Reports reports = session.orElseThrow().reports;
    control.scheduleAtFixedRate(() -> client.guard(reports::figures), 1, 1, TimeUnit.SECONDS);
  }

  private boolean push(byte[] wire) {
    client.guard(
        () -> {
          short[] block = said.take();
          for (int i = 0; i < AudioBlock.SAMPLES; i++) {
            wire[2 * i] = (byte) block[i];
            wire[2 * i + 1] = (byte) (block[i] >> 8);
          }
          source.pushAudio(wire, 16, 48_000, 1, AudioBlock.SAMPLES);
        });
    return true;
  }

  /** A picture to send; dropped while the gate is shut. */
  void frame(int slot) throws IOException, Malformed {
    if (video.isPresent()) {
      video.get().send(slot);
    }
  }

  /** What the pictures are. */
  void content(boolean text) {
    video.ifPresent(flow -> flow.content(text));
  }

  /** How much video to send. */
  void step(int step) {
    video.ifPresent(flow -> flow.step(step));
  }

  /**
   * Whether pictures of this side leave. The encoder is off at once; the stream is gone a moment
   * later.
   */
  void show(boolean shown) throws Exception {
    if (video.isEmpty() || session.isEmpty()) {
      return;
    }
    if (shown) {
      session.get().show(true);
      video.get().show(true);
    } else {
      video.get().show(false);
      session.get().show(false);
    }
  }

  /** One block of the microphone. Any thread. */
  void said(short[] block) {
    said.put(block);
  }

  /** What was said and waits is dropped. Any thread. */
  void hush() {
    said.clear();
  }

  /**
   * Lets libwebrtc say goodbye on the wire: the relay frees the allocation, the peer sees DTLS
   * close.
   */
  void close() {
    session.ifPresent(s -> s.connection.close());
  }

  /** What a connection sends. */
  private record Tracks(AudioTrack audio, Optional<VideoFlow> video) {
    /** In the order of the template's sections. */
    List<MediaStreamTrack> inOrder() {
      return video.isPresent() ? List.of(audio, video.get().track()) : List.of(audio);
    }
  }

  /** The connection and what its next description depends on. */
  private static final class Session {
    private final RTCPeerConnection connection;
    private final Descriptions descriptions;
    private final Tracks tracks;
    private SdpTemplate template;
    private final Bytes fingerprint;
    private final boolean offerer;
    private final boolean gathersLate;
    private final Reports reports;
    private Optional<ToChild.Remote> remote = Optional.empty();
    private Optional<OwnDescription> offered = Optional.empty();
    private Optional<OwnDescription> sending = Optional.empty();
    private Optional<Codec> chosen = Optional.empty();
    private boolean shown = true;
    private boolean open;

    Session(
        RTCPeerConnection connection,
        Descriptions descriptions,
        SdpTemplate template,
        Tracks tracks,
        Bytes fingerprint,
        boolean offerer,
        boolean gathersLate,
        Reports reports) {
      this.connection = connection;
      this.descriptions = descriptions;
      this.template = template;
      this.tracks = tracks;
      this.fingerprint = fingerprint;
      this.offerer = offerer;
      this.gathersLate = gathersLate;
      this.reports = reports;
    }

    void offer() throws Exception {
      RTCRtpTransceiverInit inactive = new RTCRtpTransceiverInit();
      inactive.direction = RTCRtpTransceiverDirection.INACTIVE;
      inactive.streamIds = List.of(SdpTemplate.STREAM);
      for (MediaStreamTrack track : tracks.inOrder()) {
        connection.addTransceiver(track, inactive);
      }
      OwnDescription own = create(RTCSdpType.OFFER);
      offered = Optional.of(own);
      if (!gathersLate) {
        setLocal(RTCSdpType.OFFER, own);
      }
    }

    void connect(ToChild.Remote other) throws Exception {
      if (remote.isPresent()) {
        throw new IllegalStateException("one other side a connection");
      }
      remote = Optional.of(other);
      if (offerer && gathersLate) {
        gather();
      }
      if (tracks.video().isPresent()) {
        chosen = chosen(tracks.video().get().codecs(), other.parameters().codecs());
        template = template.with(chosen);
      }
      setRemote(other, Direction.INACTIVE);
      if (!offerer) {
        RTCRtpTransceiver[] sections = connection.getTransceivers();
        for (int i = 0; i < sections.length; i++) {
          sections[i].getSender().setStreams(List.of(SdpTemplate.STREAM));
          sections[i].getSender().replaceTrack(tracks.inOrder().get(i));
          sections[i].setDirection(RTCRtpTransceiverDirection.INACTIVE);
        }
        setLocal(RTCSdpType.ANSWER, create(RTCSdpType.ANSWER));
      }
      add(other.candidates());
    }

    /** The first of the caller's video codecs that the callee has too. */
    @Rule("ENG-101")
    private Optional<Codec> chosen(List<Codec> own, List<Codec> others) {
      List<Codec> callers = offerer ? own : others;
      List<Codec> callees = offerer ? others : own;
      return callers.stream().filter(c -> c != Codec.OPUS && callees.contains(c)).findFirst();
    }

    /** Fast: the other person has accepted. Until now no socket was opened, no server asked. */
    @Rule("ENG-76")
    private void gather() throws Exception {
      setLocal(RTCSdpType.OFFER, offered.orElseThrow());
    }

    void add(List<Candidate> candidates) {
      for (Candidate candidate : candidates) {
        connection.addIceCandidate(
            new RTCIceCandidate(SdpTemplate.MID, 0, SdpTemplate.candidate(candidate)));
      }
    }

    /** Gives the credentials; gathers nothing. */
    private OwnDescription create(RTCSdpType type) throws Exception {
      OwnDescription own = OwnDescription.parse(descriptions.create(type));
      reports.credentials(own);
      return own;
    }

    /** Starts gathering. */
    private void setLocal(RTCSdpType type, OwnDescription own) throws Exception {
      descriptions.setLocal(
          type,
          template.describe(own.ufrag(), own.pwd(), fingerprint, ownSetup(), Direction.INACTIVE));
    }

    @Rule("ENG-19")
    void openGate() throws Exception {
      open = true;
      describeFlow();
      if (chosen.isPresent()) {
        RTCRtpTransceiver section = connection.getTransceivers()[1];
        tracks.video().ifPresent(flow -> flow.open(section.getSender()));
      }
    }

    /** With a video stream of ours, or without. */
    void show(boolean now) throws Exception {
      if (now == shown) {
        return;
      }
      shown = now;
      template = template.showing(now);
      if (open && chosen.isPresent()) {
        describeFlow();
      }
    }

    /**
     * Nothing of it is on the wire: an offer and an answer that only this process sees. The other
     * side is described as it is seen from here.
     */
    private void describeFlow() throws Exception {
      ToChild.Remote other = remote.orElseThrow();
      if (offerer) {
        openSections();
        setLocalSending(RTCSdpType.OFFER);
        setRemote(other, Direction.SENDRECV);
      } else {
        setRemote(other, Direction.SENDRECV);
        openSections();
        setLocalSending(RTCSdpType.ANSWER);
      }
    }

    private void openSections() {
      RTCRtpTransceiver[] sections = connection.getTransceivers();
      sections[0].setDirection(RTCRtpTransceiverDirection.SEND_RECV);
      if (chosen.isPresent()) {
        sections[1].setDirection(
            shown ? RTCRtpTransceiverDirection.SEND_RECV : RTCRtpTransceiverDirection.RECV_ONLY);
      }
    }

    /** The stream of sound stays what it was: asked anew, libwebrtc might begin another one. */
    private void setLocalSending(RTCSdpType type) throws Exception {
      if (sending.isEmpty()) {
        sending = Optional.of(OwnDescription.parse(descriptions.create(type)));
      }
      descriptions.setLocal(type, template.describeSending(sending.get(), fingerprint, ownSetup()));
    }

    private void setRemote(ToChild.Remote other, Direction direction) throws Exception {
      String sdp =
          template.describe(
              other.parameters().iceUfrag(),
              other.parameters().icePwd(),
              other.parameters().dtlsFingerprint(),
              offerer ? Setup.ACTIVE : Setup.ACTPASS,
              direction);
      descriptions.setRemote(offerer ? RTCSdpType.ANSWER : RTCSdpType.OFFER, sdp);
    }

    private Setup ownSetup() {
      return offerer ? Setup.ACTPASS : Setup.ACTIVE;
    }
  }
}
