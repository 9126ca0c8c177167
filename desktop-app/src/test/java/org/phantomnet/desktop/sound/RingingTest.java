package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualTime;
import org.phantomnet.testkit.VirtualTimers;

/** What sounds after which snapshots: seen as loudspeakers held, and what they play. */
class RingingTest {
  private static final CallId FIRST = call(1);
  private static final CallId SECOND = call(2);

  private final VirtualTime time = new VirtualTime();
  private final List<SampleSource> playing = new ArrayList<>();
  private int started;
  private final Ringing ringing =
      new Ringing(
          new Tones(
              new VirtualTimers(time),
              (source, unavailable) -> {
                started++;
                playing.add(source);
                return () -> playing.remove(source);
              },
              () -> {}));

  @ParameterizedTest
  @EnumSource(Phase.class)
  @Covers("ENG-64")
  void phase_ofACall_ringsOnlyIfTheMachineSaysSo(Phase phase) {
    ringing.callChanged(snapshot(FIRST, phase));

    boolean rings = phase == Phase.RINGING || phase == Phase.REMOTE_RINGING;
    assertEquals(rings ? 1 : 0, playing.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"RINGING", "REMOTE_RINGING"},
      mode = EnumSource.Mode.EXCLUDE)
  @Covers("ENG-64")
  void ring_whenTheCallMovesOn_isSilent(Phase next) {
    ringing.callChanged(snapshot(FIRST, Phase.RINGING));

    ringing.callChanged(snapshot(FIRST, next));

    assertEquals(0, playing.size());
  }

  @Test
  @Covers("ENG-64")
  @Adversary("ADV-55")
  void ring_ofACallThatEnded_neverComesBack() {
    ringing.callChanged(snapshot(FIRST, Phase.RINGING));
    ringing.callChanged(snapshot(FIRST, Phase.ENDED));

    ringing.callChanged(snapshot(FIRST, Phase.RINGING));
    ringing.callChanged(snapshot(FIRST, Phase.REMOTE_RINGING));

    assertEquals(0, playing.size());
    assertEquals(1, started);
  }

  @Test
  void manySnapshots_ofOneRing_startItOnce() {
    for (int i = 0; i < 5; i++) {
      ringing.callChanged(snapshot(FIRST, Phase.RINGING));
    }

    assertEquals(1, started);
  }

  @Test
  void secondRing_outlivesTheFirst() {
    ringing.callChanged(snapshot(FIRST, Phase.RINGING));
    ringing.callChanged(snapshot(SECOND, Phase.RINGING));

    ringing.callChanged(snapshot(FIRST, Phase.ENDED));

    assertEquals(1, playing.size());
  }

  @Test
  void callThatIsBusy_soundsBusyForAWhile() {
    ringing.callChanged(snapshot(FIRST, Phase.REMOTE_RINGING));

    ringing.callChanged(ended(FIRST, EndReason.BUSY));
    int then = playing.size();
    time.run(Duration.ofSeconds(10));

    assertEquals(1, then);
    assertEquals(0, playing.size());
  }

  @Test
  void callThatTheOtherSideEnded_soundsEnded() {
    ringing.callChanged(snapshot(FIRST, Phase.CONNECTED));

    ringing.callChanged(ended(FIRST, EndReason.HUNG_UP_REMOTELY));

    assertEquals(1, playing.size());
  }

  @Test
  void callThatThePersonEnded_isSilent() {
    ringing.callChanged(snapshot(FIRST, Phase.CONNECTED));

    ringing.callChanged(ended(FIRST, EndReason.HUNG_UP_LOCALLY));

    assertEquals(0, playing.size());
  }

  private static CallSnapshot snapshot(CallId call, Phase phase) {
    return snapshot(
        call, phase, phase == Phase.ENDED ? Optional.of(EndReason.CANCELLED) : Optional.empty());
  }

  private static CallSnapshot ended(CallId call, EndReason reason) {
    return snapshot(call, Phase.ENDED, Optional.of(reason));
  }

  private static CallSnapshot snapshot(CallId call, Phase phase, Optional<EndReason> end) {
    return new CallSnapshot(
        call,
        People.BOB,
        true,
        phase,
        CallMode.PRIVATE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
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
        PrivacyReceipt.empty(CallMode.PRIVATE),
        Optional.empty(),
        Optional.empty(),
        end,
        Optional.empty());
  }

  private static CallId call(int number) {
    byte[] id = new byte[CallId.LENGTH];
    Arrays.fill(id, (byte) number);
    return new CallId(Bytes.copyOf(id));
  }
}
