package org.phantomnet.protocol.token;

/** Paths of a token issuer's HTTPS interface (spec/19-tokens). */
public final class TokenPaths {
  public static final String KEYS = "/v1/tokens/keys";
  public static final String CHALLENGE = "/v1/tokens/challenge";
  public static final String ISSUE = "/v1/tokens";

  private TokenPaths() {}
}
