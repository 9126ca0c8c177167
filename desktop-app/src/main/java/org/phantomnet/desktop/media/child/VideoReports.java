package org.phantomnet.desktop.media.child;

import java.util.Optional;

/**
 * Whose report says how the video gets to the other side: the video's own, once it speaks of what
 * is sent now, else the sound's. For the control thread; as long as the connection.
 */
final class VideoReports {
  /** They may tell of packets that were lost before pictures were sent again. */
  private static final int OLD = 2;

  private Optional<Long> last = Optional.empty();
  private int fresh;

  /**
   * A second has passed.
   *
   * @param sends whether pictures are sent
   * @param reportedAt of the last report of the video
   * @return whether the video's report counts
   */
  boolean count(boolean sends, Optional<Long> reportedAt) {
    if (!sends) {
      fresh = 0;
    } else if (!reportedAt.equals(last)) {
      fresh++;
    }
    last = reportedAt;
    return fresh > OLD;
  }
}
