package org.phantomnet.benchmarks.micro;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.message.CiphertextMessage;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/**
 * One end of a chat: libsignal with its keys and sessions in memory, so that no disk is measured.
 * For one thread. Lives as long as a benchmark's state.
 */
final class ChatDevice {
  private static final int DEVICE = 1;
  private static final int KEY = 1;
  private static final ECKeyPair ROOT = ECKeyPair.generate();
  private static final ECKeyPair SERVER = ECKeyPair.generate();
  private static final CertificateValidator VALIDATOR =
      new CertificateValidator(ROOT.getPublicKey());

  private final UserAddress user;
  private final int registrationId;
  private final UUID account = UUID.randomUUID();
  private final SignalProtocolAddress address =
      new SignalProtocolAddress(account.toString(), DEVICE);
  private final IdentityKeyPair identity = IdentityKeyPair.generate();
  private final InMemorySignalProtocolStore store;
  private final SealedSessionCipher sealing;
  private final SenderCertificate certificate;

  ChatDevice(UserAddress user, int registrationId) {
    this.user = user;
    this.registrationId = registrationId;
    store = new InMemorySignalProtocolStore(identity, registrationId);
    sealing = new SealedSessionCipher(store, account, user.text(), DEVICE);
    certificate =
        new ServerCertificate(ROOT.getPrivateKey(), 1, SERVER.getPublicKey())
            .issue(
                SERVER.getPrivateKey(),
                account.toString(),
                Optional.of(user.text()),
                DEVICE,
                identity.getPublicKey().getPublicKey(),
                Instant.now().plus(Duration.ofDays(1)).toEpochMilli());
  }

  UserAddress user() {
    return user;
  }

  int registrationId() {
    return registrationId;
  }

  /** As libsignal serializes it, 33 bytes. */
  Bytes identityKey() {
    return Bytes.copyOf(identity.getPublicKey().serialize());
  }

  /** A session with {@code other}, in which both have spoken. */
  void meet(ChatDevice other) throws Exception {
    new SessionBuilder(store, other.address).process(other.bundle());
    other.read(this, write(other, new byte[1]));
    read(other, other.write(this, new byte[1]));
  }

  /** The content as a ciphertext of the session. */
  byte[] write(ChatDevice to, byte[] content) throws Exception {
    return new SessionCipher(store, to.address).encrypt(content).serialize();
  }

  byte[] read(ChatDevice from, byte[] ciphertext) throws Exception {
    SessionCipher cipher = new SessionCipher(store, from.address);
    return from.isUnanswered(this)
        ? cipher.decrypt(new PreKeySignalMessage(ciphertext))
        : cipher.decrypt(new SignalMessage(ciphertext));
  }

  /** The content as a ciphertext that does not name its sender to the mailbox. */
  byte[] seal(ChatDevice to, byte[] content) throws Exception {
    return sealing.encrypt(to.address, certificate, content);
  }

  byte[] unseal(byte[] sealed) throws Exception {
    SealedSessionCipher.DecryptionResult result =
        sealing.decrypt(VALIDATOR, sealed, System.currentTimeMillis());
    if (result.getCiphertextMessageType() != CiphertextMessage.WHISPER_TYPE) {
      throw new IllegalStateException("a first message where the session is established");
    }
    return result.getPaddedMessage();
  }

  private boolean isUnanswered(ChatDevice by) {
    return !by.store.containsSession(address);
  }

  private PreKeyBundle bundle() throws Exception {
    ECKeyPair oneTime = ECKeyPair.generate();
    ECKeyPair signed = ECKeyPair.generate();
    KEMKeyPair kyber = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    long now = System.currentTimeMillis();
    byte[] signedProof = sign(signed.getPublicKey().serialize());
    byte[] kyberProof = sign(kyber.getPublicKey().serialize());
    store.storePreKey(KEY, new PreKeyRecord(KEY, oneTime));
    store.storeSignedPreKey(KEY, new SignedPreKeyRecord(KEY, now, signed, signedProof));
    store.storeKyberPreKey(KEY, new KyberPreKeyRecord(KEY, now, kyber, kyberProof));
    return new PreKeyBundle(
        registrationId,
        DEVICE,
        KEY,
        oneTime.getPublicKey(),
        KEY,
        signed.getPublicKey(),
        signedProof,
        identity.getPublicKey(),
        KEY,
        kyber.getPublicKey(),
        kyberProof);
  }

  private byte[] sign(byte[] key) {
    return identity.getPrivateKey().calculateSignature(key);
  }
}
