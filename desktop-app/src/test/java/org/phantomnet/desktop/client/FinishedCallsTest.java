package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.MemoryRecords;

class FinishedCallsTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final CallId CALL = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
  private static final CallRecords.Entry ENTRY =
      new CallRecords.Entry(
          BOB,
          true,
          CallMode.PRIVATE,
          Instant.EPOCH,
          Duration.ZERO,
          EndReason.HUNG_UP_LOCALLY.name(),
          "{}");

  private final MemoryRecords records = new MemoryRecords();
  private final List<CallSnapshot> told = new ArrayList<>();
  private final FinishedCalls finished = new FinishedCalls(records, told::add);

  private static CallSnapshot snapshot(Phase phase) {
    return new CallSnapshot(
        CALL,
        BOB,
        true,
        phase,
        CallMode.PRIVATE,
        Optional.empty(),
        false,
        MediaKind.AUDIO,
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        false,
        1,
        Instant.EPOCH,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        ConstantRate.UNVERIFIED,
        PrivacyReceipt.empty(CallMode.PRIVATE),
        phase == Phase.ENDED ? Optional.of(EndReason.HUNG_UP_LOCALLY) : Optional.empty(),
        Optional.empty());
  }

  @Test
  void call_isOver_onlyOnceItIsWrittenToo() {
    finished.changed(snapshot(Phase.CONNECTED));
    finished.changed(snapshot(Phase.ENDED));
    assertEquals(List.of(), told);

    finished.addHistory(CALL, ENTRY);
    finished.changed(snapshot(Phase.ENDED));

    assertEquals(1, told.size());
    assertEquals(List.of(ENTRY), records.history());
  }

  @Test
  void call_thatIsWrittenFirst_isOverOnceItsEndIsShown() {
    finished.addHistory(CALL, ENTRY);
    assertEquals(List.of(), told);

    finished.changed(snapshot(Phase.ENDED));

    assertEquals(1, told.size());
  }
}
