package org.phantomnet.protocol.mailbox;

import java.time.Duration;
import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a mailbox says of itself, to everybody (spec/08-mailbox, "Federation"). Whoever takes one
 * checks pin or root, signature, time and serial (FED-3): this type checks the form only.
 *
 * @param mailbox host:port, as in {@link UserAddress#mailbox()}
 * @param trustRoot libsignal-serialized public key that signs it and the sender certificates, 33
 *     bytes
 * @param tlsPin SHA-256 of the TLS certificate's SubjectPublicKeyInfo, 32 bytes
 * @param hpkeKey X25519 public key to which requests are sealed, 32 bytes
 * @param serial u32, rises with every document
 * @param from valid from, whole seconds
 * @param until valid until, whole seconds, at most {@link #MAX_VALIDITY} later
 * @param signature XEdDSA by the trust root over {@link #signedBytes}, 64 bytes
 */
public record MailboxDocument(
    String mailbox,
    Bytes trustRoot,
    Bytes tlsPin,
    Bytes hpkeKey,
    long serial,
    Instant from,
    Instant until,
    Bytes signature) {
  public static final Duration MAX_VALIDITY = Duration.ofDays(30);
  public static final int MAX_NAME = 128;
  public static final long MAX_SERIAL = 0xffffffffL;

  /** Longer than any document. */
  public static final int MAX_LENGTH = 1_024;

  private static final int VERSION = 1;

  public MailboxDocument {
    if (!UserAddress.isMailbox(mailbox)
        || trustRoot.length() != MailboxKeys.TRUST_ROOT_LENGTH
        || tlsPin.length() != MailboxKeys.PIN_LENGTH
        || hpkeKey.length() != HpkeKey.PUBLIC_LENGTH
        || serial < 0
        || serial > MAX_SERIAL
        || !isValidity(from, until)
        || signature.length() != SignedPreKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("mailbox document");
    }
  }

  /** Name and keys as they are pinned with contacts of that mailbox. */
  public MailboxKeys keys() {
    return new MailboxKeys(mailbox, tlsPin, trustRoot);
  }

  public String pin() {
    return MailboxPin.of(mailbox, trustRoot);
  }

  public boolean isValidAt(Instant now) {
    return !now.isBefore(from) && now.isBefore(until);
  }

  /** What the trust root signs: {@code lp(label) || lp(everything before the signature)}. */
  @Rule("FED-2")
  public static Bytes signedBytes(
      MailboxKeys keys, Bytes hpkeKey, long serial, Instant from, Instant until) {
    return LengthPrefixed.start(Label.MAILBOX_DOCUMENT_V1)
        .lp(body(keys, hpkeKey, serial, from, until).toBytes())
        .bytes();
  }

  public Bytes signedBytes() {
    return signedBytes(keys(), hpkeKey, serial, from, until);
  }

  public Bytes encode() {
    return body(keys(), hpkeKey, serial, from, until)
        .fixed(signature, SignedPreKey.SIGNATURE_LENGTH)
        .noExtensions()
        .toBytes();
  }

  private static WireWriter body(
      MailboxKeys keys, Bytes hpkeKey, long serial, Instant from, Instant until) {
    return new WireWriter()
        .u8(VERSION)
        .text8(keys.mailbox())
        .fixed(keys.trustRoot(), MailboxKeys.TRUST_ROOT_LENGTH)
        .fixed(keys.tlsPin(), MailboxKeys.PIN_LENGTH)
        .fixed(hpkeKey, HpkeKey.PUBLIC_LENGTH)
        .u32(serial)
        .u64(from.getEpochSecond())
        .u64(until.getEpochSecond());
  }

  public static MailboxDocument decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    String mailbox = reader.text8(MAX_NAME);
    if (!UserAddress.isMailbox(mailbox)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    Bytes trustRoot = reader.fixed(MailboxKeys.TRUST_ROOT_LENGTH);
    Bytes tlsPin = reader.fixed(MailboxKeys.PIN_LENGTH);
    Bytes hpkeKey = reader.fixed(HpkeKey.PUBLIC_LENGTH);
    long serial = reader.u32();
    Instant from = readInstant(reader);
    Instant until = readInstant(reader);
    Bytes signature = reader.fixed(SignedPreKey.SIGNATURE_LENGTH);
    reader.end();
    if (!isValidity(from, until)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new MailboxDocument(mailbox, trustRoot, tlsPin, hpkeKey, serial, from, until, signature);
  }

  private static boolean isValidity(Instant from, Instant until) {
    return from.isBefore(until) && !until.isAfter(from.plus(MAX_VALIDITY));
  }

  static Instant readInstant(WireReader reader) throws Malformed {
    long seconds = reader.u64();
    if (seconds > PushFrame.MAX_SECONDS) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return Instant.ofEpochSecond(seconds);
  }

  @Override
  public String toString() {
    return "MailboxDocument";
  }
}
