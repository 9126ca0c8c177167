package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.rule.Rule;

/**
 * The ports below 1024: services stand there that answer strangers, and nobody's media. A peer who
 * names one wants this device, or its relay, to send to a third party.
 */
final class SystemPorts {
  private static final int FIRST_OTHER = 1_024;

  private SystemPorts() {}

  @Rule("PRIV-17")
  static boolean contain(int port) {
    return port < FIRST_OTHER;
  }
}
