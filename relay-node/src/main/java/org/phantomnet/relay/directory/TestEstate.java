package org.phantomnet.relay.directory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.SignedRelayList;

/**
 * The authorities of an estate for tests and demonstrations, all in one hand: lists that they sign
 * say test-estate, and so no client takes them without being told to. Close it to wipe the keys.
 */
public final class TestEstate implements AutoCloseable {
  private static final Duration BACKDATE = Duration.ofHours(1);

  private final List<DirectoryKey> authorities;
  private final int threshold;

  private TestEstate(List<DirectoryKey> authorities, int threshold) {
    this.authorities = List.copyOf(authorities);
    this.threshold = threshold;
  }

  /** New keys: {@code threshold} of {@code authorities} must sign. */
  public static TestEstate create(int authorities, int threshold, RandomSource random) {
    if (threshold < 1 || threshold > authorities) {
      throw new IllegalArgumentException("threshold");
    }
    List<DirectoryKey> keys = new ArrayList<>();
    for (int i = 0; i < authorities; i++) {
      keys.add(DirectoryKey.generate(random));
    }
    return new TestEstate(keys, threshold);
  }

  /** Public keys that clients pin, 32 bytes each. */
  public List<Bytes> authorities() {
    return authorities.stream().map(DirectoryKey::publicKey).toList();
  }

  public int threshold() {
    return threshold;
  }

  /** A relay to list. */
  public record Member(SignedDescriptor descriptor, String family) {}

  /** A list that as many authorities signed as are needed. */
  public SignedRelayList sign(
      long version,
      List<Member> members,
      boolean singleFamilyAllowed,
      Duration validity,
      Clock clock) {
    return sign(version, members, List.of(), singleFamilyAllowed, validity, clock);
  }

  /** As the other, with issuers of tokens. */
  public SignedRelayList sign(
      long version,
      List<Member> members,
      List<ListedIssuer> issuers,
      boolean singleFamilyAllowed,
      Duration validity,
      Clock clock) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    List<RelayList.Entry> entries =
        members.stream()
            .map(member -> new RelayList.Entry(member.descriptor(), member.family()))
            .toList();
    RelayList list =
        new RelayList(
            version,
            now.minus(BACKDATE),
            now.plus(validity),
            true,
            singleFamilyAllowed,
            entries,
            issuers);
    return SignedRelayList.sign(list, authorities.subList(0, threshold));
  }

  @Override
  public void close() {
    authorities.forEach(DirectoryKey::close);
  }
}
