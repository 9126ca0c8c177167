package org.phantomnet.engine.port;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class ReplyLimitTest {
  @ParameterizedTest
  @CsvSource({"0, 0, true", "2, 9, true", "3, 3, false", "0, 10, false", "2, 10, false", "3, 9, false"})
  @Covers("RING-3")
  @Adversary("ADV-56")
  void reply_isAllowed_threeTimesInFiveMinutesAndTenADay(long recent, long today, boolean allowed) {
    assertEquals(allowed, CallRecords.ReplyLimit.allows(recent, today));
  }
}
