package org.phantomnet.desktop.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PathWordsTest {
  @Test
  void path_isNamedByWhatStandsBetweenTheTwo() {
    assertEquals("directly between the two devices (host to prflx)", PathWords.of("host/prflx"));
    assertEquals("over one relay (srflx to relay)", PathWords.of("srflx/relay"));
    assertEquals("over one relay (relay to prflx)", PathWords.of("relay", "prflx"));
    assertEquals("over both relays (relay to relay)", PathWords.of("relay/relay"));
  }

  @Test
  void callOverSeveralPaths_namesEach() {
    assertEquals(
        "over both relays (relay to relay), then directly between the two devices (host to srflx)",
        PathWords.of("relay/relay host/srflx"));
  }

  @Test
  void callThatNeverConnected_hasNoPath() {
    assertEquals("none", PathWords.of("none"));
  }
}
