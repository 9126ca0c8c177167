package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;

/** A connection's own DTLS certificate and private key (EC P-256), fresh per connection (KEY-8). */
public final class DtlsIdentity implements Destroyable, AutoCloseable {
  @Override
  public void close() {}
}
