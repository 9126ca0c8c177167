package org.phantomnet.engine.loop;

import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.state.Ability;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** What this version does: Fast and Private audio calls. The one line to change for more. */
final class Abilities {
  private final boolean postQuantum;

  Abilities(MediaEngine media) {
    postQuantum = media.keying() != MediaEngine.Keying.DTLS_ONLY;
  }

  @Rule("CALL-27")
  Ability of(CallMode mode, MediaKind media) {
    return new Ability(mode != CallMode.PARANOID && media == MediaKind.AUDIO, postQuantum);
  }
}
