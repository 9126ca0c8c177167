package org.phantomnet.testkit;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.signal.Codec;

/** A media engine without media: {@link VirtualSession}s over {@link VirtualMedia}. */
public final class VirtualEngine implements MediaEngine {
  /** How an engine misbehaves. */
  public enum Fault {
    NONE,
    NEVER_GATHERS,
    NEVER_CONNECTS,
    /** Names a certificate that it was not given. */
    OTHER_FINGERPRINT,
    /** Says that it connected from a host candidate. */
    SELECTS_HOST,
    /** Says in Fast that it connected from something that is no candidate. */
    SELECTS_NOWHERE,
    /** Gathers in Fast before it was told to connect. */
    GATHERS_EARLY
  }

  private static final int ICE_TEXT = 32;
  private static final int NOWHERE = 250;

  private final VirtualMedia media;
  private final RandomSource random;
  private final List<VirtualSession> sessions = new ArrayList<>();
  private Fault fault = Fault.NONE;
  private VirtualStanding standing;
  private List<Codec> videoCodecs = List.of();

  /** Where no other device stands. */
  public VirtualEngine(VirtualMedia media, RandomSource random) {
    this(media, random, VirtualStanding.behind(VirtualStanding.Nat.CONE, NOWHERE));
  }

  public VirtualEngine(VirtualMedia media, RandomSource random, VirtualStanding standing) {
    this.media = media;
    this.random = random;
    this.standing = standing;
  }

  /** Moves the device; applies to sessions opened afterwards. */
  public void stand(VirtualStanding there) {
    standing = there;
  }

  /** Where the device stands now. */
  public VirtualStanding standing() {
    return standing;
  }

  /** Applies to sessions opened afterwards. */
  public void fault(Fault change) {
    fault = change;
  }

  /** Every session this engine opened, oldest first. */
  public List<VirtualSession> sessions() {
    return List.copyOf(sessions);
  }

  /** From now on it has these video codecs; at first none. */
  public void videoCodecs(List<Codec> codecs) {
    videoCodecs = List.copyOf(codecs);
  }

  @Override
  public List<Codec> videoCodecs() {
    return videoCodecs;
  }

  @Override
  public Keying keying() {
    return Keying.DTLS_ONLY;
  }

  @Override
  public MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener) {
    VirtualSession session =
        new VirtualSession(
            media, endpoint, listener, random.bytes(ICE_TEXT), fault, standing, videoCodecs);
    sessions.add(session);
    media.add(session);
    return session;
  }
}
