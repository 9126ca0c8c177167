package org.phantomnet.messenger.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListKey;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.RegistrationProof;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.signal.libsignal.protocol.IdentityKeyPair;

/** A person's device as the mailbox sees it: an identity, tokens, and prekeys of the right form. */
final class TestDevice {
  static final RandomSource RANDOM = new SystemRandom();

  final String name;
  final IdentityKeyPair identity = IdentityKeyPair.generate();
  final ListKey listKey = ListKey.generate(RANDOM);
  final Bytes authToken = RANDOM.bytes(Registration.AUTH_TOKEN_LENGTH);
  final Bytes deliveryToken = RANDOM.bytes(Registration.DELIVERY_TOKEN_LENGTH);

  TestDevice(String name) {
    this.name = name;
  }

  Bytes identityKey() {
    return Bytes.copyOf(identity.getPublicKey().serialize());
  }

  UserAddress at(String mailbox) {
    return new UserAddress(name, mailbox);
  }

  Registration registration(String mailbox) {
    return registration(at(mailbox), identityKey(), keys(1, 2));
  }

  /** Claims {@code claimedIdentity}, which only its owner can prove. */
  Registration registration(UserAddress address, Bytes claimedIdentity, PreKeyUpload keys) {
    Bytes signed = RegistrationProof.signedBytes(address, claimedIdentity, authToken);
    Bytes proof = Bytes.copyOf(identity.getPrivateKey().calculateSignature(signed.toByteArray()));
    return new Registration(
        address.name(),
        claimedIdentity,
        1,
        77,
        authToken,
        deliveryToken,
        keys,
        list(address, claimedIdentity, 1, new DeviceList.Entry(1, 77)).encode(),
        proof);
  }

  SignedDeviceList list(
      UserAddress address, Bytes claimedIdentity, long version, DeviceList.Entry... devices) {
    Bytes bound = SignedDeviceList.bindingBytes(address, listKey.publicKey());
    byte[] binding = identity.getPrivateKey().calculateSignature(bound.toByteArray());
    return SignedDeviceList.sign(
        new DeviceList(address, version, claimedIdentity, listKey.publicKey(), List.of(devices)),
        Bytes.copyOf(binding),
        listKey);
  }

  static PreKeyUpload keys(int firstId, int count) {
    List<PreKey> oneTime = new ArrayList<>();
    List<SignedPreKey> kyber = new ArrayList<>();
    for (int id = firstId; id < firstId + count; id++) {
      oneTime.add(new PreKey(id, filled(33, id)));
      kyber.add(new SignedPreKey(id, filled(1569, id), filled(64, id)));
    }
    return new PreKeyUpload(
        new SignedPreKey(500, filled(33, 50), filled(64, 50)),
        new SignedPreKey(600, filled(1569, 60), filled(64, 60)),
        oneTime,
        kyber);
  }

  static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    java.util.Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }
}
