package org.phantomnet.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.form.WireScan;
import org.phantomnet.protocol.form.WireShape;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.wire.Sealed;

/**
 * Call messages to and from bytes (spec/02-messages.md). Encoding is deterministic. Decoding is
 * strict: a singular field twice, an unknown field below 64, a value out of range, trailing or
 * missing bytes are refused with a typed error; unknown fields from 64 on are ignored at every
 * level. Stateless; thread-safe.
 */
public final class SignalCodec {
  /** What this version writes, and the highest {@code min_version} it reads. */
  @Rule("SIG-7")
  public static final int VERSION = 1;

  /** Largest core, in bytes: leaves room for the seal within {@link #MAX_SEALED}. */
  @Rule("SIG-9")
  public static final int MAX_CORE = 2_976;

  /** Largest sealed message, in bytes: what a {@code SecureChannel} carries. */
  public static final int MAX_SEALED = 3_072;

  private SignalCodec() {}

  /**
   * @throws IllegalStateException if the message breaks the spec's bounds: an own bug
   */
  public static Bytes encodeCore(CallMessage message) {
    byte[] core = CoreWriter.write(message);
    try {
      check(CallShapes.ofCore(message.type()), core, MAX_CORE);
    } catch (ProtocolException e) {
      throw new IllegalStateException("core", e);
    }
    return Bytes.copyOf(core);
  }

  /** Decodes a core of the type its seal names. */
  public static CallMessage decodeCore(MessageType type, Bytes core) throws ProtocolException {
    byte[] bytes = core.toByteArray();
    check(CallShapes.ofCore(type), bytes, MAX_CORE);
    try {
      return CoreReader.read(type, bytes);
    } catch (IllegalArgumentException refusedByRecord) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    } catch (InvalidProtocolBufferException refusedByProtobuf) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  /**
   * The call that an offer's core names if its {@code min_version} is above what this version
   * reads; empty for every other core. Nothing after the call id is looked at.
   */
  public static Optional<CallId> newerOffer(MessageType type, Bytes core) {
    return type == MessageType.OFFER ? NewerCore.callId(core.toByteArray()) : Optional.empty();
  }

  /** The bytes for a {@code SecureChannel}. */
  public static Bytes encode(SealedCall sealed) {
    Sealed.Builder wire =
        Sealed.newBuilder()
            .setType(sealed.type().number())
            .setEpoch(sealed.epoch())
            .setCounter(sealed.counter())
            .setCore(ByteString.copyFrom(sealed.core().toByteArray()))
            .setConfirm(ByteString.copyFrom(sealed.confirm().toByteArray()))
            .setMac(ByteString.copyFrom(sealed.mac().toByteArray()));
    return Bytes.copyOf(wire.build().toByteArray());
  }

  public static SealedCall decode(Bytes wire) throws ProtocolException {
    byte[] bytes = wire.toByteArray();
    check(CallShapes.SEALED, bytes, MAX_SEALED);
    try {
      Sealed sealed = Sealed.parseFrom(bytes);
      MessageType type = MessageType.values()[sealed.getType() - 1];
      CoreReader.requireExactly(type == MessageType.ANSWER, !sealed.getConfirm().isEmpty());
      return new SealedCall(
          type,
          sealed.getEpoch(),
          sealed.getCounter(),
          CoreReader.bytes(sealed.getCore()),
          CoreReader.bytes(sealed.getConfirm()),
          CoreReader.bytes(sealed.getMac()));
    } catch (IllegalArgumentException refusedByRecord) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    } catch (InvalidProtocolBufferException refusedByProtobuf) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
  }

  private static void check(WireShape shape, byte[] bytes, int max) throws ProtocolException {
    if (bytes.length > max) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    WireScan.check(shape, bytes);
  }
}
