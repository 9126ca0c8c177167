package org.phantomnet.relay.turn;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The same by the JDK's channels alone, as where the system's calls cannot be made. */
final class PermissionWithoutSystemCallsTest extends PermissionTest {
  private static final String JDK_ONLY = "phantom.relay.jdk-only";

  @BeforeAll
  static void leaveTheCallsAway() {
    System.setProperty(JDK_ONLY, "true");
  }

  @AfterAll
  static void allowThem() {
    System.clearProperty(JDK_ONLY);
  }
}
