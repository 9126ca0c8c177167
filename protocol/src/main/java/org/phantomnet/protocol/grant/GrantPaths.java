package org.phantomnet.protocol.grant;

/** Paths of an issuer's HTTPS interface (spec/09-discovery, "Grants"). */
public final class GrantPaths {
  public static final String CHALLENGE = "/v1/grant/challenge";
  public static final String GRANT = "/v1/grant";

  private GrantPaths() {}
}
