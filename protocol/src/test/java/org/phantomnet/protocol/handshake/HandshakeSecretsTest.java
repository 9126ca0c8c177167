package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;
import static org.phantomnet.protocol.handshake.Handshake.BINDING;
import static org.phantomnet.protocol.handshake.Handshake.CLOCK;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Destroyable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SampleMessages;

/** That everything secret in a handshake is wiped when it should be, and not before. */
@Covers("KEY-11")
final class HandshakeSecretsTest {
  private Handshake handshake;
  private CallKeys keys;

  @BeforeEach
  void agree() throws ProtocolException {
    handshake = new Handshake(1);
    keys = handshake.caller();
  }

  @Test
  void everySecret_isAliveUntilClosed() throws Exception {
    RekeyShares asked = RekeyShares.generate(new SeededRandom(3));
    RekeyReply reply =
        RekeyReply.respond(asked.x25519Share(), asked.mlKemKey(), new SeededRandom(4));
    List<AutoCloseable> secrets =
        List.of(
            keys,
            keys.held(0).orElseThrow(),
            EarlyKeys.derive(BINDING, SampleMessages.filled(32, 5)),
            DtlsIdentity.generate(new SeededRandom(2), CLOCK),
            handshake.callerShares,
            handshake.calleeShares,
            asked,
            reply);

    for (AutoCloseable secret : secrets) {
      assertFalse(((Destroyable) secret).isDestroyed(), secret.getClass().getSimpleName());
    }
    for (AutoCloseable secret : secrets) {
      secret.close();
      assertTrue(((Destroyable) secret).isDestroyed(), secret.getClass().getSimpleName());
    }
  }

  @Test
  void closedEpoch_hasNoKeyLeft() {
    EpochKeys epoch = keys.held(0).orElseThrow();
    List<SecretKey> all = new ArrayList<>();
    for (Role role : Role.values()) {
      all.addAll(List.of(epoch.policy(role), epoch.confirm(role), epoch.media(role)));
    }

    keys.close();

    assertEquals(6, all.size());
    assertTrue(all.stream().allMatch(SecretKey::isDestroyed));
    assertTrue(epoch.isDestroyed());
  }

  @Test
  void closedShares_leaveNoSecret() throws ProtocolException {
    SecretKey callerSecret = handshake.callerShares.secretKey();
    SecretKey calleeSecret = handshake.calleeShares.secretKey();
    SecretKey x25519 = handshake.calleeShares.reply().x25519Secret();
    RekeyShares asked = handshake.callerShares.shares();

    handshake.callerShares.close();
    handshake.calleeShares.close();

    assertTrue(callerSecret.isDestroyed());
    assertTrue(calleeSecret.isDestroyed());
    assertTrue(x25519.isDestroyed());
    assertThrows(IllegalStateException.class, () -> asked.agree(handshake.answer.x25519Share()));
    assertThrows(
        IllegalStateException.class, () -> asked.decapsulate(handshake.answer.mlKemCiphertext()));
  }

  @Test
  void closedEarlyKeys_makeNoMacOfEitherRole() {
    EarlyKeys early = EarlyKeys.derive(BINDING, SampleMessages.filled(32, 5));

    early.close();

    assertThrows(
        IllegalStateException.class, () -> early.mac(Role.CALLER, MessageType.OFFER, 1, hex("00")));
    assertThrows(
        IllegalStateException.class, () -> early.mac(Role.CALLEE, MessageType.RING, 1, hex("00")));
  }

  @Test
  @Covers("KEY-10")
  void retiredEpoch_isWiped() throws ProtocolException {
    EpochKeys first = keys.held(0).orElseThrow();
    rekey(3);
    assertFalse(first.isDestroyed());

    keys.retirePrevious();

    assertTrue(first.isDestroyed());
  }

  @Test
  @Covers("KEY-10")
  void epochBeforeThePrevious_isWipedWhenANewOneOpens() throws ProtocolException {
    EpochKeys first = keys.held(0).orElseThrow();
    rekey(3);

    rekey(5);

    assertTrue(first.isDestroyed());
  }

  @Test
  void closed_wipesTheEpochBeforeTheNewestToo() throws ProtocolException {
    EpochKeys first = keys.held(0).orElseThrow();
    rekey(3);

    keys.close();

    assertTrue(first.isDestroyed());
  }

  @Test
  void text_tellsNothing() {
    assertEquals("CallBinding", BINDING.toString());
    assertEquals("Party", BINDING.caller().toString());
  }

  private void rekey(long seed) throws ProtocolException {
    try (RekeyShares asked = RekeyShares.generate(new SeededRandom(seed));
        RekeyReply reply =
            RekeyReply.respond(asked.x25519Share(), asked.mlKemKey(), new SeededRandom(seed + 1))) {
      keys.rekeyAsRequester(
          asked, reply.x25519Share(), reply.mlKemCiphertext(), hex("01"), hex("02"));
    }
  }
}
