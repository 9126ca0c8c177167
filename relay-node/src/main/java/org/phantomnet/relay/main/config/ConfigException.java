package org.phantomnet.relay.main.config;

/**
 * A configuration that cannot be used. The message names the line and the key and says what to do;
 * it is for the operator.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }
}
