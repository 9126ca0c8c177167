package org.phantomnet.desktop.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** Snapshots of one call for tests. */
final class Snapshots {
  static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  static final CallId CALL = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));

  private Snapshots() {}

  static CallSnapshot of(Phase phase, CallMode mode) {
    return of(phase, mode, Optional.empty(), false);
  }

  static CallSnapshot of(
      Phase phase, CallMode mode, Optional<CallMode> switching, boolean addressShown) {
    return new CallSnapshot(
        CALL,
        BOB,
        true,
        phase,
        mode,
        switching,
        Optional.empty(),
        Optional.empty(),
        addressShown,
        MediaKind.AUDIO,
        VideoStage.SOUND,
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        PictureChoice.ALL,
        1,
        Instant.EPOCH,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        ConstantRate.UNVERIFIED,
        PrivacyReceipt.empty(mode),
        Optional.empty(),
        Optional.empty(),
        phase == Phase.ENDED ? Optional.of(EndReason.HUNG_UP_LOCALLY) : Optional.empty(),
        Optional.empty());
  }
}
