package org.phantomnet.relay.turn;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Runs a class by the JDK's channels alone, as where the system's calls cannot be made. */
final class WithoutSystemCalls implements BeforeAllCallback, AfterAllCallback {
  static final String JDK_ONLY = "phantom.relay.jdk-only";

  @Override
  public void beforeAll(ExtensionContext context) {
    System.setProperty(JDK_ONLY, "true");
  }

  @Override
  public void afterAll(ExtensionContext context) {
    System.clearProperty(JDK_ONLY);
  }
}
