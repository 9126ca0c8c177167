package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a line did since the lab was built.
 *
 * @param up frames that passed from its owner to the internet
 * @param upLost frames on that way that were lost, by chance, rate or cut
 * @param down frames that passed to its owner
 * @param downLost as upLost
 * @param overrun frames that the switch itself lost, because it was too slow; 0 in a good run
 */
public record LineCount(long up, long upLost, long down, long downLost, long overrun) {
  static LineCount of(JsonNode port) {
    return new LineCount(
        port.path("up").path("passed").asLong(),
        port.path("up").path("lost").asLong(),
        port.path("down").path("passed").asLong(),
        port.path("down").path("lost").asLong(),
        port.path("overrun").asLong());
  }
}
