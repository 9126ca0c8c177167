package org.phantomnet.protocol.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.PublishedFile.PublishedRecord;

class HpkeTest {
  private static final Bytes INFO = Bytes.copyOf(new byte[] {1, 2, 3});
  private static final Bytes TEXT = Bytes.copyOf(new byte[] {9, 9});

  private final SeededRandom random = new SeededRandom(5);
  private final HpkeKey key = HpkeKey.generate(random);

  @Test
  void baseMode_ofThePublishedSample_matches() throws ProtocolException {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "rfc9180-hpke-x25519-sha256-aes256gcm.txt",
            "INFO",
            "SKR",
            "SKE",
            "PKR",
            "ENC",
            "AAD",
            "PT",
            "CT",
            "EXPORT1",
            "EXPORT2",
            "EXPORT3");

    for (PublishedRecord sample : samples) {
      HpkeKey receiverKey = HpkeKey.of(SecretKey.of(sample.bytes("SKR")));
      assertEquals(sample.bytes("PKR"), receiverKey.publicKey());
      HpkeKey ephemeral = HpkeKey.of(SecretKey.of(sample.bytes("SKE")));
      Hpke.Sender sender = Hpke.send(sample.bytes("PKR"), sample.bytes("INFO"), ephemeral);
      assertEquals(sample.bytes("ENC"), sender.enc());
      assertEquals(sample.bytes("CT"), sender.seal(sample.bytes("AAD"), sample.bytes("PT")));
      Hpke.Receiver receiver = Hpke.receive(receiverKey, sample.bytes("ENC"), sample.bytes("INFO"));
      assertEquals(sample.bytes("PT"), receiver.open(sample.bytes("AAD"), sample.bytes("CT")));
      List<Bytes> contexts =
          List.of(
              Bytes.EMPTY,
              Bytes.copyOf(new byte[1]),
              Bytes.copyOf("TestContext".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
      for (int i = 0; i < contexts.size(); i++) {
        Bytes expected = sample.bytes("EXPORT" + (i + 1));
        assertEquals(expected, sender.export(contexts.get(i), 32).disclose());
        assertEquals(expected, receiver.export(contexts.get(i), 32).disclose());
      }
    }
    assertEquals(1, samples.size());
  }

  @Test
  void text_underAnotherKeyInfoOrAssociatedData_doesNotOpen() throws ProtocolException {
    Hpke.Sender sender = Hpke.send(key.publicKey(), INFO, random);
    Bytes sealed = sender.seal(INFO, TEXT);

    HpkeKey other = HpkeKey.generate(random);
    assertBadMac(Hpke.receive(other, sender.enc(), INFO), INFO, sealed);
    assertBadMac(Hpke.receive(key, sender.enc(), TEXT), INFO, sealed);
    assertBadMac(Hpke.receive(key, sender.enc(), INFO), TEXT, sealed);
    assertBadMac(Hpke.receive(key, other.publicKey(), INFO), INFO, sealed);
    assertBadMac(Hpke.receive(key, sender.enc(), INFO), INFO, Bytes.EMPTY);
  }

  @Test
  void keys_ofLowOrderOrAnotherLength_areRefused() {
    for (Bytes wrong : List.of(Bytes.copyOf(new byte[32]), Bytes.EMPTY, TEXT)) {
      assertThrows(Malformed.class, () -> Hpke.send(wrong, INFO, random));
      assertThrows(Malformed.class, () -> Hpke.receive(key, wrong, INFO));
    }
  }

  @Test
  void sameText_sealedTwice_looksDifferent() throws ProtocolException {
    Hpke.Sender one = Hpke.send(key.publicKey(), INFO, random);
    Hpke.Sender two = Hpke.send(key.publicKey(), INFO, random);

    assertNotEquals(one.enc(), two.enc());
    assertNotEquals(one.seal(INFO, TEXT), two.seal(INFO, TEXT));
  }

  @Test
  void answer_underAnotherSecretEncOrNonce_doesNotOpen() throws ProtocolException {
    SecretKey secret = SecretKey.random(32, random);
    Bytes enc = random.bytes(32);
    Bytes nonce = random.bytes(32);
    Bytes sealed = AnswerSeal.seal(secret, enc, nonce, TEXT);

    assertEquals(TEXT, AnswerSeal.open(secret, enc, nonce, sealed));
    SecretKey other = SecretKey.random(32, random);
    assertThrows(Unauthentic.class, () -> AnswerSeal.open(other, enc, nonce, sealed));
    assertThrows(Unauthentic.class, () -> AnswerSeal.open(secret, nonce, nonce, sealed));
    assertThrows(Unauthentic.class, () -> AnswerSeal.open(secret, enc, enc, sealed));
  }

  @Test
  void closedKey_opensNothing() {
    key.close();

    assertThrows(IllegalStateException.class, () -> Hpke.receive(key, key.publicKey(), INFO));
  }

  private static void assertBadMac(Hpke.Receiver receiver, Bytes associated, Bytes sealed) {
    Unauthentic refused = assertThrows(Unauthentic.class, () -> receiver.open(associated, sealed));
    assertEquals(Unauthentic.Reason.BAD_MAC, refused.reason());
  }
}
