package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** RFC 8489 section 9.2: which algorithms there are, and that nobody on the way takes one away. */
final class PasswordAlgorithmTest {
  private static final byte[] OFFER = {0, 2, 0, 0, 0, 1, 0, 0};

  private final byte[] out = new byte[2048];

  private static StunMessage challenge(TurnClient client) throws Exception {
    StunMessage challenge =
        client.plain(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
    client.learn(challenge);
    return challenge;
  }

  private StunMessage send(
      TurnBed bed,
      TurnClient client,
      String user,
      PasswordAlgorithm keyBy,
      boolean sha256,
      StunMethod method,
      Consumer<StunWriter> attributes)
      throws Exception {
    StunWriter writer =
        new StunWriter().begin(out, 0, method, StunClass.REQUEST, TurnClient.newId(), 0);
    attributes.accept(writer);
    MessageIntegrity key =
        MessageIntegrity.longTerm(keyBy, user, TurnBed.REALM, TurnBed.password(user));
    writer.text(AttributeType.REALM, TurnBed.REALM).bytes(AttributeType.NONCE, client.nonce);
    client.wire.send(
        Arrays.copyOf(
            out, (sha256 ? writer.integritySha256(key) : writer.integrity(key)).length()));
    StunMessage answer = client.receive();
    if (answer.messageClass() == StunClass.SUCCESS) {
      assertEquals(MessageIntegrity.Verdict.VALID, key.verify(answer));
      assertEquals(sha256, answer.integritySha256At() != StunMessage.NONE);
      assertEquals(!sha256, answer.integrityAt() != StunMessage.NONE);
    }
    return answer;
  }

  private static StunWriter allocate(StunWriter writer, String user) {
    return writer.u8(AttributeType.REQUESTED_TRANSPORT, 17).text(AttributeType.USERNAME, user);
  }

  @Test
  @Covers("STUN-8")
  void challenge_offersBothAlgorithms_andItsNonceSaysSo() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.UDP);
      StunMessage challenge = challenge(client);

      int offer = challenge.find(AttributeType.PASSWORD_ALGORITHMS);
      assertArrayEquals(OFFER, challenge.copyValue(offer));
      String nonce = new String(client.nonce, StandardCharsets.US_ASCII);
      assertTrue(nonce.startsWith("obMatJos2AAAB"));
      assertEquals(Nonces.LENGTH, nonce.length());
    }
  }

  @ParameterizedTest
  @CsvSource({"MD5,false", "MD5,true", "SHA_256,false", "SHA_256,true"})
  @Covers({"STUN-8", "STUN-4"})
  void bothAlgorithms_workWithBothIntegrities(PasswordAlgorithm algorithm, boolean sha256)
      throws Exception {
    try (TurnBed bed = new TurnBed()) {
      String user = bed.username();
      TurnClient client = bed.client(ListenerKind.UDP, user);
      challenge(client);
      Consumer<StunWriter> choice =
          w ->
              w.bytes(AttributeType.PASSWORD_ALGORITHMS, OFFER)
                  .u16(AttributeType.PASSWORD_ALGORITHM, algorithm.number());

      StunMessage made =
          send(
              bed,
              client,
              user,
              algorithm,
              sha256,
              StunMethod.ALLOCATE,
              w -> choice.accept(allocate(w, user)));
      assertEquals(StunClass.SUCCESS, made.messageClass());

      // the other algorithm later, as a client may choose anew
      StunMessage refreshed =
          send(
              bed,
              client,
              user,
              PasswordAlgorithm.MD5,
              sha256,
              StunMethod.REFRESH,
              w -> w.text(AttributeType.USERNAME, user));
      assertEquals(StunClass.SUCCESS, refreshed.messageClass());
      assertEquals(1, bed.server.liveAllocations());
    }
  }

  /** What somebody on the way could do to make the two use the weaker one. */
  @ParameterizedTest
  @EnumSource
  @Covers("STUN-8")
  void downgrade_isNoticed(Downgrade downgrade) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      String user = bed.username();
      TurnClient client = bed.client(ListenerKind.UDP, user);
      challenge(client);
      if (downgrade == Downgrade.COOKIE_WITHOUT_THE_BIT) {
        client.nonce[12] = 'A';
      }

      StunMessage answer =
          send(
              bed,
              client,
              user,
              PasswordAlgorithm.MD5,
              false,
              StunMethod.ALLOCATE,
              w -> downgrade.attributes.accept(allocate(w, user)));

      assertEquals(downgrade == Downgrade.COOKIE_WITHOUT_THE_BIT ? 438 : 400, answer.errorCode());
      assertEquals(0, bed.server.liveAllocations());
    }
  }

  private enum Downgrade {
    COOKIE_WITHOUT_THE_BIT(w -> {}),
    OFFER_OF_MD5_ONLY(
        w ->
            w.bytes(AttributeType.PASSWORD_ALGORITHMS, new byte[] {0, 1, 0, 0})
                .u16(AttributeType.PASSWORD_ALGORITHM, 1)),
    OFFER_TURNED(
        w ->
            w.bytes(AttributeType.PASSWORD_ALGORITHMS, new byte[] {0, 1, 0, 0, 0, 2, 0, 0})
                .u16(AttributeType.PASSWORD_ALGORITHM, 1)),
    CHOICE_WITHOUT_OFFER(w -> w.u16(AttributeType.PASSWORD_ALGORITHM, 1)),
    OFFER_WITHOUT_CHOICE(w -> w.bytes(AttributeType.PASSWORD_ALGORITHMS, OFFER)),
    UNKNOWN_CHOICE(
        w ->
            w.bytes(AttributeType.PASSWORD_ALGORITHMS, OFFER)
                .u16(AttributeType.PASSWORD_ALGORITHM, 3)),
    CHOICE_WITH_PARAMETERS(
        w ->
            w.bytes(AttributeType.PASSWORD_ALGORITHMS, OFFER)
                .u32(AttributeType.PASSWORD_ALGORITHM, 1L << 16 | 4));

    private final Consumer<StunWriter> attributes;

    Downgrade(Consumer<StunWriter> attributes) {
      this.attributes = attributes;
    }
  }

  @Test
  @Covers("STUN-8")
  void userHash_isNotOffered_andNobodyIsFoundByIt() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      String user = bed.username();
      TurnClient client = bed.client(ListenerKind.UDP, user);
      challenge(client);

      StunMessage answer =
          send(
              bed,
              client,
              user,
              PasswordAlgorithm.MD5,
              true,
              StunMethod.ALLOCATE,
              w ->
                  w.u8(AttributeType.REQUESTED_TRANSPORT, 17)
                      .bytes(AttributeType.USERHASH, new byte[32]));

      assertEquals(401, answer.errorCode());
      assertFalse(answer.has(AttributeType.USERHASH));
    }
  }

  /** RFC 8489 appendix B.1: the key is SHA-256 of name, realm and password. */
  @Test
  void keys_areOfTheirLength() {
    assertEquals(
        PasswordAlgorithm.SHA_256,
        MessageIntegrity.longTerm(PasswordAlgorithm.SHA_256, "a", "b", "c")
            .algorithm()
            .orElseThrow());
    assertEquals(Bytes.copyOf(OFFER), Bytes.copyOf(PasswordAlgorithm.offer()));
  }
}
