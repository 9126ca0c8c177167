package org.phantomnet.protocol.devices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.devices.SignedListFixture.ALICE;
import static org.phantomnet.protocol.devices.SignedListFixture.BINDING;
import static org.phantomnet.protocol.devices.SignedListFixture.BOUND;
import static org.phantomnet.protocol.devices.SignedListFixture.IDENTITY;
import static org.phantomnet.protocol.devices.SignedListFixture.bytes;
import static org.phantomnet.protocol.devices.SignedListFixture.key;
import static org.phantomnet.protocol.devices.SignedListFixture.list;
import static org.phantomnet.protocol.devices.SignedListFixture.signed;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class SignedDeviceListTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example:443");

  private static String refusal(org.junit.jupiter.api.function.Executable opening) {
    return String.valueOf(assertThrows(ProtocolException.class, opening).getMessage());
  }

  @Test
  void list_roundTrip_isStrict() throws Exception {
    for (DeviceList list : SignedListFixture.samples()) {
      assertEquals(list, DeviceList.decode(list.encode()));
      HostileInput.assertStrict(DeviceList::decode, list.encode());
      HostileInput.assertExtensionRule(DeviceList::decode, list.encode());
    }
  }

  @Test
  void list_withoutThePrimary_isNone() {
    assertThrows(IllegalArgumentException.class, () -> list(1, 2));
    assertThrows(IllegalArgumentException.class, () -> list(1));
    assertThrows(IllegalArgumentException.class, () -> list(1, 1, 2, 3, 4, 5, 6));
    assertThrows(IllegalArgumentException.class, () -> list(1, 1, 3, 2));
    assertThrows(IllegalArgumentException.class, () -> list(0, 1));
  }

  @Test
  void signedList_roundTrip_isTheSame() throws Exception {
    SignedDeviceList signed = signed(list(3, 1, 2));

    assertEquals(signed, SignedDeviceList.decode(signed.encode()));
    assertEquals(list(3, 1, 2), signed.open(ALICE, IDENTITY, BOUND));
  }

  @Test
  @Covers("DEV-1")
  void changedList_underTheOldSignature_isRefused() {
    SignedDeviceList good = signed(list(3, 1, 2));
    SignedDeviceList ghost =
        new SignedDeviceList(list(3, 1, 2, 3).encode(), good.binding(), good.signature());

    assertEquals("BAD_SIGNATURE", refusal(() -> ghost.open(BOUND)));
  }

  @Test
  @Covers("DEV-1")
  void list_underAListKeyThatTheIdentityDidNotSign_isRefused() {
    DeviceList foreign =
        new DeviceList(ALICE, 9, IDENTITY, key(2).publicKey(), list(9, 1, 2).devices());
    SignedDeviceList unbound = SignedDeviceList.sign(foreign, bytes(64, 1), key(2));

    assertEquals("BAD_SIGNATURE", refusal(() -> unbound.open(BOUND)));
  }

  @Test
  @Covers("DEV-1")
  void binding_isOverNameAndListKey() throws Exception {
    DeviceList list = list(1, 1);
    Bytes expected = SignedDeviceList.bindingBytes(ALICE, key(1).publicKey());

    signed(list)
        .open(
            (identity, message, signature) ->
                identity.equals(IDENTITY) && message.equals(expected) && signature.equals(BINDING));

    assertFalse(expected.equals(SignedDeviceList.bindingBytes(BOB, key(1).publicKey())));
  }

  @Test
  @Covers("DEV-2")
  void list_ofAnotherNameOrIdentity_doesNotCount() {
    SignedDeviceList signed = signed(list(1, 1));

    assertEquals("WRONG_SENDER", refusal(() -> signed.open(BOB, IDENTITY, BOUND)));
    assertEquals("WRONG_SENDER", refusal(() -> signed.open(ALICE, bytes(33, 7), BOUND)));
  }

  @Test
  @Covers("DEV-3")
  @Adversary("ADV-17")
  void judge_keepsTheKeyAndTheNewest() {
    DeviceList known = list(5, 1, 2);
    DeviceList otherKey = new DeviceList(ALICE, 6, IDENTITY, key(2).publicKey(), known.devices());

    assertEquals(ListPin.Verdict.TAKE, ListPin.judge(known, list(6, 1)));
    assertEquals(ListPin.Verdict.KNOWN, ListPin.judge(known, list(5, 1, 2)));
    assertEquals(ListPin.Verdict.OLDER, ListPin.judge(known, list(5, 1)));
    assertEquals(ListPin.Verdict.OLDER, ListPin.judge(known, list(4, 1, 2, 3)));
    assertEquals(ListPin.Verdict.OTHER_KEY, ListPin.judge(known, otherKey));
  }

  @Test
  void signing_withAnotherKey_isACallersFault() {
    assertThrows(
        IllegalArgumentException.class, () -> SignedDeviceList.sign(list(1, 1), BINDING, key(2)));
  }

  @Test
  void closedListKey_signsNoMore() {
    ListKey key = key(1);
    DeviceList list = list(1, 1);

    key.close();

    assertThrows(IllegalStateException.class, () -> SignedDeviceList.sign(list, BINDING, key));
    assertThrows(IllegalStateException.class, key::discloseSeed);
  }

  @Test
  void texts_ofListAndMessages_nameNobody() {
    for (Object each :
        List.of(list(1, 1), signed(list(1, 1)), new LinkCode(bytes(16, 1), bytes(32, 2)))) {
      assertFalse(each.toString().contains("alice"));
      assertFalse(each.toString().contains("010101"));
    }
  }
}
