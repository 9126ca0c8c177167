package org.phantomnet.protocol.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.IssuerKeys;

/**
 * An issuer of tokens as the signed list names it. Immutable.
 *
 * @param family operator family, assigned by the authorities; in a verified list the effective one
 * @param address of its HTTPS endpoint, 4 or 16 bytes
 * @param pin SHA-256 of that endpoint's TLS SubjectPublicKeyInfo
 * @param keys the same for everybody who sees the list, so that no client can be told by its key
 */
public record ListedIssuer(String family, Bytes address, int port, Bytes pin, IssuerKeys keys) {
  /** How many a list may name: their extension holds 65,535 bytes. */
  public static final int MAX_ISSUERS = 32;

  static final int EXTENSION = 66;

  private static final int PIN_LENGTH = 32;
  private static final int MAX_FAMILY = 64;
  private static final int MAX_KEYS = 2_048;
  private static final Pattern FAMILY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ListedIssuer {
    if (!FAMILY.matcher(family).matches()
        || (address.length() != 4 && address.length() != 16)
        || port < 1
        || port > 0xffff
        || pin.length() != PIN_LENGTH) {
      throw new IllegalArgumentException("listed issuer");
    }
  }

  /** The content of the list's extension; empty if there are none. */
  static Bytes encode(List<ListedIssuer> issuers) {
    if (issuers.isEmpty()) {
      return Bytes.EMPTY;
    }
    WireWriter writer = new WireWriter().u8(issuers.size());
    for (ListedIssuer issuer : issuers) {
      writer.text8(issuer.family());
      DescriptorCodec.writeAddress(writer, issuer.address());
      writer.u16(issuer.port()).fixed(issuer.pin(), PIN_LENGTH).bytes16(issuer.keys().encode());
    }
    return writer.toBytes();
  }

  @Rule("TOK-19")
  static List<ListedIssuer> decode(Bytes content) throws ProtocolException {
    WireReader reader = new WireReader(content);
    int count = reader.count(MAX_ISSUERS);
    if (count == 0) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    List<ListedIssuer> issuers = new ArrayList<>();
    for (int left = count; left > 0; left--) {
      String family = reader.text8(MAX_FAMILY);
      if (!FAMILY.matcher(family).matches()) {
        throw new Malformed(Reason.BAD_VALUE);
      }
      issuers.add(
          new ListedIssuer(
              family,
              DescriptorCodec.readAddress(reader),
              DescriptorCodec.readPort(reader),
              reader.fixed(PIN_LENGTH),
              IssuerKeys.decode(reader.bytes16(MAX_KEYS))));
    }
    reader.endOfInput();
    if (!differ(issuers)) {
      throw new Malformed(Reason.DUPLICATE_FIELD);
    }
    return issuers;
  }

  /** A key of two issuers would let one of them pass for the other. */
  static boolean differ(List<ListedIssuer> issuers) {
    List<Object> seen = new ArrayList<>();
    for (ListedIssuer issuer : issuers) {
      seen.add(issuer.keys().issuerName());
      issuer.keys().keys().forEach(live -> seen.add(live.key()));
    }
    return seen.stream().distinct().count() == seen.size();
  }

  @Override
  public String toString() {
    return "ListedIssuer";
  }
}
