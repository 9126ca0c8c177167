package org.phantomnet.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * One virtual media connection. Gathers, connects, interrupts and dies like a real one; "speaks"
 * one sample a millisecond while its gate is open, and hears those of a peer it is connected to
 * whose gate is open too.
 */
public final class VirtualSession implements MediaSession {
  private static final Duration GATHERS = Duration.ofMillis(50);
  private static final Duration FINDS = Duration.ofMillis(40);
  private static final Duration RELEASES = Duration.ofMillis(30);
  private static final Duration FIRST_AUDIO = Duration.ofMillis(20);
  private static final Duration NOTICES_LOSS = Duration.ofSeconds(3);

  /** What it was heard in. */
  private static final Stats FIRST_SECOND =
      new Stats(50, 0, Duration.ZERO, Duration.ofMillis(20), 0);

  /** A fingerprint that belongs to no certificate. */
  private static final Bytes NO_CERTIFICATE =
      Bytes.copyOf(new byte[ConnectionParameters.FINGERPRINT_LENGTH]);

  private final VirtualMedia media;
  private final MediaEndpoint endpoint;
  private final Listener listener;
  private final String ufrag;
  private final String pwd;
  private final Candidate candidate;
  private final Bytes fingerprint;
  private final VirtualEngine.Fault fault;
  private final List<Codec> codecs;
  private final VirtualStanding standing;
  private final Set<Candidate> known = new LinkedHashSet<>();
  private Optional<MediaEndpoint.Remote> remote;
  private Optional<VirtualSession> peer = Optional.empty();
  private boolean gathered;
  private boolean searched;
  private boolean up;
  private boolean gateOpen;
  private boolean yielded;
  private boolean heard;
  private boolean muted;
  private boolean held;
  private PictureChoice pictures = PictureChoice.ALL;
  private boolean closed;
  private boolean released;

  VirtualSession(
      VirtualMedia media,
      MediaEndpoint endpoint,
      Listener listener,
      Bytes entropy,
      VirtualEngine.Fault fault,
      VirtualStanding standing,
      List<Codec> videoCodecs) {
    if (endpoint.stun().isPresent() != (endpoint.mode() == CallMode.FAST)) {
      throw new IllegalArgumentException("STUN");
    }
    this.media = media;
    this.endpoint = endpoint;
    this.listener = listener;
    this.remote = endpoint.remote();
    this.fault = fault;
    this.standing = standing;
    this.codecs = new ArrayList<>(List.of(Codec.OPUS));
    if (endpoint.media() == MediaKind.AUDIO_VIDEO) {
      codecs.addAll(videoCodecs);
    }
    String text = iceText(entropy);
    this.ufrag = text.substring(0, 8);
    this.pwd = text.substring(8, 32);
    this.candidate = media.relays().allocate(endpoint.grant().relayId());
    this.fingerprint = endpoint.dtls().fingerprint();
    if (fault != VirtualEngine.Fault.NEVER_GATHERS) {
      media.time().after(GATHERS, this::gather);
    }
  }

