package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** How much longer an answer to someone unproven can be, as spec/07 says it. */
@Adversary("ADV-43")
final class AmplificationTest {
  private static final int REQUEST = StunMessage.HEADER_LENGTH;
  private static final String LONGEST_REALM = "r".repeat(127);

  private static TurnConfig withRealm(TurnConfig c, String realm) {
    return ConfigDraft.changed(c, draft -> draft.realm = realm);
  }

  private static int longestAnswer(String realm) throws Exception {
    int longest = 0;
    try (TurnBed bed = new TurnBed(c -> withRealm(c, realm))) {
      TurnClient client = bed.client(ListenerKind.UDP);
      for (StunMethod method :
          new StunMethod[] {
            StunMethod.BINDING,
            StunMethod.ALLOCATE,
            StunMethod.REFRESH,
            StunMethod.CREATE_PERMISSION,
            StunMethod.CHANNEL_BIND
          }) {
        longest = Math.max(longest, client.plain(method, w -> {}).length());
      }
    }
    return longest;
  }

  @Test
  @Covers("TURN-4")
  void worstAnswerToAnUnprovenSender_isWhatTheSpecSays() throws Exception {
    assertEquals(84, longestAnswer("test"));
    assertEquals(208, longestAnswer(LONGEST_REALM));
  }

  /** Padding, unknown attributes and wrong credentials make the request longer, not the answer. */
  @Test
  @Covers("TURN-4")
  void longerRequests_getNoMoreBeyondTheirLength() throws Exception {
    int excess = 84 - REQUEST;
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      for (int size : new int[] {4, 40, 400, 1_000}) {
        assertBelow(excess, size, client.plain(StunMethod.ALLOCATE, software(size)));
        assertBelow(excess, size, client.plain(StunMethod.BINDING, software(size)));
      }
      int unknown = 200;
      Consumer<StunWriter> many =
          w -> {
            for (int i = 0; i < unknown; i++) {
              w.bytes(0x0040 + i, new byte[0]);
            }
          };
      assertBelow(excess, 4 * unknown, client.plain(StunMethod.BINDING, many));
      Consumer<StunWriter> forged =
          w ->
              w.text(AttributeType.USERNAME, "1:x")
                  .text(AttributeType.REALM, TurnBed.REALM)
                  .text(AttributeType.NONCE, "n")
                  .integrity(client.key);
      assertBelow(excess, 0, client.plain(StunMethod.ALLOCATE, forged));
    }
  }

  private static Consumer<StunWriter> software(int size) {
    return w -> w.bytes(AttributeType.SOFTWARE, new byte[size]);
  }

  private static void assertBelow(int excess, int attributes, StunMessage answer) {
    assertTrue(
        answer.length() <= REQUEST + attributes + excess,
        answer.length() + " for " + (REQUEST + attributes));
  }
}
