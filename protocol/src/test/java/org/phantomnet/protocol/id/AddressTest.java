package org.phantomnet.protocol.id;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.rule.Covers;

final class AddressTest {
  private static final UserAddress ALICE = new UserAddress("alice", "mail.example:8443");

  @ParameterizedTest
  @ValueSource(strings = {"al", "a.b_c-9", "abcdefghijklmnopqrstuvwxyz012345"})
  @Covers("ID-1")
  void name_ofAllowedForm_isTaken(String name) {
    assertTrue(UserAddress.isName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "1ab",
        "Alice",
        "al ice",
        "älice",
        "abcdefghijklmnopqrstuvwxyz0123456",
        "al\n"
      })
  @Covers("ID-1")
  void name_ofAnotherForm_isRefused(String name) {
    assertFalse(UserAddress.isName(name));
    assertThrows(IllegalArgumentException.class, () -> new UserAddress(name, "mail.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mail.example",
        "mail.example:8443",
        "127.10.0.1:8443",
        "[2001:db8::1]:443",
        "[::1]"
      })
  @Covers("ID-2")
  void mailbox_ofAllowedForm_isTaken(String mailbox) {
    assertEquals("bob@" + mailbox, UserAddress.parse("bob@" + mailbox).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Mail.example",
        "mail.example:",
        "mail.example:123456",
        "a@b",
        "mail example",
        "[]"
      })
  @Covers("ID-2")
  void mailbox_ofAnotherForm_isRefused(String mailbox) {
    assertThrows(IllegalArgumentException.class, () -> new UserAddress("bob", mailbox));
  }

  @Test
  @Covers("ID-3")
  void device_outsideItsRange_isRefused() {
    assertEquals(127, new DeviceAddress(ALICE, 127, 16383).device());
    assertThrows(IllegalArgumentException.class, () -> new DeviceAddress(ALICE, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new DeviceAddress(ALICE, 128, 1));
    assertThrows(IllegalArgumentException.class, () -> new DeviceAddress(ALICE, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new DeviceAddress(ALICE, 1, 16384));
  }

  @Test
  @Covers("ID-4")
  void callId_ofAnotherLength_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> new CallId(Bytes.copyOf(new byte[15])));
    assertThrows(IllegalArgumentException.class, () -> new CallId(Bytes.copyOf(new byte[17])));
  }

  @Test
  @Covers("ID-5")
  void identity_ofAnotherLength_isRefused() {
    DeviceAddress device = new DeviceAddress(ALICE, 1, 1);

    assertThrows(
        IllegalArgumentException.class, () -> new Party(device, Bytes.copyOf(new byte[32])));
  }
}
