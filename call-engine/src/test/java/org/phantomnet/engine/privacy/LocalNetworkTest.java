package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.privacy.TestRelays.filled;
import static org.phantomnet.engine.privacy.TestRelays.ip;
import static org.phantomnet.engine.privacy.TestRelays.ip6;

import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

@Covers("PRIV-9")
final class LocalNetworkTest {
  private static final LocalNetwork HOME = new LocalNetwork(ip(192, 168, 7, 2), 22, Bytes.EMPTY);

  @Test
  void neighbour_isInsideThePrefix_toItsLastBit() {
    assertTrue(HOME.contains(ip(192, 168, 4, 0)));
    assertTrue(HOME.contains(ip(192, 168, 7, 255)));
    assertFalse(HOME.contains(ip(192, 168, 3, 255)));
    assertFalse(HOME.contains(ip(192, 168, 8, 0)));
    assertFalse(HOME.contains(ip(192, 169, 7, 9)));
  }

  @Test
  void ownAddress_isNoNeighbour() {
    assertFalse(HOME.contains(ip(192, 168, 7, 2)));
  }

  @Test
  void addressOfTheOtherFamily_isNoNeighbour() {
    LocalNetwork six = new LocalNetwork(ip6(0xfd00, 0, 0, 0, 0, 0, 0, 2), 64, Bytes.EMPTY);

    assertFalse(HOME.contains(ip6(0xc0a8, 0x0703, 0, 0, 0, 0, 0, 0)));
    assertFalse(six.contains(ip(253, 0, 0, 0)));
    assertTrue(six.contains(ip6(0xfd00, 0, 0, 0, 1, 0, 0, 2)));
    assertFalse(six.contains(ip6(0xfd00, 0, 0, 1, 0, 0, 0, 2)));
  }

  /** A prefix of the address's whole length has one address, which is the own one. */
  @Test
  void prefixes_atTheirLimits_areTaken() {
    assertTrue(new LocalNetwork(ip(10, 0, 0, 1), 8, Bytes.EMPTY).contains(ip(10, 9, 9, 9)));
    assertFalse(new LocalNetwork(ip(10, 0, 0, 1), 32, Bytes.EMPTY).contains(ip(10, 0, 0, 0)));
    assertEquals(128, new LocalNetwork(filled(16, 0xfd), 128, Bytes.EMPTY).prefixLength());
  }

  @Test
  void otherLengths_areRefused() {
    refuses(filled(0, 0), 8);
    refuses(filled(5, 10), 8);
    refuses(filled(15, 10), 8);
    refuses(ip(10, 0, 0, 1), 7);
    refuses(ip(10, 0, 0, 1), 33);
    refuses(filled(16, 0xfd), 129);
  }

  @Test
  void text_tellsNoAddress() {
    assertEquals("LocalNetwork", HOME.toString());
  }

  private static void refuses(Bytes address, int prefixLength) {
    assertThrows(
        IllegalArgumentException.class, () -> new LocalNetwork(address, prefixLength, Bytes.EMPTY));
  }
}
