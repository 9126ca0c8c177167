package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.crypto.Hex.hex;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.rule.Covers;

/**
 * Certificates put together element by element, unsigned: where the shape is right they are refused
 * for their signature (BAD_VALUE), where one element is out of place for their encoding.
 */
@Covers("KEY-14")
final class CertificateShapeTest {
  private static final String OID = "06022a03";
  private static final String UTC = tlv("17", text("260101000000Z"));
  private static final String GENERALIZED = tlv("18", text("20260101000000Z"));

  private String algorithm = tlv("30", OID + "0500");
  private String name = tlv("30", tlv("31", tlv("30", OID + "0c0161")));
  private String times = tlv("30", UTC + GENERALIZED);
  private String key = tlv("30", tlv("30", OID) + "030200ff");
  private String extensions = wrapped(tlv("30", tlv("30", OID + "0101ff" + "0400")));

  @Test
  void everythingInItsPlace_isRefusedForItsSignatureOnly() {
    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void noExtensions_isOfForm() {
    extensions = "";

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void algorithmOfThreeMembers_isRefused() {
    algorithm = tlv("30", OID + "0500" + "0500");

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void algorithmThatIsASet_isRefused() {
    algorithm = tlv("31", OID);

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void namePartsThatAreNoSets_areRefused() {
    name = tlv("30", tlv("30", tlv("30", OID + "0c0161")));

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void nameWithAnEmptyPart_isRefused() {
    name = tlv("30", tlv("31", ""));

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void attributeOfThreeMembers_isRefused() {
    name = tlv("30", tlv("31", tlv("30", OID + "0c0161" + "0c0161")));

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void thirdTime_isRefused() {
    times = tlv("30", UTC + UTC + UTC);

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "260101000000",
        "26010100000Z",
        "260101000000z",
        "2601010000000Z",
        "26010100000:Z",
        "2601010/0000Z",
        "260101000000+0100"
      })
  void timeOfAnotherForm_isRefused(String time) {
    times = tlv("30", tlv("17", text(time)) + UTC);

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void timeOfAnotherType_isRefused() {
    times = tlv("30", tlv("16", text("20260101000000Z")) + UTC);

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void keyWithAThirdMember_isRefused() {
    key = tlv("30", tlv("30", OID) + "030200ff" + "0500");

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void extensionsOutOfShape_areRefused() {
    String one = tlv("30", OID + "0400");
    for (String wrong :
        List.of(
            wrapped(""),
            wrapped(tlv("30", "")), // none
            wrapped(tlv("30", one) + "0500"), // something beside them
            wrapped(tlv("31", one)),
            wrapped(tlv("30", one + one)), // twice the same
            wrapped(tlv("30", tlv("30", OID + "010100" + "0400"))), // the default, said
            wrapped(tlv("30", tlv("30", OID + "0400" + "0500"))),
            wrapped(tlv("30", one)) + "0500", // something behind them
            tlv("a2", tlv("30", one)))) {
      extensions = wrong;

      assertRefused(Malformed.Reason.BAD_ENCODING);
    }
  }

  private void assertRefused(Malformed.Reason reason) {
    String body = "a003020102" + "020101" + algorithm + name + times + name + key + extensions;
    String certificate = tlv("30", tlv("30", body) + algorithm + "0302" + "00ff");

    Malformed refused =
        assertThrows(Malformed.class, () -> CertificateForm.require(hex(certificate)));

    assertEquals(reason, refused.reason(), certificate);
  }

  private static String wrapped(String content) {
    return tlv("a3", content);
  }

  private static String tlv(String tag, String content) {
    int length = content.length() / 2;
    return tag + (length < 128 ? "" : length < 256 ? "81" : "8201") + octet(length) + content;
  }

  private static String text(String ascii) {
    StringBuilder hex = new StringBuilder();
    ascii.chars().forEach(letter -> hex.append(octet(letter)));
    return hex.toString();
  }

  private static String octet(int value) {
    return String.format("%02x", value & 0xff);
  }
}
