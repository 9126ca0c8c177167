package org.phantomnet.engine.loop;

import java.util.EnumSet;
import java.util.Set;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.state.Ability;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * What this version does: Fast and Private calls, with video where the engine has codecs for it.
 */
final class Abilities {
  private final MediaEngine media;

  Abilities(MediaEngine media) {
    this.media = media;
  }

  /** For a call placed here. */
  @Rule("CALL-27")
  Ability of(CallMode mode, MediaKind kind) {
    boolean carried =
        kind == MediaKind.AUDIO
            || ModePolicy.of(mode).mayHaveVideo() && !media.videoCodecs().isEmpty();
    return new Ability(
        mode != CallMode.PARANOID && carried, keying(mode) != MediaEngine.Keying.DTLS_ONLY);
  }

  /** For a call that a device offers which can do what it names. */
  Ability of(CallMessage.Offer offer) {
    Ability own = of(offer.mode(), offer.media());
    boolean theirs =
        suffice(offer.mode(), offer.capabilities())
            && suits(offer.media(), offer.capabilities(), offer.parameters());
    return new Ability(own.supported() && theirs, own.postQuantum());
  }

  /** What keys a call's media: the shield of the mode, else what the engine has. */
  MediaEngine.Keying keying(CallMode mode) {
    return ModePolicy.of(mode).shielded() ? MediaEngine.Keying.SHIELD : media.keying();
  }

  /** What an offer and an answer say that this device can do, in every mode the same. */
  Set<Capability> named() {
    Set<Capability> named =
        EnumSet.of(
            Capability.MEDIA_SHIELD, Capability.REKEY, Capability.MODE_SWITCH, Capability.MOVE);
    if (!media.videoCodecs().isEmpty()) {
      named.add(Capability.VIDEO);
    }
    return named;
  }

  /** What both sides must be able to do in a mode. */
  @Rule("SHIELD-8")
  private static Set<Capability> needed(CallMode mode) {
    return ModePolicy.of(mode).shielded()
        ? Set.of(Capability.MEDIA_SHIELD, Capability.REKEY)
        : Set.of();
  }

  /** Whether the other side names what the mode needs. */
  static boolean suffice(CallMode mode, Set<Capability> theirs) {
    return theirs.containsAll(needed(mode));
  }

  /** Whether the keys of a call with a device that names this change while it lasts. */
  static boolean changesKeys(Set<Capability> theirs) {
    return theirs.contains(Capability.REKEY);
  }

  /** Whether a call with such a device can go on in that mode. */
  boolean mayBecome(CallMode mode, MediaKind kind, Set<Capability> theirs) {
    return of(mode, kind).supported()
        && theirs.contains(Capability.MODE_SWITCH)
        && suffice(mode, theirs);
  }

  /** Whether a call with such a device can have video in that mode. */
  boolean mayHaveVideo(CallMode mode, Set<Capability> theirs) {
    return of(mode, MediaKind.AUDIO_VIDEO).supported() && theirs.contains(Capability.VIDEO);
  }

  /** Whether the other side's words for that media are ones that this engine can connect with. */
  boolean suits(MediaKind kind, Set<Capability> theirs, ConnectionParameters parameters) {
    return kind == MediaKind.AUDIO
        || (theirs.contains(Capability.VIDEO)
            && parameters.codecs().stream().anyMatch(media.videoCodecs()::contains));
  }
}
