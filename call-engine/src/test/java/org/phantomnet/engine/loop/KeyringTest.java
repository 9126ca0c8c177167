package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;

class KeyringTest {
  private static final CallId ID = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
  private static final CallRef CALL = new CallRef(ID, Role.CALLER);

  private final Keyring keyring = new Keyring();

  private static Party party(String name, int device) {
    byte[] identity = new byte[Party.IDENTITY_LENGTH];
    identity[0] = 5;
    identity[1] = (byte) name.length();
    return new Party(
        new DeviceAddress(UserAddress.parse(name + "@mailbox.example"), device, 7),
        Bytes.copyOf(identity));
  }

  private LegKeys put(CallRef call, int device) {
    CallBinding binding = new CallBinding(ID, party("alice", 1), party("bobby", device));
    LegKeys keys = LegKeys.caller(binding, CallerShares.generate(new Random(1)::nextBytes));
    keyring.put(new LegId(call, device), keys);
    return keys;
  }

  private static boolean isWiped(LegKeys keys) {
    try {
      keys.seal(MessageType.OFFER, Bytes.copyOf(new byte[1]), Bytes.EMPTY);
      return false;
    } catch (IllegalStateException destroyed) {
      return keys.callerShares().isDestroyed();
    }
  }

  @Test
  @Covers("CALL-10")
  void destroyCall_wipesEveryLegOfIt_andNoOther() {
    LegKeys first = put(CALL, 1);
    LegKeys second = put(CALL, 2);
    LegKeys other = put(new CallRef(ID, Role.CALLEE), 1);

    keyring.destroy(CALL);

    assertTrue(isWiped(first));
    assertTrue(isWiped(second));
    assertFalse(isWiped(other));
    assertTrue(keyring.find(new LegId(CALL, 1)).isEmpty());
  }

  @Test
  void put_overKeysThatExist_isAnOwnBug() {
    put(CALL, 1);

    assertThrows(IllegalStateException.class, () -> put(CALL, 1));
  }
}