  private static String iceText(Bytes entropy) {
    byte[] text = entropy.toByteArray();
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ('a' + Math.floorMod(text[i], 26));
    }
    return new String(text, StandardCharsets.US_ASCII);
  }

  private void gather() {
    if (closed || !media.relays().isUp(endpoint.grant().relayId())) {
      return;
    }
    if (!isFast() && media.relays().denies(endpoint.grant().relayId())) {
      fail(FailureReason.ICE_FAILED);
      return;
    }
    gathered = true;
    Bytes shown = fault == VirtualEngine.Fault.OTHER_FINGERPRINT ? NO_CERTIFICATE : fingerprint;
    listener.gathered(
        new Local(
            new ConnectionParameters(
                ufrag, pwd, shown, codecs, 32_000, codecs.size() > 1 ? 1_000_000 : 0),
            isFast() ? List.of() : List.of(candidate),
            !isFast()));
    if (isFast() && (remote.isPresent() || fault == VirtualEngine.Fault.GATHERS_EARLY)) {
      search();
    }
    media.tryConnect(this);
  }

  /** Fast: asks the network for own candidates; they come one after another. */
  private void search() {
    if (searched || closed) {
      return;
    }
    searched = true;
    media.time().after(FINDS, () -> found(standing.hostCandidate()));
    media.time().after(FINDS.multipliedBy(2), () -> found(standing.reflexiveCandidate()));
    media.time().after(FINDS.multipliedBy(3), () -> found(candidate));
  }

  private void found(Candidate own) {
    if (!closed) {
      listener.candidates(List.of(own));
    }
  }

  /** As an engine that found this too. */
  public void find(List<Candidate> own) {
    listener.candidates(own);
  }

  public boolean isFast() {
    return endpoint.mode() == CallMode.FAST;
  }

  VirtualStanding standing() {
    return standing;
  }

  /** True once packets of this session told anyone of its address (Fast). */
  public boolean searched() {
    return searched;
  }

  /** Every remote candidate it was given (Fast). */
  public List<Candidate> known() {
    return List.copyOf(known);
  }

  boolean knows(Candidate theirs) {
    return known.stream().anyMatch(known -> VirtualMedia.stands(known, theirs));
  }

  boolean relayIsUp() {
    return media.relays().isUp(endpoint.grant().relayId());
  }

  String ufrag() {
    return ufrag;
  }

  String pwd() {
    return pwd;
  }

  Candidate candidate() {
    return candidate;
  }

  Optional<MediaEndpoint.Remote> remote() {
    return remote;
  }

  boolean canConnect() {
    return gathered
        && !closed
        && !up
        && fault != VirtualEngine.Fault.NEVER_CONNECTS
        && (isFast() || relayIsUp());
  }

  void connected(VirtualSession other, SelectedPath path) {
    if (!canConnect()) {
      return;
    }
    if (!remote.orElseThrow().parameters().dtlsFingerprint().equals(other.fingerprint)) {
      fail(FailureReason.FINGERPRINT_MISMATCH);
      return;
    }
    up = true;
    peer = Optional.of(other);
    listener.connected(
        switch (fault) {
          case SELECTS_HOST -> new SelectedPath("host", path.remoteType(), path.protocol());
          case SELECTS_NOWHERE -> new SelectedPath("mdns", path.remoteType(), path.protocol());
          case NONE, NEVER_GATHERS, NEVER_CONNECTS, OTHER_FINGERPRINT, GATHERS_EARLY -> path;
        });
    listenTo(other);
  }

  private void listenTo(VirtualSession other) {
    if (up && other.up && gateOpen && other.gateOpen && !heard) {
      media
          .time()
          .after(
              FIRST_AUDIO,
              () -> {
                if (!heard && !closed && gateOpen && other.gateOpen) {
                  heard = true;
                  listener.firstAudio();
                  listener.stats(FIRST_SECOND);
                }
              });
    }
  }

  /** The connection drops; ICE on both sides notices after a while. */
  public void interrupt() {
    up = false;
    media.time().after(NOTICES_LOSS, this::noticeInterrupted);
    peer.ifPresent(
        other -> {
          other.up = false;
          media.time().after(NOTICES_LOSS, other::noticeInterrupted);
        });
  }

  private void noticeInterrupted() {
    if (!closed && !up) {
      listener.interrupted();
    }
  }

  /** The connection is back on the same path. */
  public void restore() {
    peer.ifPresent(other -> other.up = false);
    up = false;
    media.tryConnect(this);
  }

  /** The engine dies. */
  public void die() {
    fail(FailureReason.ENGINE_DIED);
  }

  private void fail(FailureReason reason) {
    if (closed) {
      return;
    }
    closed = true;
    gateOpen = false;
    peer.ifPresent(other -> media.time().after(NOTICES_LOSS, other::lostPeer));
    listener.failed(reason);
    media.time().after(RELEASES, this::release);
  }

  private void lostPeer() {
    if (up && !closed) {
      up = false;
      listener.interrupted();
    }
  }

  @Override
  public void connect(MediaEndpoint.Remote answered) {
    remote = Optional.of(answered);
    if (isFast()) {
      known.addAll(answered.admitted());
      search();
    }
    media.tryConnect(this);
  }

  @Override
  public void addCandidates(List<Candidate> admitted) {
    if (!isFast()) {
      throw new IllegalStateException("none but in Fast");
    }
    known.addAll(admitted);
    media.tryConnect(this);
  }

  @Override
  public void openGate() {
    gateOpen = true;
    peer.ifPresent(
        other -> {
          listenTo(other);
          other.listenTo(this);
        });
  }

  /** True once this side sends sound; the microphone is open then and not before. */
  public boolean speaks() {
    return gateOpen && !yielded;
  }

  /** True once this side heard the other. */
  public boolean heard() {
    return heard;
  }

  public boolean isUp() {
    return up;
  }

  public boolean muted() {
    return muted;
  }

  public boolean held() {
    return held;
  }

  public PictureChoice pictures() {
    return pictures;
  }

  public boolean isReleased() {
    return released;
  }

  @Override
  public void setMuted(boolean mute) {
    muted = mute;
  }

  @Override
  public void yieldMicrophone(boolean toAnother) {
    yielded = toAnother;
  }

  @Override
  public void setHeld(boolean hold) {
    held = hold;
  }

  @Override
  public void setPictures(PictureChoice choice) {
    pictures = choice;
  }

  /** What the call it is of carries. */
  public MediaKind mediaKind() {
    return endpoint.media();
  }

  @Override
  public void sendFrame(SafeFrame frame) {
    // audio only
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    gateOpen = false;
    peer.ifPresent(other -> media.time().after(NOTICES_LOSS, other::lostPeer));
    media.time().after(RELEASES, this::release);
  }

  private void release() {
    if (!released) {
      released = true;
      listener.released();
    }
  }
}
