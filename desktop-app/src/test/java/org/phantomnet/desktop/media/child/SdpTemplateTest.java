package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.media.child.SdpTemplate.Direction;
import org.phantomnet.desktop.media.child.SdpTemplate.Setup;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.TransportProtocol;

class SdpTemplateTest {
  private static final String PWD = "p".repeat(22);
  private static final Bytes FINGERPRINT = Bytes.copyOf(new byte[32]);
  private static final StunServer STUN =
      new StunServer(Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 53}), 3_478);
  private final SdpTemplate template = new SdpTemplate(AudioShape.of(CallMode.PRIVATE));

  @Test
  @Covers({"ENG-11", "ENG-20"})
  @Adversary("ADV-44")
  void description_hasOneAudioSectionOfConstantRateOpus() {
    List<String> lines =
        lines(template.describe("ufrag", PWD, FINGERPRINT, Setup.ACTPASS, Direction.INACTIVE));

    assertEquals(
        List.of("m=audio 9 UDP/TLS/RTP/SAVPF 111"),
        lines.stream().filter(l -> l.startsWith("m=")).toList());
    assertTrue(
        lines.contains(
            "a=fmtp:111 minptime=10;stereo=0;useinbandfec=0;usedtx=0;cbr=1;maxaveragebitrate=32000"));
    assertTrue(
        lines.containsAll(
            List.of("a=ptime:20", "a=maxptime:20", "a=rtcp-mux", "a=mid:0", "a=inactive")));
    assertTrue(
        lines.containsAll(List.of("a=setup:actpass", "a=ice-ufrag:ufrag", "a=ice-pwd:" + PWD)));
    assertEquals(1, lines.stream().filter(l -> l.startsWith("a=rtpmap")).count());
  }

  @Test
  @Covers("ENG-11")
  @Adversary("ADV-44")
  void description_hasNoHeaderExtension_andNoFeedback() {
    String sdp = template.describe("ufrag", PWD, FINGERPRINT, Setup.ACTIVE, Direction.SENDRECV);

    assertFalse(sdp.contains("extmap"));
    assertFalse(sdp.contains("rtcp-fb"));
  }

  @Test
  @Covers("ENG-12")
  void sendingDescription_namesItsStreamByConstants() {
    OwnDescription own = new OwnDescription("ufrag", PWD, 77);

    List<String> lines = lines(template.describeSending(own, FINGERPRINT, Setup.ACTIVE));

    assertTrue(
        lines.containsAll(
            List.of("a=sendrecv", "a=msid:s a", "a=ssrc:77 cname:c", "a=ssrc:77 msid:s a")));
  }

  @Test
  @Covers("ENG-100")
  @Adversary("ADV-45")
  void video_hasOneSection_withoutExtension_orFeedbackThatARateFollows() {
    SdpTemplate video =
        new SdpTemplate(AudioShape.of(CallMode.PRIVATE), List.of(Codec.VP8, Codec.H264));

    List<String> lines =
        lines(video.describe("ufrag", PWD, FINGERPRINT, Setup.ACTPASS, Direction.INACTIVE));

    assertEquals(
        List.of("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=video 9 UDP/TLS/RTP/SAVPF 96 102"),
        lines.stream().filter(l -> l.startsWith("m=")).toList());
    assertEquals(2, lines.stream().filter("a=inactive"::equals).count());
    assertTrue(lines.contains("a=group:BUNDLE 0 1"));
    assertFalse(lines.stream().anyMatch(l -> l.contains("extmap") || l.contains("transport-cc")));
    assertEquals(
        List.of("ccm fir", "nack", "nack pli"),
        lines.stream()
            .filter(l -> l.startsWith("a=rtcp-fb:96 "))
            .map(l -> l.substring("a=rtcp-fb:96 ".length()))
            .toList());
  }

  @Test
  @Covers({"ENG-12", "ENG-101"})
  void sendingVideo_namesOneCodec_andConstants() {
    SdpTemplate video =
        new SdpTemplate(AudioShape.of(CallMode.PRIVATE), List.of(Codec.VP8, Codec.H264))
            .with(Optional.of(Codec.H264));

    List<String> lines =
        lines(
            video.describeSending(new OwnDescription("ufrag", PWD, 77), FINGERPRINT, Setup.ACTIVE));

    assertTrue(lines.contains("m=video 9 UDP/TLS/RTP/SAVPF 102"));
    assertTrue(lines.containsAll(List.of("a=msid:s v", "a=ssrc:3 cname:c", "a=ssrc:77 cname:c")));
    assertFalse(lines.stream().anyMatch(l -> l.contains("VP8")));
  }

  @Test
  @Covers("ENG-21")
  void paranoid_packsSixtyMilliseconds() {
    SdpTemplate paranoid = new SdpTemplate(AudioShape.of(CallMode.PARANOID));

    List<String> lines =
        lines(paranoid.describe("ufrag", PWD, FINGERPRINT, Setup.ACTIVE, Direction.INACTIVE));

    assertTrue(lines.containsAll(List.of("a=ptime:60", "a=maxptime:60")));
  }

  @Test
  @Covers({"ENG-11", "ENG-73"})
  void fast_followsTheSound_andRepeatsWhatMayBeLost_withoutDtx() {
    SdpTemplate fast = new SdpTemplate(AudioShape.of(CallMode.FAST));

    List<String> lines =
        lines(fast.describe("ufrag", PWD, FINGERPRINT, Setup.ACTIVE, Direction.INACTIVE));

    assertTrue(
        lines.contains(
            "a=fmtp:111 minptime=10;stereo=0;useinbandfec=1;usedtx=0;cbr=0;maxaveragebitrate=40000"));
    assertTrue(lines.containsAll(List.of("a=ptime:20", "a=maxptime:20")));
    assertFalse(lines.stream().anyMatch(l -> l.contains("extmap") || l.contains("rtcp-fb")));
  }

  @Test
  @Covers("ENG-10")
  void ownDescription_isReadForThreeValuesOnly() {
    String sdp =
        "v=0\r\na=ice-ufrag:aB+/\r\na=ice-pwd:"
            + PWD
            + "\r\na=ssrc:42 cname:secret\r\na=candidate:1 1 udp 1 10.0.0.1 9\r\n";

    OwnDescription own = OwnDescription.parse(sdp);

    assertEquals(new OwnDescription("aB+/", PWD, 42), own);
    assertThrows(
        IllegalStateException.class, () -> OwnDescription.parse("v=0\r\na=ice-ufrag:a b\r\n"));
  }

  @Test
  @Covers({"ENG-13", "ENG-65"})
  void ownRelayCandidate_isTypedWithoutItsRelatedAddress() {
    Optional<Candidate> typed =
        OwnCandidate.parse(
            "candidate:842163049 1 udp 41885439 198.51.100.1 50001 typ relay raddr 10.1.2.3 rport 9 generation 0");

    assertEquals(
        Optional.of(
            new Candidate(
                CandidateType.RELAY,
                TransportProtocol.UDP,
                Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 1}),
                50_001,
                41_885_439)),
        typed);
    assertEquals(
        "candidate:1 1 udp 41885439 198.51.100.1 50001 typ relay raddr 0.0.0.0 rport 0"
            + " network-cost 999",
        SdpTemplate.candidate(typed.orElseThrow()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 udp 1 198.51.100.1 50001 typ host",
        "candidate:1 1 udp 1 198.51.100.1 50001 typ srflx raddr 10.0.0.1 rport 4",
        "candidate:1 1 tcp 1 198.51.100.1 50001 typ relay",
        "candidate:1 2 udp 1 198.51.100.1 50001 typ relay",
        "candidate:1 1 udp 1 relay.example 50001 typ relay",
        "candidate:1 1 udp 1 198.51.100.1.5 50001 typ relay",
        "candidate:1 1 udp 1 198.51.100.300 50001 typ relay",
        "candidate:1 1 udp 1 :::::: 50001 typ relay",
        "candidate:1 1 udp 1 198.51.100.1 0 typ relay",
        "candidate:1 1 udp 9999999999 198.51.100.1 1 typ relay",
        ""
      })
  @Covers("ENG-13")
  @Adversary("ADV-34")
  void ownCandidate_thatIsNoNumericUdpRelay_isDropped(String line) {
    assertEquals(Optional.empty(), OwnCandidate.parse(line));
  }

  @ParameterizedTest
  @CsvSource({
    "typ host,,true",
    "typ relay raddr 10.1.2.3 rport 9,,true",
    "typ srflx raddr 10.1.2.3 rport 9,stun:192.0.2.53:3478,true",
    "typ srflx raddr 10.1.2.3 rport 9,stun:127.0.0.1:3478,false",
    "typ srflx raddr 10.1.2.3 rport 9,stun:192.0.2.53:3479,false",
    "typ srflx raddr 10.1.2.3 rport 9,stun:relay.example:3478,false",
    "typ srflx raddr 10.1.2.3 rport 9,,false",
    "typ prflx raddr 10.1.2.3 rport 9,,false"
  })
  @Covers("ENG-72")
  @Adversary("ADV-35")
  void fast_candidate_leavesByType_andReflexiveOnesOnlyOfTheServer(
      String type, String server, boolean leaves) {
    String line = "candidate:1 1 udp 7 198.51.100.1 50001 " + type;

    Optional<Candidate> typed = OwnCandidate.parse(line, server == null ? "" : server, STUN);

    assertEquals(leaves, typed.isPresent());
    typed.ifPresent(t -> assertFalse(SdpTemplate.candidate(t).contains("10.1.2.3")));
  }

  @Test
  @Covers("ENG-72")
  void fast_reflexiveCandidate_ofAnIpv6Server_isKnownByItsAddress() {
    byte[] address = new byte[16];
    address[0] = 0x20;
    address[1] = 0x01;
    address[15] = 1;
    StunServer six = new StunServer(Bytes.copyOf(address), 3_478);
    String line = "candidate:1 1 udp 7 2001:db8::9 50001 typ srflx raddr :: rport 0";

    for (String server : List.of("stun:2001::1:3478", "stun:[2001::1]:3478")) {
      assertTrue(OwnCandidate.parse(line, server, six).isPresent(), server);
    }
    assertFalse(OwnCandidate.parse(line, "stun:2001::2:3478", six).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "candidate:1 1 tcp 1 198.51.100.1 9 typ host tcptype active",
        "candidate:1 1 udp 1 0f1e2d3c.local 50001 typ host",
        "candidate:1 1 udp 1 host.example 50001 typ host"
      })
  @Covers("ENG-72")
  @Adversary("ADV-34")
  void fast_candidate_ofTcpOrWithAName_isDropped(String line) {
    assertEquals(Optional.empty(), OwnCandidate.parse(line, "stun:192.0.2.53:3478", STUN));
  }

  @Test
  void ipv6Candidate_isWrittenInFull() {
    Candidate candidate =
        OwnCandidate.parse("candidate:1 1 udp 1 2001:db8::1 50001 typ relay").orElseThrow();

    assertTrue(SdpTemplate.candidate(candidate).contains(" 2001:db8:0:0:0:0:0:1 50001 "));
  }

  private static List<String> lines(String sdp) {
    return Arrays.asList(sdp.split("\r\n"));
  }
}
