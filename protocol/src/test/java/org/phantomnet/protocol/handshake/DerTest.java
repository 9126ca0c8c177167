package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.crypto.Hex.hex;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** Elements of DER by themselves, at the limits of each rule of X.690. */
@Covers("KEY-14")
final class DerTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101ff", // true
        "010100", // false
        "020100", // 0
        "02017f",
        "020180", // -128
        "02020080", // 128
        "0202ff7f", // -129
        "02020100",
        "030100", // no bits
        "03020001",
        "03020780", // one bit
        "03020100",
        "030201fe",
        "0303078080",
        "0400", // no octets
        "0500", // null
        "060100",
        "06017f",
        "06028100", // an arc of two bytes
        "0603550403",
        "0603818001", // a middle byte of an arc may be nothing but its mark
        "13026162", // a type without a rule of its own
        "3000",
        "30020500",
        "30040500" + "0500",
        "3100",
        "31020500",
        "3104" + "0500" + "0500", // equal members
        "3106" + "020101" + "020102", // rising
        "3105" + "0500" + "130100",
        "a0020500", // of another class
        "800101",
        "80020000", // primitive of another class: any content
        "a100"
      })
  void element_ofTheOneForm_isRead(String der) throws Malformed {
    assertEquals(hex(der), Der.read(hex(der)).whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "05", // no length
        "0501", // shorter than it says
        "050000", // something behind
        "1f0100", // a tag of several bytes
        "3f00",
        "bf00",
        "058100", // lengths that need not be long
        "05817f",
        "0580", // no length known
        "04830000" + "01" + "00", // three bytes of length
        "048200", // length cut
        "04820001" + "00",
        "0481", // length missing
        "010101", // no truth
        "01017f",
        "0100",
        "0102ffff",
        "0102" + "0000",
        "0200", // no number
        "02020000", // not shortest
        "0202007f",
        "0202ffff",
        "0202ff80",
        "0300", // no count of bits
        "030108", // more than seven unused
        "03020880",
        "03020800",
        "030101", // unused bits of nothing
        "030107",
        "03020101", // unused bits that are set
        "0302070f",
        "03020740",
        "0600", // no name
        "060180", // an arc that begins with nothing
        "0602" + "8001",
        "060181", // an arc without end
        "0603" + "550481",
        "0602" + "8180",
        "0603" + "558004",
        "1000", // a sequence that is not constructed
        "1100",
        "2100", // a primitive that is
        "2400",
        "2403" + "040100",
        "3001" + "05", // a child that is cut
        "3002" + "0501",
        "3003" + "050000",
        "3003" + "01017f", // a child out of form
        "3005" + "3003" + "010105",
        "3106" + "020102" + "020101", // falling
        "3105" + "130100" + "0500",
        "3107" + "0500" + "130100" + "0500",
        "a003" + "010105", // out of form in another class
        "a002" + "0501"
      })
  void element_ofAnyOtherForm_isRefused(String bytes) {
    Malformed refused = assertThrows(Malformed.class, () -> Der.read(hex(bytes)));

    assertEquals(Malformed.Reason.BAD_ENCODING, refused.reason());
  }

  @Test
  void lengthsInSeveralBytes_areReadAtTheirLimits() throws Malformed {
    assertEquals(127, Der.read(octets("047f", 127)).bodyLength());
    assertEquals(128, Der.read(octets("048180", 128)).bodyLength());
    assertEquals(255, Der.read(octets("0481ff", 255)).bodyLength());
    assertEquals(256, Der.read(octets("04820100", 256)).bodyLength());
    assertEquals(258, Der.read(octets("04820102", 258)).bodyLength());
  }

  @Test
  void lengthThatGoesBeyondTheEnd_isRefused_oneByteShortAsWell() {
    assertThrows(Malformed.class, () -> Der.read(octets("047f", 126)));
    assertThrows(Malformed.class, () -> Der.read(octets("048180", 127)));
    assertThrows(Malformed.class, () -> Der.read(octets("04820100", 255)));
    assertThrows(Malformed.class, () -> Der.read(octets("048200ff", 255)));
    assertThrows(Malformed.class, () -> Der.read(octets("04817f", 127)));
    assertThrows(Malformed.class, () -> Der.read(octets("0483010000", 65_536)));
  }

  @Test
  void lengthInMoreBytesThanItNeeds_isRefused_whateverStandsBehindIt() {
    String longForm = "04817f" + "00".repeat(127);

    assertThrows(Malformed.class, () -> Der.read(octets("308184" + longForm, 2)));
    assertThrows(Malformed.class, () -> Der.read(octets("308184" + "0480", 130)));
  }

  @Test
  void setWhoseMembersDifferInTheirLastByteOrLength_isSorted() throws Malformed {
    Der.read(hex("3108" + "04020001" + "04020002"));
    Der.read(hex("3107" + "040100" + "04020000"));
    // bytes are compared as numbers without a sign
    Der.read(hex("3106" + "04017f" + "040180"));

    assertThrows(Malformed.class, () -> Der.read(hex("3108" + "04020002" + "04020001")));
    assertThrows(Malformed.class, () -> Der.read(hex("3107" + "04020000" + "040100")));
    assertThrows(Malformed.class, () -> Der.read(hex("3106" + "040180" + "04017f")));
  }

  @Test
  void fields_areTakenInOrder_andNoneThatIsNotThere() throws Malformed {
    Der.Fields fields = new Der.Fields(Der.read(hex("3005" + "0500" + "020101")));

    assertThrows(Malformed.class, () -> fields.take(Der.INTEGER));
    fields.take(5);
    assertEquals(hex("01"), fields.take(Der.INTEGER).body());
    assertTrue(fields.isAtEnd());
    assertFalse(fields.isNext(Der.INTEGER));
    assertThrows(Malformed.class, () -> fields.take(Der.INTEGER));
  }

  private static Bytes octets(String head, int length) {
    return hex(head + "00".repeat(length));
  }
}
