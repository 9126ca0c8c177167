package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** Tokens as TURN credentials, over real sockets. */
final class TokenTurnTest {
  @TempDir private Path folder = Path.of("");

  private TokenBed bed() throws Exception {
    return new TokenBed(folder.resolve("spent.db"), 1);
  }

  private static void assertRefused(StunErrorCode code, TurnClient client) throws Exception {
    StunMessage answer = client.allocate();
    assertEquals(StunClass.ERROR, answer.messageClass());
    assertEquals(code.number(), answer.errorCode());
  }

  @Test
  @Covers({"TOK-6", "TOK-10", "TOK-12"})
  void token_isACredential_overUdpAndTcp() throws Exception {
    try (TokenBed bed = bed()) {
      for (ListenerKind kind : List.of(ListenerKind.UDP, ListenerKind.TCP)) {
        TurnClient client = bed.client(kind, bed.seal(bed.token()));

        assertEquals(StunClass.SUCCESS, client.allocate().messageClass());
        assertEquals(StunClass.SUCCESS, client.refresh(600).messageClass());
        assertEquals(StunClass.SUCCESS, client.refresh(0).messageClass());
        assertEquals(StunClass.SUCCESS, client.allocate().messageClass());
      }

      assertEquals(2, bed.count(Counter.TOKENS_REDEEMED));
      assertEquals(0, bed.count(Counter.FAULTS));
    }
  }

