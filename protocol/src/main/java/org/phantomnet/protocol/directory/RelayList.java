package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * What the authorities sign: every relay of an estate, and which operator family it belongs to.
 * Immutable. Trusted by nobody before {@link RelayListVerifier} has seen it.
 *
 * @param version rises with every list of the estate
 * @param testEstate the list may hold loopback and private addresses; for tests and demonstrations
 *     only
 * @param singleFamilyAllowed calls may run over relays of one family
 * @param issuers of tokens, all with names and keys of their own
 */
public record RelayList(
    long version,
    Instant notBefore,
    Instant notAfter,
    boolean testEstate,
    boolean singleFamilyAllowed,
    List<Entry> entries,
    List<ListedIssuer> issuers) {
  public static final int MAX_ENTRIES = 4_096;

  private static final int FORMAT = 1;
  private static final Pattern FAMILY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public RelayList {
    entries = List.copyOf(entries);
    issuers = List.copyOf(issuers);
    if (issuers.size() > ListedIssuer.MAX_ISSUERS || !ListedIssuer.differ(issuers)) {
      throw new IllegalArgumentException("issuers");
    }
    if (version < 1 || entries.size() > MAX_ENTRIES || !notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException("relay list");
    }
  }

  /** Of an estate without issuers of tokens. */
  public RelayList(
      long version,
      Instant notBefore,
      Instant notAfter,
      boolean testEstate,
      boolean singleFamilyAllowed,
      List<Entry> entries) {
    this(version, notBefore, notAfter, testEstate, singleFamilyAllowed, entries, List.of());
  }

  /**
   * @param family operator family by the authorities' own knowledge, 1 to 64 of a-z, 0-9, '.', '_',
   *     '-'
   */
  public record Entry(SignedDescriptor descriptor, String family) {
    public Entry {
      if (!FAMILY.matcher(family).matches()) {
        throw new IllegalArgumentException("family");
      }
    }
  }

  /** The canonical bytes that are signed. */
  Bytes encode() {
    WireWriter writer =
        new WireWriter()
            .u8(FORMAT)
            .u64(version)
            .u64(notBefore.getEpochSecond())
            .u64(notAfter.getEpochSecond())
            .flag(testEstate)
            .flag(singleFamilyAllowed)
            .u16(entries.size());
    for (Entry entry : entries) {
      entry.descriptor().write(writer);
      writer.text8(entry.family());
    }
    return writer.extension(ListedIssuer.EXTENSION, ListedIssuer.encode(issuers)).toBytes();
  }

  static RelayList decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(FORMAT);
    long version = reader.u64();
    Instant notBefore = Times.read(reader);
    Instant notAfter = Times.read(reader);
    boolean testEstate = reader.flag();
    boolean singleFamilyAllowed = reader.flag();
    int count = reader.u16();
    if (count > MAX_ENTRIES) {
      throw new Malformed(Reason.TOO_LONG);
    }
    List<Entry> entries = new ArrayList<>();
    for (int left = count; left > 0; left--) {
      SignedDescriptor descriptor = SignedDescriptor.read(reader);
      String family = reader.text8(64);
      if (!FAMILY.matcher(family).matches()) {
        throw new Malformed(Reason.BAD_VALUE);
      }
      entries.add(new Entry(descriptor, family));
    }
    Optional<Bytes> extension = reader.end(ListedIssuer.EXTENSION);
    List<ListedIssuer> issuers =
        extension.isPresent() ? ListedIssuer.decode(extension.get()) : List.of();
    if (version < 1 || !notBefore.isBefore(notAfter)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return new RelayList(
        version, notBefore, notAfter, testEstate, singleFamilyAllowed, entries, issuers);
  }

  @Override
  public String toString() {
    return "RelayList";
  }
}
