package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.listen.Speech;

/** Whatever is planted is found, in every encoding and wherever it stands. */
class KnownPlaintextTest {
  private static final String TEXT = "hello Bob, at nine";
  private static final short[] SPOKEN = Speech.ALICE.sound().pcm16();

  private static List<String> found(KnownPlaintext known, byte[] payload) {
    Frames frames = new Frames().udp(Frames.CLIENT, Frames.RELAY, payload);
    return known.findings(frames.audit(Frames.PRIVATE));
  }

  @Test
  void text_inAnyEncoding_isFound() {
    KnownPlaintext known = new KnownPlaintext().text("chat", TEXT);
    byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
    byte[] hex = Octets.of(plain).hex(99).replace(" ", "").getBytes(StandardCharsets.UTF_8);
    for (int before = 0; before < 4; before++) {
      byte[] framed = Frames.join(new byte[before], plain, new byte[3]);
      for (byte[] planted :
          List.of(
              framed,
              Frames.join(new byte[before], hex),
              Base64.getEncoder().encode(framed),
              Base64.getUrlEncoder().encode(framed),
              Frames.join(new byte[before], TEXT.getBytes(StandardCharsets.UTF_16BE)))) {
        assertTrue(found(known, planted).size() == 1, () -> Octets.of(planted).hex(60));
      }
    }
    assertEquals(List.of(), found(known, new Frames().randomBytes(50_000)));
  }

  @Test
  void sound_inAnyEncodingAndAtAnyOffset_isFound() {
    KnownPlaintext known = new KnownPlaintext().sound(SPOKEN);
    assertTrue(known.soundWindows() > 10_000);
    int loud = Frames.loudest(SPOKEN);
    for (int from : new int[] {loud, loud + 1, loud + 2, loud + 3}) {
      short[] part = Arrays.copyOfRange(SPOKEN, from, from + 60);
      byte[] little = new byte[120];
      byte[] mu = new byte[60];
      byte[] a = new byte[60];
      for (int at = 0; at < 60; at++) {
        little[2 * at] = (byte) part[at];
        little[2 * at + 1] = (byte) (part[at] >> 8);
        mu[at] = Companding.mu(part[at]);
        a[at] = Companding.a(part[at]);
      }
      for (byte[] planted : List.of(little, mu, a)) {
        byte[] media = Frames.channel(Frames.srtp(Frames.join(new byte[11], planted)));
        assertTrue(found(known, media).toString().contains("holds sound"), "from " + from);
      }
    }
    assertEquals(List.of(), found(known, new Frames().randomBytes(50_000)));
  }

  /** The values of ITU-T G.711 tables 1 and 2, at their ends and in between. */
  @Test
  void companding_ofKnownSamples_isThatOfTheStandard() {
    assertEquals((byte) 0xff, Companding.mu(0));
    assertEquals((byte) 0x80, Companding.mu(32_767));
    assertEquals((byte) 0x00, Companding.mu(-32_768));
    assertEquals((byte) 0xd5, Companding.a(0));
    assertEquals((byte) 0xaa, Companding.a(32_767));
    assertEquals((byte) 0x2a, Companding.a(-32_768));
  }

  @Test
  void text_acrossTwoSegmentsOfTcp_isFoundInTheStream() {
    byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
    Frames frames =
        new Frames()
            .tcp(Frames.CLIENT, Frames.MAILBOX, Packet.SYN, 0, new byte[0])
            .tcp(Frames.CLIENT, Frames.MAILBOX, Packet.ACK, 1, Arrays.copyOf(plain, 9))
            .tcp(
                Frames.CLIENT,
                Frames.MAILBOX,
                Packet.ACK,
                10,
                Arrays.copyOfRange(plain, 9, plain.length));

    assertEquals(
        List.of("a TCP stream holds chat"),
        new KnownPlaintext().text("chat", TEXT).findings(frames.audit(Frames.PRIVATE)));
  }
}
