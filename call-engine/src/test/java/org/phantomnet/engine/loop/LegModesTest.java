package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.Rekeying.Wish;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;

/** How often one call changes its mode, and what is asked of a person. */
class LegModesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration APART = Duration.ofMinutes(5);

  private final LegModes modes = new LegModes();

  private static RekeyMessage wish(CallMode to, int core) {
    Bytes bytes = Bytes.copyOf(new byte[] {(byte) core});
    CallId call = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
    return new RekeyMessage(
        new CallMessage.Ring(call), // which message it is in does not matter here
        Wish.MODE,
        false,
        1,
        0,
        bytes,
        bytes,
        bytes,
        Optional.of(CallMode.PRIVATE),
        Optional.of(to));
  }

  @Test
  @Covers("CALL-67")
  @Adversary("ADV-56")
  void call_becomesStricterFourTimes_howeverOftenWeaker() {
    for (int i = 0; i < 4; i++) {
      assertTrue(modes.mayBecomeStricter());
      modes.agreed(true);
      modes.agreed(false);
    }
    assertFalse(modes.mayBecomeStricter());
  }

  @Test
  @Covers("CALL-67")
  @Adversary("ADV-56")
  void weakerMode_isTakenTwice_fiveMinutesApart_ofEachSide() {
    assertTrue(modes.takeOwn(NOW));
    assertFalse(modes.takeOwn(NOW.plus(APART).minusMillis(1)));
    assertTrue(modes.takeOwn(NOW.plus(APART)));
    assertFalse(modes.takeOwn(NOW.plus(Duration.ofDays(1))));

    assertTrue(modes.opens(wish(CallMode.FAST, 1), NOW));
    modes.refuse();
    assertFalse(modes.opens(wish(CallMode.FAST, 2), NOW.plus(APART).minusMillis(1)));
    assertTrue(modes.opens(wish(CallMode.FAST, 3), NOW.plus(APART)));
    modes.refuse();
    assertFalse(modes.opens(wish(CallMode.FAST, 4), NOW.plus(Duration.ofDays(1))));
  }

  @Test
  @Covers("CALL-66")
  void sameWishUnderOtherKeys_isOneRequest_andTheNewestIsAnswered() {
    assertTrue(modes.opens(wish(CallMode.FAST, 1), NOW));
    assertTrue(modes.opens(wish(CallMode.FAST, 2), NOW));

    assertEquals(Optional.of(wish(CallMode.FAST, 2)), modes.open());
    modes.refuse();
    assertTrue(modes.isRefused(wish(CallMode.FAST, 2)));
    assertFalse(modes.isRefused(wish(CallMode.FAST, 1)));
  }

  /** However many came since, and however many a hostile contact makes. */
  @Test
  @Covers("CALL-66")
  @Adversary("ADV-56")
  void refusedRequest_staysRefused_andFloodsAreRefusedInTheEnd() {
    for (int core = 0; core < 31; core++) {
      modes.refuse(wish(CallMode.FAST, core));
    }
    assertTrue(modes.isRefused(wish(CallMode.FAST, 0)));
    assertFalse(modes.isRefused(wish(CallMode.FAST, 100)));

    modes.refuse(wish(CallMode.FAST, 31));
    assertTrue(modes.isRefused(wish(CallMode.FAST, 0)));
    assertTrue(modes.isRefused(wish(CallMode.FAST, 100)));
  }

  @Test
  @Covers("CALL-66")
  void approval_isOfThatModeOnly_andGoneOnceAModeIsAgreed() {
    modes.opens(wish(CallMode.FAST, 1), NOW);
    assertFalse(modes.isApproved(CallMode.FAST, NOW));

    modes.approve(NOW);
    assertTrue(modes.isApproved(CallMode.FAST, NOW.plusSeconds(29)));
    assertFalse(modes.isApproved(CallMode.PRIVATE, NOW));
    assertEquals(Optional.empty(), modes.open());

    modes.agreed(false);
    assertFalse(modes.isApproved(CallMode.FAST, NOW));
  }

  @Test
  @Covers("CALL-91")
  void wishThatIsTakenBack_isRefused_andWhatWasApprovedIsNot() {
    modes.opens(wish(CallMode.FAST, 1), NOW);
    modes.approve(NOW);

    modes.takenBack(wish(CallMode.FAST, 1).name());

    assertFalse(modes.isApproved(CallMode.FAST, NOW));
    assertTrue(modes.isRefused(wish(CallMode.FAST, 1)));
    assertFalse(modes.isRefused(wish(CallMode.FAST, 2)));
  }

  /** Else a contact could keep a yes for the moment that suits it. */
  @Test
  @Covers("CALL-66")
  @Adversary("ADV-24")
  void approval_thatNothingFollowed_isNoneAfterHalfAMinute() {
    modes.opens(wish(CallMode.FAST, 1), NOW);

    modes.approve(NOW);

    assertFalse(modes.isApproved(CallMode.FAST, NOW.plusSeconds(30)));
  }
}
