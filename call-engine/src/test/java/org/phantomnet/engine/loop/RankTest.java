package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;

class RankTest {
  private static final CallId ID = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
  private static final UserAddress ALICE = UserAddress.parse("alice@mailbox.example");

  @Test
  @Covers("CALL-12")
  void rank_isTheHashOfIdAddressAndDevice() throws Exception {
    Bytes rank = Rank.of(ID, new DeviceAddress(ALICE, 2, 17));

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(new byte[16]);
    sha256.update("alice@mailbox.example".getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 2);
    assertEquals(Bytes.copyOf(sha256.digest()), rank);
  }

  @Test
  @Covers("CALL-12")
  void rank_ofEqualIdsByDifferentDevices_differs() {
    assertNotEquals(
        Rank.of(ID, new DeviceAddress(ALICE, 1, 17)), Rank.of(ID, new DeviceAddress(ALICE, 2, 17)));
  }
}
