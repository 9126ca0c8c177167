package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

class VideoReportsTest {
  private final VideoReports reports = new VideoReports();

  @Test
  @Covers("ENG-108")
  void ownReport_countsFromTheThird() {
    assertFalse(reports.count(true, Optional.empty()));
    assertFalse(reports.count(true, Optional.of(1L)));
    assertFalse(reports.count(true, Optional.of(2L)));
    assertFalse(reports.count(true, Optional.of(2L)), "the same again");

    assertTrue(reports.count(true, Optional.of(3L)));
    assertTrue(reports.count(true, Optional.of(3L)), "until there is another");
  }

  @Test
  @Covers("ENG-108")
  void noPictures_leaveTheStepToTheSound_andOldReportsDoNotCountLater() {
    for (long at = 1; at <= 4; at++) {
      reports.count(true, Optional.of(at));
    }

    assertFalse(reports.count(false, Optional.of(5L)));
    assertFalse(reports.count(false, Optional.of(6L)));
    assertFalse(reports.count(true, Optional.of(6L)), "the last one from before");
    assertFalse(reports.count(true, Optional.of(7L)));
    assertFalse(reports.count(true, Optional.of(8L)));
    assertTrue(reports.count(true, Optional.of(9L)));
  }
}
