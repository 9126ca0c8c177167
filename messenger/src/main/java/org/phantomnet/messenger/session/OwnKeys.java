package org.phantomnet.messenger.session;

import java.util.Optional;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.mailbox.Registration;
import org.signal.libsignal.protocol.IdentityKey;
import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECPrivateKey;

/**
 * The account's identity key pair and this device's numbers. The private key stays inside
 * libsignal's object. Session thread only; lives as long as the messenger.
 */
public final class OwnKeys {
  /** libsignal's registration ids are 1 to 16380. */
  private static final int REGISTRATION_IDS = 16_380;

  private final IdentityKeyPair identity;
  private final int device;
  private final int registrationId;

  private OwnKeys(IdentityKeyPair identity, int device, int registrationId) {
    this.identity = identity;
    this.device = device;
    this.registrationId = registrationId;
  }

  /** Empty before the first registration attempt. */
  static Optional<OwnKeys> load(SqlStore.Sql sql) {
    Optional<Bytes> pair = Meta.IDENTITY_KEY_PAIR.bytes(sql);
    if (pair.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new OwnKeys(
              new IdentityKeyPair(pair.get().toByteArray()),
              Meta.required(Meta.OWN_DEVICE.number(sql)).intValue(),
              Meta.required(Meta.REGISTRATION_ID.number(sql)).intValue()));
    } catch (InvalidKeyException e) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
  }

  /**
   * Makes and stores everything that a registration repeats word for word if its answer is lost.
   */
  static OwnKeys create(SqlStore.Sql sql, RandomSource random) {
    IdentityKeyPair identity = IdentityKeyPair.generate();
    Bytes chance = random.bytes(4);
    int number =
        (chance.at(0) & 0x7f) << 24
            | (chance.at(1) & 0xff) << 16
            | (chance.at(2) & 0xff) << 8
            | chance.at(3) & 0xff;
    int registrationId = number % REGISTRATION_IDS + 1;
    Meta.IDENTITY_KEY_PAIR.set(sql, SqlValue.of(identity.serialize()));
    Meta.OWN_DEVICE.set(sql, SqlValue.of(OwnDevice.PRIMARY));
    Meta.REGISTRATION_ID.set(sql, SqlValue.of(registrationId));
    Meta.AUTH_TOKEN.set(sql, SqlValue.of(random.bytes(Registration.AUTH_TOKEN_LENGTH)));
    Meta.DELIVERY_TOKEN.set(sql, SqlValue.of(random.bytes(Registration.DELIVERY_TOKEN_LENGTH)));
    return new OwnKeys(identity, OwnDevice.PRIMARY, registrationId);
  }

  /** For a provisioning message: 32 bytes, the caller's to close. */
  public SecretKey privateKey() {
    return SecretKey.of(Bytes.copyOf(identity.getPrivateKey().serialize()));
  }

  /** The pair of a private key of 32 bytes; empty if it is none. */
  static Optional<IdentityKeyPair> pair(SecretKey privateKey) {
    try {
      ECPrivateKey key = new ECPrivateKey(privateKey.disclose().toByteArray());
      return Optional.of(new IdentityKeyPair(new IdentityKey(key.publicKey()), key));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }

  IdentityKeyPair identity() {
    return identity;
  }

  /** 33 bytes. */
  public Bytes publicKey() {
    return Bytes.copyOf(identity.getPublicKey().serialize());
  }

  int device() {
    return device;
  }

  int registrationId() {
    return registrationId;
  }
}
