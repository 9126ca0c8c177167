package org.phantomnet.relay.main;

/**
 * A configuration that cannot be used. The message names the key and says what to do; it is for the
 * operator.
 */
final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
