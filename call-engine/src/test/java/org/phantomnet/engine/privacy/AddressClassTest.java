package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.phantomnet.engine.privacy.AddressClass.FORBIDDEN;
import static org.phantomnet.engine.privacy.AddressClass.LOOPBACK;
import static org.phantomnet.engine.privacy.AddressClass.PRIVATE;
import static org.phantomnet.engine.privacy.AddressClass.PUBLIC;
import static org.phantomnet.engine.privacy.TestRelays.ip;
import static org.phantomnet.engine.privacy.TestRelays.ip6;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

final class AddressClassTest {
  @Test
  @Covers("PRIV-7")
  @Adversary("ADV-36")
  void ipv4Address_isOfItsClass_atEveryEdge() {
    Map<Bytes, AddressClass> expected = new LinkedHashMap<>();
    expected.put(ip(0, 0, 0, 0), FORBIDDEN);
    expected.put(ip(0, 255, 255, 255), FORBIDDEN);
    expected.put(ip(1, 0, 0, 1), PUBLIC);
    expected.put(ip(9, 255, 255, 255), PUBLIC);
    expected.put(ip(10, 0, 0, 0), PRIVATE);
    expected.put(ip(11, 0, 0, 0), PUBLIC);
    expected.put(ip(100, 63, 255, 255), PUBLIC);
    expected.put(ip(100, 64, 0, 0), PRIVATE);
    expected.put(ip(100, 127, 255, 255), PRIVATE);
    expected.put(ip(100, 128, 0, 0), PUBLIC);
    expected.put(ip(127, 0, 0, 0), LOOPBACK);
    expected.put(ip(127, 255, 255, 255), LOOPBACK);
    expected.put(ip(128, 0, 0, 0), PUBLIC);
    expected.put(ip(169, 253, 255, 255), PUBLIC);
    expected.put(ip(169, 254, 169, 254), FORBIDDEN);
    expected.put(ip(172, 15, 255, 255), PUBLIC);
    expected.put(ip(172, 16, 0, 0), PRIVATE);
    expected.put(ip(172, 31, 255, 255), PRIVATE);
    expected.put(ip(172, 32, 0, 0), PUBLIC);
    expected.put(ip(192, 0, 0, 8), FORBIDDEN);
    expected.put(ip(192, 0, 2, 1), PUBLIC);
    expected.put(ip(192, 88, 99, 1), FORBIDDEN);
    expected.put(ip(192, 168, 0, 1), PRIVATE);
    expected.put(ip(198, 17, 255, 255), PUBLIC);
    expected.put(ip(198, 18, 0, 0), FORBIDDEN);
    expected.put(ip(198, 19, 255, 255), FORBIDDEN);
    expected.put(ip(198, 20, 0, 0), PUBLIC);
    expected.put(ip(223, 255, 255, 255), PUBLIC);
    expected.put(ip(224, 0, 0, 251), FORBIDDEN);
    expected.put(ip(240, 0, 0, 1), FORBIDDEN);
    expected.put(ip(255, 255, 255, 255), FORBIDDEN);

    expected.forEach((address, kind) -> assertEquals(kind, AddressClass.of(address)));
  }

  /** Each range is one prefix whole: a part of it at another place means nothing. */
  @Test
  @Covers("PRIV-7")
  void ipv4AddressWithPartOfARange_isPublic() {
    for (Bytes address :
        List.of(
            ip(8, 20, 0, 1),
            ip(8, 168, 0, 1),
            ip(8, 100, 0, 1),
            ip(8, 254, 0, 1),
            ip(8, 0, 0, 1),
            ip(8, 88, 99, 1),
            ip(8, 18, 0, 1),
            ip(8, 19, 0, 1),
            ip(169, 1, 0, 1),
            ip(192, 1, 0, 1),
            ip(192, 0, 1, 1),
            ip(192, 88, 98, 1),
            ip(192, 89, 99, 1),
            ip(198, 0, 0, 1))) {
      assertEquals(PUBLIC, AddressClass.of(address));
    }
  }

  /** So that a network lab, whose machines have no others, is judged as the internet is. */
  @Test
  @Covers("PRIV-7")
  void documentationAddress_isPublic() {
    for (Bytes address :
        List.of(
            ip(192, 0, 2, 53),
            ip(198, 51, 100, 53),
            ip(203, 0, 113, 10),
            ip6(0x2001, 0xdb8, 1, 0, 0, 0, 0, 0x10))) {
      assertEquals(PUBLIC, AddressClass.of(address));
    }
  }

  @Test
  @Covers("PRIV-7")
  void ipv6BesideTeredo_isPublic() {
    assertEquals(FORBIDDEN, AddressClass.of(ip6(0x2001, 0, 0, 0, 0, 0, 0, 1)));
    assertEquals(PUBLIC, AddressClass.of(ip6(0x2001, 0x0100, 0, 0, 0, 0, 0, 1)));
    assertEquals(PUBLIC, AddressClass.of(ip6(0x2001, 0x0001, 0, 0, 0, 0, 0, 1)));
  }

  @Test
  @Covers("PRIV-7")
  @Adversary("ADV-36")
  void ipv6Address_isOfItsClass() {
    Map<Bytes, AddressClass> expected = new LinkedHashMap<>();
    expected.put(ip6(0, 0, 0, 0, 0, 0, 0, 0), FORBIDDEN);
    expected.put(ip6(0, 0, 0, 0, 0, 0, 0, 1), LOOPBACK);
    expected.put(ip6(0, 0, 0, 0, 0, 0xffff, 0x7f00, 1), FORBIDDEN);
    expected.put(ip6(0, 0, 0, 0, 0, 0xffff, 0xc000, 0x20a), FORBIDDEN);
    expected.put(ip6(0, 0, 0, 0, 0, 0, 0xc000, 0x20a), FORBIDDEN);
    expected.put(ip6(0x64, 0xff9b, 0, 0, 0, 0, 0xc000, 0x20a), FORBIDDEN);
    expected.put(ip6(0x2001, 0, 0, 0, 0, 0, 0, 1), FORBIDDEN);
    expected.put(ip6(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1), PUBLIC);
    expected.put(ip6(0x2002, 0xc000, 0x20a, 0, 0, 0, 0, 1), FORBIDDEN);
    expected.put(ip6(0x3fff, 0, 0, 0, 0, 0, 0, 1), PUBLIC);
    expected.put(ip6(0x4000, 0, 0, 0, 0, 0, 0, 1), FORBIDDEN);
    expected.put(ip6(0xfc00, 0, 0, 0, 0, 0, 0, 1), PRIVATE);
    expected.put(ip6(0xfdff, 0, 0, 0, 0, 0, 0, 1), PRIVATE);
    expected.put(ip6(0xfe80, 0, 0, 0, 0, 0, 0, 1), FORBIDDEN);
    expected.put(ip6(0xff02, 0, 0, 0, 0, 0, 0, 0xfb), FORBIDDEN);

    expected.forEach((address, kind) -> assertEquals(kind, AddressClass.of(address)));
  }
}
