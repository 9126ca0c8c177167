package org.phantomnet.relay.main;

import java.nio.file.Path;

/** Where a node keeps what, inside its data directory. */
record NodeFiles(Path data) {
  Path tls() {
    return data.resolve("tls.pem");
  }

  /** Ed25519 seed; the relay's id comes from it. */
  Path relayKey() {
    return data.resolve("relay.key");
  }

  /** Secret shared between issuer and TURN server. */
  Path turnSecret() {
    return data.resolve("turn-secret.key");
  }

  Path descriptor() {
    return data.resolve("descriptor");
  }
}
