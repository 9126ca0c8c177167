package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.engine.privacy.TestRelays.candidate;
import static org.phantomnet.engine.privacy.TestRelays.ip;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

final class ReceiptBuilderTest {
  private static final Candidate HOST = candidate(CandidateType.HOST, ip(192, 0, 2, 77), 5_000);
  private static final Candidate RELAY = candidate(CandidateType.RELAY, ip(192, 0, 2, 78), 5_000);

  @Test
  @Covers("PRIV-12")
  @Adversary("ADV-34")
  void receipt_countsByClass() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.PRIVATE);
    builder.gathered(HOST);
    builder.gathered(RELAY);
    builder.gathered(RELAY);
    builder.sent(RELAY);
    builder.admitted(RELAY);
    builder.refused(Verdict.REFUSED_HOST);
    builder.refused(Verdict.REFUSED_HOST);
    builder.path("relay/relay");
    builder.path("host/srflx");
    builder.path("relay/relay");
    builder.isolated(true);
    builder.mediaKeys("SHIELD");

    PrivacyReceipt receipt = builder.build();

    assertEquals(Map.of("HOST", 1, "RELAY", 2), receipt.offered());
    assertEquals(Map.of("RELAY", 1), receipt.sent());
    assertEquals(Map.of("RELAY", 1), receipt.admitted());
    assertEquals(Map.of("REFUSED_HOST", 2), receipt.refused());
    assertEquals("relay/relay host/srflx", receipt.path());
    assertEquals("SHIELD", receipt.mediaKeys());
    assertEquals(0, receipt.packetsOutsidePolicy());
  }

  @Test
  @Covers("PRIV-12")
  @Adversary("ADV-35")
  void receipt_holdsNoAddress() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.PRIVATE);
    builder.gathered(HOST);
    builder.sent(HOST);
    builder.admitted(HOST);

    String text = builder.build().toString();

    assertFalse(text.contains("192"));
    assertFalse(text.contains("77"));
  }

  @Test
  void admission_countedAsRefusal_isAnOwnBug() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.PRIVATE);

    assertThrows(IllegalArgumentException.class, () -> builder.refused(Verdict.ADMITTED));
  }

  @Test
  @Covers("PRIV-12")
  void packetsOutsidePolicy_ofSeveralTunnels_addUp() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.PRIVATE);
    builder.outsidePolicy(2);
    builder.outsidePolicy(3);

    assertEquals(5, builder.build().packetsOutsidePolicy());
  }

  @Test
  @Covers({"CALL-63", "WIRE-14"})
  void receipt_ofACallThatWasInFast_claimsNothingThatOneOfItsConnectionsHadNot() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.FAST);
    builder.isolated(false);
    builder.isolated(true);
    builder.constantRate(ConstantRate.VERIFIED);

    PrivacyReceipt receipt = builder.build();
    builder.constantRate(ConstantRate.VIOLATED);

    assertFalse(receipt.isolated());
    assertEquals(ConstantRate.NOT_OFFERED, receipt.constantRate());
    assertEquals(ConstantRate.VIOLATED, builder.build().constantRate(), "a defect is told");
  }

  @Test
  @Covers("PRIV-12")
  void emptyReceipt_isThatOfACallThatDidNothing() {
    assertEquals(
        new ReceiptBuilder(CallMode.PARANOID).build(), PrivacyReceipt.empty(CallMode.PARANOID));
  }

  @Test
  @Covers("WIRE-14")
  void constantRate_isTheWorstOfAllConnections_andPerModeWithoutAny() {
    ReceiptBuilder builder = new ReceiptBuilder(CallMode.PRIVATE);
    assertEquals(ConstantRate.UNVERIFIED, builder.build().constantRate());
    assertEquals(
        ConstantRate.NOT_OFFERED, new ReceiptBuilder(CallMode.FAST).build().constantRate());

    builder.constantRate(ConstantRate.VERIFIED);
    assertEquals(ConstantRate.VERIFIED, builder.build().constantRate());
    builder.constantRate(ConstantRate.VIOLATED);
    builder.constantRate(ConstantRate.UNVERIFIED);

    assertEquals(ConstantRate.VIOLATED, builder.build().constantRate());
  }
}
