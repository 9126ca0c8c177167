package org.phantomnet.testkit;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.protocol.crypto.RandomSource;

/** A media engine without media: {@link VirtualSession}s over {@link VirtualMedia}. */
public final class VirtualEngine implements MediaEngine {
  /** How this engine misbehaves; applies to sessions opened afterwards. */
  public record Faults(boolean neverGathers, boolean neverConnects, boolean showsOtherFingerprint) {
    public static final Faults NONE = new Faults(false, false, false);
    public static final Faults NEVER_GATHERS = new Faults(true, false, false);
    public static final Faults NEVER_CONNECTS = new Faults(false, true, false);
    public static final Faults OTHER_FINGERPRINT = new Faults(false, false, true);
  }

  private static final int ICE_TEXT = 32;

  private final VirtualMedia media;
  private final RandomSource random;
  private final List<VirtualSession> sessions = new ArrayList<>();
  private Faults faults = Faults.NONE;

  public VirtualEngine(VirtualMedia media, RandomSource random) {
    this.media = media;
    this.random = random;
  }

  public void faults(Faults change) {
    faults = change;
  }

  /** Every session this engine opened, oldest first. */
  public List<VirtualSession> sessions() {
    return List.copyOf(sessions);
  }

  @Override
  public Keying keying() {
    return Keying.DTLS_ONLY;
  }

  @Override
  public MediaSession open(MediaEndpoint endpoint, MediaSession.Listener listener) {
    VirtualSession session =
        new VirtualSession(media, endpoint, listener, random.bytes(ICE_TEXT), faults);
    sessions.add(session);
    media.add(session);
    return session;
  }
}
