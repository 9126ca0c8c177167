package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

/** Texts that cross the border to native code: candidates, descriptions, certificates. */
class EngineTextFuzzTest {
  private static final Bytes FINGERPRINT = Bytes.copyOf(new byte[32]);
  private static final int LINES = 20;
  private static final StunServer STUN =
      new StunServer(Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 53}), 3_478);

  /**
   * A candidate with a numeric address or nothing; no name is looked up, and but for Fast it is a
   * relay's.
   */
  @FuzzTest
  @Covers({"ENG-13", "ENG-72"})
  @Adversary("ADV-35")
  void candidate(byte[] data) {
    String[] parts = new String(data, StandardCharsets.UTF_8).split("\\|", 2);
    String line = parts[0];
    Optional<Candidate> any = OwnCandidate.parse(line, parts[parts.length - 1], STUN);
    if (any.isPresent()) {
      assertEquals(
          any, OwnCandidate.parse(SdpTemplate.candidate(any.get()), "stun:192.0.2.53:3478", STUN));
      assertTrue(
          any.get().type() != CandidateType.SERVER_REFLEXIVE || parts[1].startsWith("stun:"));
    }

    Optional<Candidate> candidate = OwnCandidate.parse(line);

    if (candidate.isPresent()) {
      assertEquals(CandidateType.RELAY, candidate.get().type());
      String ours = SdpTemplate.candidate(candidate.get());
      assertTrue(ours.endsWith(" typ relay raddr 0.0.0.0 rport 0 network-cost 999"));
      assertEquals(candidate, OwnCandidate.parse(ours));
    }
  }

  static List<byte[]> candidateSeeds() {
    return texts(
        "candidate:1 1 udp 41885695 192.0.2.1 50000 typ relay raddr 0.0.0.0 rport 0",
        "candidate:ab+/ 1 udp 1 2001:db8::1 1 typ relay",
        "candidate:ab 1 udp 1 ::ffff:192.0.2.1 1 typ relay generation 0",
        "candidate:1 1 udp 41885695 10.0.0.1 50000 typ host",
        "candidate:1 1 udp 7 192.0.2.9 50000 typ srflx raddr 10.0.0.1 rport 4|stun:192.0.2.53:3478",
        "candidate:1 1 udp 7 127.0.0.1 50000 typ srflx raddr 10.0.0.1 rport 4|stun:127.0.0.1:3478");
  }

  /**
   * Whatever libwebrtc's description says, three checked values leave it, and one template stays.
   */
  @FuzzTest
  @Covers({"ENG-10", "ENG-12"})
  void description(byte[] data) {
    OwnDescription own;
    try {
      own = OwnDescription.parse(new String(data, StandardCharsets.UTF_8));
    } catch (IllegalStateException refused) {
      assertEquals("own description", refused.getMessage());
      return;
    }

    String sdp =
        new SdpTemplate(AudioShape.of(CallMode.PRIVATE))
            .describeSending(own, FINGERPRINT, SdpTemplate.Setup.ACTIVE);
    assertEquals(LINES + 3, sdp.lines().count());
    assertFalse(sdp.contains("a=candidate"));
    assertTrue(sdp.lines().allMatch(line -> line.matches("[\\x20-\\x7e]+")));
  }

  static List<byte[]> descriptionSeeds() {
    return texts(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789abcdef012345\r\n"
            + "a=ssrc:4294967295 cname:x\r\n",
        "\r\na=ice-ufrag:a+/Z\r\na=x\r\na=ice-pwd:0123456789abcdef01234567\r\n");
  }

  /** What Java does not take, native code never sees; it would abort. */
  @FuzzTest
  @Covers("ENG-14")
  void certificate(byte[] data) {
    int half = data.length / 2;
    String pem = new String(data, StandardCharsets.US_ASCII);
    try {
      CertificateCheck.fingerprint(pem, CertificateCheckTest.OWN_KEY.clone());
      assertTrue(pem.contains("CERTIFICATE"));
    } catch (GeneralSecurityException refused) {
      // as it should be
    }
    try {
      CertificateCheck.fingerprint(CertificateCheckTest.OWN_PEM, Arrays.copyOf(data, half));
    } catch (GeneralSecurityException refused) {
      // as it should be
    }
  }

  static List<byte[]> certificateSeeds() {
    return List.of(
        CertificateCheckTest.OWN_PEM.getBytes(StandardCharsets.US_ASCII),
        CertificateCheckTest.OWN_KEY);
  }

  private static List<byte[]> texts(String... texts) {
    return Arrays.stream(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
