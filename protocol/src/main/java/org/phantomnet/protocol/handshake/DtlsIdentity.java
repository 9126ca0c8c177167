package org.phantomnet.protocol.handshake;

import java.time.Clock;
import java.util.function.Consumer;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/** A connection's own DTLS certificate and private key (EC P-256), fresh per connection (KEY-8). */
public final class DtlsIdentity implements Destroyable, AutoCloseable {
  private DtlsIdentity() {}

  public static DtlsIdentity generate(RandomSource random, Clock clock) {
    throw new UnsupportedOperationException();
  }

  /** X.509, DER. */
  public Bytes certificate() {
    throw new UnsupportedOperationException();
  }

  public String certificatePem() {
    throw new UnsupportedOperationException();
  }

  /** SHA-256 of the certificate, 32 bytes. */
  public Bytes fingerprint() {
    throw new UnsupportedOperationException();
  }

  /** The proof of possession to send: an ECDSA signature, DER. */
  public Bytes prove(CallBinding binding, Role own) {
    throw new UnsupportedOperationException();
  }

  /** Lends the private key as PKCS#8 PEM text (ASCII); the array is wiped when {@code use} returns. */
  public void lendPrivateKeyPem(Consumer<byte[]> use) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
