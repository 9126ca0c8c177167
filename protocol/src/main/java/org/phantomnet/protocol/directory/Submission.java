package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.stream.Stream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Which descriptors an authority's directory keeps for a look at them: a signed descriptor as it
 * is, sent by who stands where it says. Stateless.
 */
public final class Submission {
  /** Of the body of a submission: a descriptor's length, the descriptor and its signature. */
  public static final int MAX_LENGTH =
      2 + SignedDescriptor.MAX_LENGTH + DirectoryKey.SIGNATURE_LENGTH;

  private static final int IPV4_PREFIX = 3;
  private static final int IPV6_PREFIX = 6;

  private Submission() {}

  /**
   * The descriptor of that body.
   *
   * @param source address of the sender, 4 or 16 bytes
   * @param testEstate whether private addresses are taken, and any source
   * @throws ProtocolException with the reason for which nothing is kept
   */
  @Rule("DIR-14")
  public static RelayDescriptor decode(Bytes wire, Bytes source, Instant now, boolean testEstate)
      throws ProtocolException {
    RelayDescriptor descriptor = SignedDescriptor.decode(wire).open();
    if (now.isBefore(descriptor.notBefore())) {
      throw new Unauthentic(Unauthentic.Reason.NOT_YET_VALID);
    }
    if (!now.isBefore(descriptor.notAfter())) {
      throw new Unauthentic(Unauthentic.Reason.EXPIRED);
    }
    if (!testEstate
        && !(addresses(descriptor).allMatch(RelayAddresses::isPublic)
            && addresses(descriptor).map(Submission::prefix).anyMatch(prefix(source)::equals))) {
      throw new Malformed(Malformed.Reason.BAD_ADDRESS);
    }
    return descriptor;
  }

  /** The /24 of an IPv4 (or mapped) address, the /48 of an IPv6 address; of nothing, nothing. */
  public static Bytes prefix(Bytes address) {
    if (address.length() != 4 && address.length() != 16) {
      return Bytes.EMPTY;
    }
    Bytes plain = RelayAddresses.unmapped(address);
    return Bytes.copyOf(plain.toByteArray(), 0, plain.length() == 4 ? IPV4_PREFIX : IPV6_PREFIX);
  }

  private static Stream<Bytes> addresses(RelayDescriptor descriptor) {
    return Stream.concat(
        descriptor.listeners().stream().map(RelayDescriptor.Listener::address),
        descriptor.relayedAddresses().stream());
  }
}
