package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.capture.Content.Channel;
import org.phantomnet.conformance.capture.Content.Dtls;
import org.phantomnet.conformance.capture.Content.Srtcp;
import org.phantomnet.conformance.capture.Content.Srtp;
import org.phantomnet.conformance.capture.Content.Stun;
import org.phantomnet.conformance.capture.Content.Unknown;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/** Each form, and each form with one octet out of place. */
class ContentReaderTest {
  /**
   * RFC 5769 section 2.2, its padding made zero as RFC 8489 wants: the fingerprint is of spaces.
   */
  private static final String RFC_5769 =
      "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f72%s00200008"
          + "0001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

  private static Content read(byte[] payload) {
    return ContentReader.datagram(Octets.of(payload));
  }

  private static String why(byte[] payload) {
    return assertInstanceOf(Unknown.class, read(payload).innermost()).why();
  }

  private static byte[] allocated() {
    byte[] out = new byte[200];
    StunWriter writer =
        new StunWriter()
            .begin(out, 0, StunMethod.ALLOCATE, StunClass.SUCCESS, new byte[12], 0)
            .xorAddress(
                AttributeType.XOR_RELAYED_ADDRESS,
                org.phantomnet.protocol.bytes.Bytes.copyOf(
                    Frames.PEER_RELAYED.host().octets().copy()),
                Frames.PEER_RELAYED.port())
            .u32(AttributeType.LIFETIME, 600);
    return Arrays.copyOf(out, writer.length());
  }

  @Test
  void stun_ofTheRfcsExample_failsByItsPaddingAndThenByItsFingerprint() {
    assertEquals(
        "an attribute's padding holds something",
        why(Frames.bytes(String.format(java.util.Locale.ROOT, RFC_5769, "20"))));
    assertEquals(
        "the fingerprint", why(Frames.bytes(String.format(java.util.Locale.ROOT, RFC_5769, "00"))));
  }

  @Test
  void stun_writtenByTheProtocol_isReadTheSame() {
    Stun stun = assertInstanceOf(Stun.class, read(allocated()));

    assertEquals("Allocate success", stun.words());
    assertEquals(
        Optional.of(Frames.PEER_RELAYED),
        stun.find(StunAttribute.Type.XOR_RELAYED_ADDRESS).orElseThrow().address());
  }

  @Test
  void stun_withAnythingOutOfPlace_isUnknown() {
    byte[] good = allocated();

    assertEquals("no magic cookie", why(with(good, 5, 0)));
    assertEquals("length of the STUN message", why(Arrays.copyOf(good, good.length + 4)));
    assertEquals("STUN method 10", why(with(good, 1, 0x0a)));
    assertEquals("STUN attribute 11", why(with(good, 21, 0x11)));
    assertEquals("family of an address", why(with(good, 25, 2)));
    assertEquals("an attribute's length", why(with(good, 23, 200)));
    assertEquals("length of LIFETIME", why(with(good, 35, 3)));
  }

  @Test
  void channel_ofAnything_isReadInside() {
    Channel media =
        assertInstanceOf(Channel.class, read(Frames.channel(Frames.srtp(new byte[40]))));

    assertInstanceOf(Srtp.class, media.payload());
    assertEquals(
        "first octet 104",
        why(Frames.channel("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
    assertEquals("empty", why(Frames.channel(new byte[0])));
    assertEquals("first octet 64", why(Frames.channel(Frames.channel(Frames.srtp(new byte[40])))));
    assertEquals("TURN inside TURN", why(Frames.channel(allocated())));
    assertEquals(
        "length of the ChannelData", why(Frames.join(Frames.channel(allocated()), new byte[4])));
  }

  @Test
  void media_ofRtpAndRtcp_isToldApartAndHeldToItsForm() {
    byte[] control = Frames.join(Frames.bytes("80c80001 00000003"), new byte[14]);
    control[8] = (byte) 0x80;
    Srtp extended =
        assertInstanceOf(
            Srtp.class,
            read(
                Frames.join(
                    Frames.bytes("906f0001 00000002 00000003 bede0001 10000000"), new byte[30])));

    assertInstanceOf(Srtcp.class, read(control));
    assertEquals("RTCP that is not encrypted", why(with(control, 8, 0)));
    assertEquals(true, extended.extension());
    assertEquals(30, extended.sealed().length());
    assertEquals("too short for SRTP", why(Frames.srtp(new byte[9])));
  }

  @Test
  void dtls_isWalkedRecordByRecord() {
    byte[] open = Frames.bytes("16fefd0000000000000001 000e 01 000002 0000 000000 000002 fefd");
    byte[] sealed = Frames.join(Frames.bytes("16fefd0001000000000001 0020"), new byte[32]);

    Dtls dtls = assertInstanceOf(Dtls.class, read(Frames.join(open, sealed)));

    assertEquals(List.of(0, 1), dtls.records().stream().map(Content.DtlsRecord::epoch).toList());
    assertEquals(24, dtls.records().get(1).sealed().length());
    assertEquals("length of a DTLS record", why(Arrays.copyOf(open, open.length - 1)));
    assertEquals("version of DTLS", why(with(open, 1, 3)));
    assertEquals("lengths of a DTLS handshake", why(with(open, 24, 9)));
    assertEquals("application data of DTLS in clear", why(with(open, 0, 23)));
  }

  private static byte[] with(byte[] payload, int at, int value) {
    byte[] changed = payload.clone();
    changed[at] = (byte) value;
    return changed;
  }
}