  @Test
  @Covers({"TOK-9", "TURN-6"})
  @Adversary("ADV-43")
  void token_isSpentOnce_howeverItIsSealed() throws Exception {
    try (TokenBed bed = bed()) {
      Token token = bed.token();
      TokenCredential credential = bed.seal(token);
      assertEquals(StunClass.SUCCESS, bed.client(credential).allocate().messageClass());

      assertRefused(StunErrorCode.ALLOCATION_QUOTA_REACHED, bed.client(credential));
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(token)));
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(ListenerKind.TCP, bed.seal(token)));
      assertEquals(1, bed.count(Counter.ALLOCATIONS_MADE));
    }
  }

  @Test
  @Covers("TOK-9")
  @Adversary("ADV-43")
  void token_spentBeforeARestart_staysSpent() throws Exception {
    try (TokenBed bed = bed()) {
      Token token = bed.token();
      TokenCredential credential = bed.seal(token);
      assertEquals(StunClass.SUCCESS, bed.client(credential).allocate().messageClass());

      bed.restart();

      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(credential));
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(token)));
      assertEquals(StunClass.SUCCESS, bed.client(bed.seal(bed.token())).allocate().messageClass());
    }
  }

  @Test
  @Covers("TOK-4")
  @Adversary({"ADV-43", "ADV-57"})
  void token_ofAnotherRelay_isWorthNothing_evenOfOneWithTheSameKey() throws Exception {
    try (TokenBed here = bed();
        TokenBed there = new TokenBed(folder.resolve("other.db"), 2, here.key, "south")) {
      Token token = here.token();
      TokenCredential spentHere = here.seal(token);
      assertEquals(StunClass.SUCCESS, here.client(spentHere).allocate().messageClass());

      assertRefused(StunErrorCode.UNAUTHENTICATED, there.client(spentHere));
      assertRefused(StunErrorCode.UNAUTHENTICATED, there.client(there.seal(token)));
      assertRefused(StunErrorCode.UNAUTHENTICATED, there.client(there.seal(here.token())));
      assertEquals(0, there.count(Counter.ALLOCATIONS_MADE));
      assertEquals(
          StunClass.SUCCESS, there.client(there.seal(there.token())).allocate().messageClass());
    }
  }

  @Test
  @Covers({"TOK-4", "TOK-10"})
  @Adversary("ADV-43")
  void token_isGoodOnItsDayAndTheNext() throws Exception {
    try (TokenBed bed = bed()) {
      long today = bed.epoch();
      Token tomorrows = bed.token(today + 1);
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(tomorrows, today + 1)));
      assertRefused(
          StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(bed.token(today - 2), today - 2)));
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(tomorrows, today)));
      Token todays = bed.token(today);

      bed.pass(Duration.ofDays(1));

      TokenCredential late = bed.seal(todays, today);
      assertEquals(StunClass.SUCCESS, bed.client(late).allocate().messageClass());
      TokenCredential inTime = bed.seal(tomorrows, today + 1);
      assertEquals(StunClass.SUCCESS, bed.client(inTime).allocate().messageClass());

      bed.pass(Duration.ofDays(-1)); // a clock that goes back brings no token back
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(todays, today)));
    }
  }

  @Test
  @Covers("TOK-8")
  void token_ofAnIssuerOfTheOwnFamily_isRefused() throws Exception {
    try (TokenBed bed =
        new TokenBed(
            folder.resolve("own.db"),
            1,
            org.phantomnet.protocol.crypto.HpkeKey.generate(TokenBed.RANDOM),
            TokenBed.FAMILY)) {
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(bed.token())));
    }
  }

  @Test
  @Covers("TOK-8")
  void token_ofAKeyWhoseLifeIsOver_isRefused() throws Exception {
    try (TokenBed bed = bed()) {
      bed.pass(Duration.ofDays(4));

      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(bed.seal(bed.token())));
    }
  }

  @Test
  @Covers("TOK-10")
  @Adversary("ADV-43")
  void userNameSeenByOthers_neitherServesThem_norSpendsTheToken() throws Exception {
    try (TokenBed bed = bed()) {
      TokenCredential credential = bed.seal(bed.token());
      TokenCredential seen = new TokenCredential(credential.username(), "a guess");

      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(seen));

      assertEquals(StunClass.SUCCESS, bed.client(credential).allocate().messageClass());
    }
  }

  @Test
  @Covers("TOK-10")
  void liveAllocation_isRefreshedTwelveHoursAfterExpiry_andNoLonger() throws Exception {
    try (TokenBed bed = bed()) {
      TokenCredential credential = bed.seal(bed.token());
      TurnClient client = bed.client(credential);
      assertEquals(StunClass.SUCCESS, client.allocate().messageClass());

      bed.pass(Duration.ofHours(17));
      assertEquals(StunClass.SUCCESS, client.refresh(3600).messageClass());
      assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(credential));
      bed.pass(Duration.ofHours(1));

      assertEquals(StunErrorCode.UNAUTHENTICATED.number(), client.refresh(3600).errorCode());
    }
  }

  @Test
  @Covers("TOK-10")
  void retransmittedAllocate_getsTheSameAllocation() throws Exception {
    try (TokenBed bed = bed()) {
      TurnClient client = bed.client(bed.seal(bed.token()));
      client.learn(
          client.plain(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17)));
      byte[] packet =
          client.signed(
              StunMethod.ALLOCATE,
              TurnClient.newId(),
              w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
      for (int i = 0; i < 5; i++) {
        client.wire.send(packet);
      }
      StunMessage first = client.receive();

      client.wire.send(packet);
      StunMessage again = client.receive();

      assertEquals(StunClass.SUCCESS, first.messageClass());
      assertEquals(
          TurnClient.xorAddress(first, AttributeType.XOR_RELAYED_ADDRESS),
          TurnClient.xorAddress(again, AttributeType.XOR_RELAYED_ADDRESS));
      assertEquals(1, bed.count(Counter.ALLOCATIONS_MADE));
      assertEquals(1, bed.count(Counter.TOKENS_REDEEMED));
    }
  }

  @Test
  @Covers("TOK-12")
  void drainingNode_spendsNoToken() throws Exception {
    try (TokenBed bed = bed()) {
      TokenCredential credential = bed.seal(bed.token());
      bed.server.drain();
      assertRefused(StunErrorCode.INSUFFICIENT_CAPACITY, bed.client(credential));

      bed.restart();

      assertEquals(StunClass.SUCCESS, bed.client(credential).allocate().messageClass());
    }
  }

  @Test
  @Covers("TOK-9")
  void storeThatCannotGrow_refusesTokensUnspent_andLiveCallsGoOn() throws Exception {
    try (TokenBed bed = bed()) {
      assertEquals(StunClass.SUCCESS, bed.client(bed.seal(bed.token())).allocate().messageClass());
      bed.restartWithFullStore();
      TurnClient live = bed.client(bed.seal(bed.token()));
      assertEquals(StunClass.SUCCESS, live.allocate().messageClass());

      TokenCredential refused = untilRefused(bed);

      assertEquals(StunClass.SUCCESS, live.refresh(600).messageClass());
      assertEquals(1, bed.count(Counter.TOKEN_STORE_FAILED));
      bed.restart();
      assertEquals(StunClass.SUCCESS, bed.client(refused).allocate().messageClass());
    }
  }

  private static TokenCredential untilRefused(TokenBed bed) throws Exception {
    for (int i = 0; i < 60; i++) {
      TokenCredential credential = bed.seal(bed.token());
      StunMessage answer = bed.client(credential).allocate();
      if (answer.messageClass() == StunClass.ERROR) {
        assertEquals(StunErrorCode.INSUFFICIENT_CAPACITY.number(), answer.errorCode());
        return credential;
      }
    }
    throw new AssertionError("the store took them all");
  }

  @Test
  void userNamesThatHoldNoToken_areRefused() throws Exception {
    try (TokenBed bed = bed()) {
      char[] letters = new char[492];
      Arrays.fill(letters, 'A');
      for (String name : new String[] {"t1.", "t1.AAAA", "t1." + new String(letters)}) {
        assertRefused(StunErrorCode.UNAUTHENTICATED, bed.client(new TokenCredential(name, "x")));
      }
      assertEquals(0, bed.count(Counter.FAULTS));
    }
  }

  @Test
  void relayWithoutADesk_refusesTokens() throws Exception {
    try (TurnBed plain = new TurnBed();
        TokenBed bed = bed()) {
      TokenCredential credential = bed.seal(bed.token());
      TurnClient client =
          new TurnClient(
              TurnClient.udp(plain.server.socketAddress(ListenerKind.UDP)),
              credential.username(),
              credential.password());
      try (client) {
        assertRefused(StunErrorCode.UNAUTHENTICATED, client);
      }
    }
  }
}
