package org.phantomnet.protocol.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.phantomnet.protocol.HostileInput.chosen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.HostileInput.TypedDecoder;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/**
 * Lists, what links a device, and what own devices say; mailbox, contact and stolen device alike.
 */
class DevicesFuzzTest {
  private static final List<Form<?>> FORMS =
      List.of(
          new Form<>(DeviceList::decode, DeviceList::encode),
          new Form<>(LinkCodec::decodeUpload, LinkCodec::encode),
          new Form<>(LinkCodec::decodeSlot, LinkCodec::encodeSlot),
          new Form<>(LinkCodec::decodeDeposit, LinkCodec::encode),
          new Form<>(LinkCodec::decodeAnswer, LinkCodec::encodeAnswer),
          new Form<>(LinkCodec::decodeRegistration, LinkCodec::encode),
          new Form<>(Provisioning::decode, Provisioning::encode),
          new Form<>(SyncCodec::decode, SyncCodec::encode));

  private record Form<T>(TypedDecoder<T> decoder, Function<T, Bytes> encoder) {
    void check(byte[] wire) {
      HostileInput.decoded(wire, decoder)
          .ifPresent(value -> HostileInput.assertCanonical(wire, encoder.apply(value)));
    }
  }

  /** The first byte says which form the rest is to be. */
  @FuzzTest
  @Covers("ENV-5")
  void forms(byte[] data) {
    if (data.length > 0) {
      FORMS.get((data[0] & 0xff) % FORMS.size()).check(Arrays.copyOfRange(data, 1, data.length));
    }
  }

  static List<byte[]> formsSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    SignedListFixture.samples().forEach(list -> seeds.add(chosen(0, list.encode())));
    Bytes token = SignedListFixture.bytes(32, 3);
    DeviceUpload upload =
        new DeviceUpload(
            SignedListFixture.bytes(20, 1), Optional.of(new DeviceUpload.Link(2, token)));
    Bytes slot = SignedListFixture.bytes(16, 2);
    seeds.add(chosen(1, LinkCodec.encode(upload)));
    seeds.add(chosen(2, LinkCodec.encodeSlot(slot)));
    seeds.add(chosen(3, LinkCodec.encode(new LinkDeposit(slot, token))));
    seeds.add(chosen(4, LinkCodec.encodeAnswer(Optional.of(token))));
    seeds.add(chosen(5, LinkCodec.encode(LinkCodecTest.registration())));
    seeds.add(chosen(6, LinkCodecTest.provisioning().encode()));
    LinkCodecTest.syncs().forEach(sync -> seeds.add(chosen(7, SyncCodec.encode(sync))));
    return seeds;
  }

  /** What was not signed so does not open. */
  @FuzzTest
  @Covers("DEV-1")
  void signedList(byte[] data) {
    Optional<SignedDeviceList> signed = HostileInput.decoded(data, SignedDeviceList::decode);
    signed.ifPresent(
        list -> {
          assertEquals(Bytes.copyOf(data), list.encode());
          Optional<DeviceList> opened =
              HostileInput.decoded(
                  data, wire -> SignedDeviceList.decode(wire).open(SignedListFixture.BOUND));
          opened.ifPresent(
              value -> assertEquals(true, SignedListFixture.samples().contains(value)));
        });
  }

  static List<byte[]> signedListSeeds() {
    return SignedListFixture.samples().stream()
        .map(list -> SignedListFixture.signed(list).encode().toByteArray())
        .toList();
  }

  /** One code has one text. */
  @FuzzTest
  @Covers("DEV-10")
  void linkCode(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    HostileInput.decoded(data, wire -> LinkCode.parse(text))
        .ifPresent(code -> assertEquals(text.trim().toLowerCase(Locale.ROOT), code.text()));
  }

  static List<byte[]> linkCodeSeeds() {
    LinkCode code =
        new LinkCode(SignedListFixture.bytes(16, 0x5a), SignedListFixture.bytes(32, 0xa5));
    return List.of(code.text().getBytes(StandardCharsets.US_ASCII));
  }
}
