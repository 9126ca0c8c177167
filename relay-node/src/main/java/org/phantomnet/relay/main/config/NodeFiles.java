package org.phantomnet.relay.main.config;

import java.nio.file.Path;

/** Where a node keeps what, inside its data directory. Immutable. */
public record NodeFiles(Path data) {
  /** The node's own TLS key with a self-signed certificate. */
  public Path tls() {
    return data.resolve("tls.pem");
  }

  /** Ed25519 seed; the relay's id comes from it. */
  public Path relayKey() {
    return data.resolve("relay.key");
  }

  /** Secret shared between issuer and TURN server. */
  public Path turnSecret() {
    return data.resolve("turn-secret.key");
  }

  /** X25519 key that tokens for this relay are sealed to. */
  public Path tokenKey() {
    return data.resolve("token.key");
  }

  /** Which tokens were spent here. */
  public Path spentTokens() {
    return data.resolve("spent-tokens.db");
  }

  /** Directory of the RSA keys of an issuer of tokens. */
  public Path issuerKeys() {
    return data.resolve("issuer-keys");
  }

  public Path descriptor() {
    return data.resolve("descriptor");
  }
}
