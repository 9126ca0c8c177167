package org.phantomnet.protocol.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

class SignedDescriptorTest {
  private final DirectoryKey key = TestRelays.key(1);
  private final RelayDescriptor descriptor =
      TestRelays.descriptor(key, TestRelays.v4(192, 0, 2, 1));

  @Test
  @Covers("DIR-1")
  void open_signedByItsOwnKey_givesTheDescriptor() throws Exception {
    SignedDescriptor signed = SignedDescriptor.sign(descriptor, key);

    assertEquals(descriptor, SignedDescriptor.decode(signed.encode()).open());
  }

  @Test
  @Covers("DIR-1")
  void open_anyChangedByte_isRefused() {
    SignedDescriptor signed = SignedDescriptor.sign(descriptor, key);
    for (int i = 0; i < signed.descriptor().length(); i++) {
      byte[] changed = signed.descriptor().toByteArray();
      changed[i] ^= 1;
      SignedDescriptor forged = new SignedDescriptor(Bytes.copyOf(changed), signed.signature());
      assertThrows(ProtocolException.class, forged::open);
    }
  }

  @Test
  @Covers("DIR-1")
  void open_signatureForAnotherPurpose_isBadSignature() {
    SignedDescriptor signed = SignedDescriptor.sign(descriptor, key);
    Bytes asList =
        SignedRelayList.sign(TestRelays.list(1), List.of(key)).signatures().get(0).value();
    SignedDescriptor forged = new SignedDescriptor(signed.descriptor(), asList);

    Unauthentic refused = assertThrows(Unauthentic.class, forged::open);

    assertEquals(Unauthentic.Reason.BAD_SIGNATURE, refused.reason());
  }

  @Test
  void sign_withAnotherKey_isABug() {
    assertThrows(
        IllegalArgumentException.class, () -> SignedDescriptor.sign(descriptor, TestRelays.key(2)));
  }

  @Test
  void decode_hostileInput_isRefused() {
    Bytes wire = SignedDescriptor.sign(descriptor, key).descriptor();

    HostileInput.assertStrict(DescriptorCodec::decode, wire);
  }

  @Test
  @Covers("ENV-5")
  void decode_extensions_followTheRule() throws Exception {
    Bytes wire = SignedDescriptor.sign(descriptor, key).descriptor();

    HostileInput.assertExtensionRule(DescriptorCodec::decode, wire);
  }

  @Test
  @Covers("DIR-2")
  void relayId_isTheHashOfTheSigningKey() {
    Bytes id = SignedDescriptor.relayId(Bytes.copyOf(new byte[32]));

    assertEquals(
        TestRelays.v6("66687aadf862bd776c8fc18b8e9f8e20"),
        Bytes.copyOf(id.toByteArray(), 0, 16)); // SHA-256(0 x 32)
    assertEquals(32, id.length());
  }
}
