package org.phantomnet.conformance.transactions;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListKey;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.signal.libsignal.metadata.SealedSessionCipher;
import org.signal.libsignal.metadata.certificate.CertificateValidator;
import org.signal.libsignal.metadata.certificate.SenderCertificate;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.kem.KEMPublicKey;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.PreKeyRecord;
import org.signal.libsignal.protocol.state.SessionRecord;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/**
 * Someone who writes to the device under test: libsignal and nothing else. One session with that
 * device, which can be taken back to where the template left it. Thread-safe.
 */
final class Peer {
  static final int DEVICE = 1;
  private static final int REGISTRATION_ID = 77;

  final UserAddress address;
  final UUID account;
  private final IdentityKeyPair identity;
  private final ListKey listKey = ListKey.generate(new SystemRandom());
  private final SignalProtocolAddress tested;
  private InMemorySignalProtocolStore store;
  private int nextKey = 1;

  Peer(UserAddress address, UUID tested) {
    this.address = address;
    this.account = UUID.nameUUIDFromBytes(address.text().getBytes(StandardCharsets.UTF_8));
    this.identity = IdentityKeyPair.generate();
    this.tested = new SignalProtocolAddress(tested.toString(), DEVICE);
    this.store = new InMemorySignalProtocolStore(identity, REGISTRATION_ID);
  }

  Bytes identityKey() {
    return Bytes.copyOf(identity.getPublicKey().serialize());
  }

  /** The session as it is now. */
  synchronized Bytes session() {
    return Bytes.copyOf(store.loadSession(tested).serialize());
  }

  /** Goes back to that session, and forgets everything else. */
  synchronized void resume(Bytes session) throws Exception {
    IdentityKey known = store.getIdentity(tested);
    store = new InMemorySignalProtocolStore(identity, REGISTRATION_ID);
    store.saveIdentity(tested, known);
    store.storeSession(tested, new SessionRecord(session.toByteArray()));
  }

  /** Knows the device under test no more. */
  synchronized void forget() {
    store = new InMemorySignalProtocolStore(identity, REGISTRATION_ID);
  }

  /** A new session with the device under test, beside those there are. */
  synchronized void open(DeviceBundle bundle) throws Exception {
    Optional<PreKey> oneTime = bundle.oneTime();
    PreKeyBundle theirs =
        new PreKeyBundle(
            bundle.registrationId(),
            bundle.device(),
            oneTime.map(PreKey::id).orElse(PreKeyBundle.NULL_PRE_KEY_ID),
            oneTime.isPresent() ? new ECPublicKey(oneTime.get().publicKey().toByteArray()) : null,
            bundle.signed().id(),
            new ECPublicKey(bundle.signed().publicKey().toByteArray()),
            bundle.signed().signature().toByteArray(),
            new IdentityKey(bundle.identityKey().toByteArray()),
            bundle.kyber().id(),
            new KEMPublicKey(bundle.kyber().publicKey().toByteArray()),
            bundle.kyber().signature().toByteArray());
    new SessionBuilder(store, tested).process(theirs);
  }

  synchronized Bytes seal(SenderCertificate certificate, Bytes content) throws Exception {
    return Bytes.copyOf(cipher().encrypt(tested, certificate, content.toByteArray()));
  }

  synchronized Bytes unseal(Bytes trustRoot, Bytes sealed, Clock clock) throws Exception {
    CertificateValidator validator =
        new CertificateValidator(new ECPublicKey(trustRoot.toByteArray()));
    return Bytes.copyOf(
        cipher().decrypt(validator, sealed.toByteArray(), clock.millis()).getPaddedMessage());
  }

  /** The one device there is, signed as a primary signs. */
  Bytes deviceList() {
    DeviceList list =
        new DeviceList(
            address,
            1,
            identityKey(),
            listKey.publicKey(),
            List.of(new DeviceList.Entry(DEVICE, REGISTRATION_ID)));
    Bytes bound = SignedDeviceList.bindingBytes(address, listKey.publicKey());
    byte[] binding = identity.getPrivateKey().calculateSignature(bound.toByteArray());
    return SignedDeviceList.sign(list, Bytes.copyOf(binding), listKey).encode();
  }

  /** Prekeys to open a session with this peer. */
  synchronized DeviceBundle bundle(Clock clock) throws Exception {
    ECKeyPair oneTime = ECKeyPair.generate();
    ECKeyPair signed = ECKeyPair.generate();
    KEMKeyPair kyber = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
    byte[] signedProof =
        identity.getPrivateKey().calculateSignature(signed.getPublicKey().serialize());
    byte[] kyberProof =
        identity.getPrivateKey().calculateSignature(kyber.getPublicKey().serialize());
    int id = nextKey++;
    store.storePreKey(id, new PreKeyRecord(id, oneTime));
    store.storeSignedPreKey(id, new SignedPreKeyRecord(id, clock.millis(), signed, signedProof));
    store.storeKyberPreKey(id, new KyberPreKeyRecord(id, clock.millis(), kyber, kyberProof));
    return new DeviceBundle(
        new AccountId(account),
        DEVICE,
        REGISTRATION_ID,
        identityKey(),
        new SignedPreKey(
            id, Bytes.copyOf(signed.getPublicKey().serialize()), Bytes.copyOf(signedProof)),
        Optional.of(new PreKey(id, Bytes.copyOf(oneTime.getPublicKey().serialize()))),
        new SignedPreKey(
            id, Bytes.copyOf(kyber.getPublicKey().serialize()), Bytes.copyOf(kyberProof)));
  }

  private SealedSessionCipher cipher() {
    return new SealedSessionCipher(store, account, address.text(), DEVICE);
  }
}
