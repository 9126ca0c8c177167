package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** Call messages of a hostile contact. */
class CallMessageFuzzTest {
  /** The first byte says which message the rest is to be. */
  @FuzzTest
  @Covers("SIG-3")
  void core(byte[] data) throws ProtocolException {
    if (data.length == 0) {
      return;
    }
    MessageType type = MessageType.values()[(data[0] & 0xff) % MessageType.values().length];
    byte[] wire = Arrays.copyOfRange(data, 1, data.length);

    Optional<CallMessage> message =
        HostileInput.decoded(wire, core -> SignalCodec.decodeCore(type, core));

    if (message.isPresent()) {
      assertEquals(type, message.get().type());
      Bytes canonical = SignalCodec.encodeCore(message.get());
      CallMessage again = SignalCodec.decodeCore(type, canonical);
      assertEquals(message.get(), again);
      assertEquals(canonical, SignalCodec.encodeCore(again));
    }
  }

  static List<byte[]> coreSeeds() {
    return SampleMessages.all().stream()
        .map(m -> HostileInput.chosen(m.type().ordinal(), SignalCodec.encodeCore(m)))
        .toList();
  }

  @FuzzTest
  @Covers("SIG-3")
  void sealed(byte[] data) throws ProtocolException {
    Optional<SealedCall> sealed = HostileInput.decoded(data, SignalCodec::decode);

    if (sealed.isPresent()) {
      assertEquals(sealed.get(), SignalCodec.decode(SignalCodec.encode(sealed.get())));
    }
  }

  static List<byte[]> sealedSeeds() {
    return SampleMessages.all().stream()
        .map(
            m ->
                SignalCodec.encode(
                        new SealedCall(
                            m.type(),
                            m.type() == MessageType.REKEY ? 1 : 0,
                            1 + m.type().number(),
                            SignalCodec.encodeCore(m),
                            SampleMessages.filled(m.type() == MessageType.ANSWER ? 32 : 0, 4),
                            SampleMessages.filled(SealedCall.MAC_LENGTH, 3)))
                    .toByteArray())
        .toList();
  }
}
