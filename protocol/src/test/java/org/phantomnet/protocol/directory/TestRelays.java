package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenKey;

/** Keys, descriptors and lists for tests; everything from fixed seeds. */
final class TestRelays {
  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static final TokenKey ISSUER_KEY = tokenKey(1);

  private TestRelays() {}

  /** A key of the right form, which nobody can sign with. */
  static TokenKey tokenKey(int odd) {
    String hex =
        "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a864886f7"
            + "0d010108300b0609608648016503040202a2030201300382010f003082010a0282010100"
            + "80"
            + "00".repeat(254)
            + String.format("%02x", odd)
            + "0203010001";
    try {
      return TokenKey.decode(Bytes.copyOf(HexFormat.of().parseHex(hex)));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  static DirectoryKey key(int seed) {
    byte[] bytes = new byte[DirectoryKey.SEED_LENGTH];
    bytes[0] = (byte) seed;
    return DirectoryKey.ofSeed(bytes);
  }

  static Bytes v4(int a, int b, int c, int d) {
    return Bytes.copyOf(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
  }

  static Bytes v6(String hex) {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 16; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return Bytes.copyOf(bytes);
  }

  static RelayDescriptor descriptor(DirectoryKey key, Bytes address) {
    return descriptor(key, address, NOW.minusSeconds(60), NOW.plusSeconds(3_600));
  }

  static RelayDescriptor descriptor(
      DirectoryKey key, Bytes address, Instant notBefore, Instant notAfter) {
    return new RelayDescriptor(
        key.publicKey(),
        List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, address, 3_478)),
        List.of(address),
        20_000,
        29_999,
        "",
        "eu",
        4,
        "one.example",
        443,
        Bytes.copyOf(new byte[32]),
        notBefore,
        notAfter,
        Bytes.EMPTY);
  }

  static RelayList.Entry entry(int seed, Bytes address, String family) {
    DirectoryKey key = key(seed);
    return new RelayList.Entry(SignedDescriptor.sign(descriptor(key, address), key), family);
  }

  /** An issuer with a key that nobody has the other half of. */
  static ListedIssuer issuer(String family, Bytes address) {
    return issuer(family, address, family, ISSUER_KEY);
  }

  static ListedIssuer issuer(String family, Bytes address, String name, TokenKey key) {
    IssuerKeys.Live live = new IssuerKeys.Live(key, NOW, NOW.plus(IssuerKeys.LIFE));
    return new ListedIssuer(
        family, address, 443, Bytes.copyOf(new byte[32]), new IssuerKeys(name, List.of(live)));
  }

  static RelayList with(RelayList list, ListedIssuer... issuers) {
    return new RelayList(
        list.version(),
        list.notBefore(),
        list.notAfter(),
        list.testEstate(),
        list.singleFamilyAllowed(),
        list.entries(),
        List.of(issuers));
  }

  static RelayList list(long version, RelayList.Entry... entries) {
    return new RelayList(
        version, NOW.minusSeconds(60), NOW.plusSeconds(3_600), false, false, List.of(entries));
  }
}
