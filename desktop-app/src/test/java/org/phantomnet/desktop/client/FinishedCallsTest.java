package org.phantomnet.desktop.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MemoryRecords;

class FinishedCallsTest {
  private static final CallRecords.Entry ENTRY =
      new CallRecords.Entry(
          Snapshots.BOB,
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
    return Snapshots.of(phase, CallMode.PRIVATE);
  }

  @Test
  void call_isOver_onlyOnceItIsWrittenToo() {
    finished.changed(snapshot(Phase.CONNECTED));
    finished.changed(snapshot(Phase.ENDED));
    assertEquals(List.of(), told);

    finished.addHistory(Snapshots.CALL, ENTRY);
    finished.changed(snapshot(Phase.ENDED));

    assertEquals(1, told.size());
    assertEquals(List.of(ENTRY), records.history());
  }

  @Test
  void call_thatIsWrittenFirst_isOverOnceItsEndIsShown() {
    finished.addHistory(Snapshots.CALL, ENTRY);
    assertEquals(List.of(), told);

    finished.changed(snapshot(Phase.ENDED));

    assertEquals(1, told.size());
  }
}
