package org.phantomnet.testkit;

import java.time.Duration;

/**
 * What the virtual network does to messages. Delays drawn between the two limits reorder them.
 *
 * @param loss share of messages that never arrive
 * @param repeat share of messages that arrive twice
 */
public record Weather(double loss, double repeat, Duration fastest, Duration slowest) {
  /** In order, 20 ms each. */
  public static final Weather CALM =
      new Weather(0, 0, Duration.ofMillis(20), Duration.ofMillis(20));

  /** Everything arrives, some twice, in any order. */
  public static final Weather GUSTY =
      new Weather(0, 0.3, Duration.ofMillis(1), Duration.ofMillis(800));

  /** One message in five is lost, too. */
  public static final Weather STORM =
      new Weather(0.2, 0.3, Duration.ofMillis(1), Duration.ofMillis(800));
}
