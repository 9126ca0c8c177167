package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;

/** What a call says of itself, in words, holds no address. */
class WordsScenarioTest {
  /** Both relays of the virtual world, as text, as hex, and as Java prints bytes. */
  private static final List<String> ADDRESSES =
      List.of("198.51.100", "c63364", "-58, 51, 100", "198, 51, 100");

  private static List<Object> spoken(TwoPhones phones) {
    List<Object> words = new ArrayList<>();
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      words.addAll(device.screen());
      words.addAll(device.traces());
      device.records().history().forEach(entry -> words.add(entry.receiptJson() + entry));
      words.addAll(device.media().sessions());
      words.add(device.engine());
    }
    for (Sent sent : phones.world.channels().sent()) {
      words.add(sent);
      words.add(sent.content());
    }
    words.add(phones.world.north());
    words.add(phones.world.north().descriptor());
    words.add(phones.world.north().descriptor().listeners());
    words.add(phones.world.north().descriptor().relayedAddresses());
    return words;
  }

  private static void assertNoAddress(List<Object> words) {
    for (Object word : words) {
      String text = word.toString().toLowerCase(Locale.ROOT);
      ADDRESSES.forEach(
          address -> assertFalse(text.contains(address), word.getClass() + " says an address"));
    }
  }

  private static CallMessage.Offer offer(TwoPhones phones) {
    return new HostileCaller(phones.world.channels().sent(MessageType.OFFER).get(0)).offer();
  }

  @Test
  @Covers("PRIV-12")
  @Adversary("ADV-35")
  void wholeCall_inEverythingThatIsShownKeptOrTraced_namesNoAddress() {
    TwoPhones phones = new TwoPhones().connected();
    phones.run(Duration.ofSeconds(10));
    phones.alice.hangup();
    phones.run(Duration.ofSeconds(2));

    List<Object> words = spoken(phones);

    assertTrue(words.size() > 50);
    assertNoAddress(words);
  }

  @Test
  @Covers("PRIV-12")
  @Adversary("ADV-35")
  void callsThatFail_nameNoAddressEither() {
    TwoPhones refused = new TwoPhones();
    refused.world.relays().refuse(refused.world.north());
    refused.alice.call(refused.bob.self().user());
    refused.run(Duration.ofSeconds(2));
    TwoPhones lost = new TwoPhones().connected();
    lost.world.relays().kill(lost.world.south());
    lost.run(Duration.ofSeconds(2));

    assertNoAddress(spoken(refused));
    assertNoAddress(spoken(lost));
  }

  @Test
  @Adversary("ADV-35")
  void messagesAndTheirParts_printNoAddress() {
    CallMessage.Offer offer = offer(new TwoPhones().ringing());

    assertNoAddress(
        List.of(
            offer,
            offer.relay(),
            offer.relay().orElseThrow().candidate(),
            offer.relay().orElseThrow().candidate().address(),
            offer.parameters(),
            new CallMessage.Candidates(
                offer.callId(), 0, List.of(offer.relay().orElseThrow().candidate()))));
  }

  /** A relay candidate has five fields; a sixth, as SDP's raddr would be, is refused. */
  @Test
  @Covers("SIG-4")
  @Adversary("ADV-35")
  void candidateWithARelatedAddress_isRefused() throws ProtocolException {
    Bytes core = SignalCodec.encodeCore(offer(new TwoPhones().ringing()));
    Bytes relay = Bytes.copyOf(CoreSurgery.value(core, 9));
    Bytes candidate = Bytes.copyOf(CoreSurgery.value(relay, 1));
    byte[] real = {10, 0, 0, 7};

    Bytes related = CoreSurgery.with(candidate, 6, real);
    Bytes changed =
        CoreSurgery.with(core, 9, CoreSurgery.with(relay, 1, related.toByteArray()).toByteArray());

    assertEquals(core, CoreSurgery.with(core, 9, relay.toByteArray()));
    ProtocolException refused =
        assertThrows(
            ProtocolException.class, () -> SignalCodec.decodeCore(MessageType.OFFER, changed));
    assertNoAddress(List.of(refused));
    assertFalse(refused.toString().contains("10"));
  }
}
