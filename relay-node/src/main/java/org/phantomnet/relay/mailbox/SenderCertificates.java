package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/**
 * Issues libsignal sender certificates under this mailbox's trust root. The key that signs them is
 * made anew at every start and certified by the root. Thread-safe.
 */
final class SenderCertificates {
  static final Duration VALIDITY = Duration.ofHours(24);

  private static final int SERVER_KEY_ID = 1;

  private final Bytes trustRoot;
  private final ECKeyPair signing;
  private final ServerCertificate server;
  private final Clock clock;

  private SenderCertificates(ECPrivateKey root, Clock clock) {
    this.trustRoot = Bytes.copyOf(root.publicKey().serialize());
    this.signing = ECKeyPair.generate();
    this.server = new ServerCertificate(root, SERVER_KEY_ID, signing.getPublicKey());
    this.clock = clock;
  }

  /**
   * @param rootPrivateKey as {@link #newRoot} made it
   */
  static SenderCertificates under(byte[] rootPrivateKey, Clock clock) {
    try {
      return new SenderCertificates(new ECPrivateKey(rootPrivateKey), clock);
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("trust root key");
    }
  }

  /** A new trust root's private key, 32 bytes. */
  static byte[] newRoot() {
    return ECPrivateKey.generate().serialize();
  }

  /** libsignal-serialized public key, 33 bytes. */
  Bytes trustRoot() {
    return trustRoot;
  }

  @Rule("MBX-6")
  Bytes issue(AccountId account, UserAddress address, int device, Bytes identity) {
    try {
      return Bytes.copyOf(
          server
              .issue(
                  signing.getPrivateKey(),
                  account.value().toString(),
                  Optional.of(address.text()),
                  device,
                  new ECPublicKey(identity.toByteArray()),
                  clock.instant().plus(VALIDITY).toEpochMilli())
              .getSerialized());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("a registered identity is not a key");
    }
  }

  /**
   * @param rootPrivateKey as {@link #newRoot} made it
   */
  static Bytes sign(byte[] rootPrivateKey, Bytes message) {
    try {
      return Bytes.copyOf(
          new ECPrivateKey(rootPrivateKey).calculateSignature(message.toByteArray()));
    } catch (InvalidKeyException e) {
      throw new IllegalArgumentException("trust root key");
    }
  }

  static boolean verify(Bytes identity, Bytes message, Bytes signature) {
    try {
      return new ECPublicKey(identity.toByteArray())
          .verifySignature(message.toByteArray(), signature.toByteArray());
    } catch (InvalidKeyException e) {
      return false;
    }
  }
}
