package org.phantomnet.protocol.directory;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.ProtocolException.Unauthentic.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Decides whether a served relay list counts. Immutable, thread-safe. Fails closed: a list counts
 * whole or not.
 */
public final class RelayListVerifier {
  private final Set<Bytes> authorities;
  private final int threshold;
  private final Clock clock;
  private final boolean testEstateAllowed;

  /**
   * @param authorities pinned Ed25519 public keys, 32 bytes each
   * @param threshold how many of them must have signed (k of n), at least 1
   * @param testEstateAllowed whether this client was told, loudly, to take a test estate
   */
  public RelayListVerifier(
      List<Bytes> authorities, int threshold, Clock clock, boolean testEstateAllowed) {
    this.authorities = Set.copyOf(new HashSet<>(authorities));
    if (threshold < 1 || threshold > this.authorities.size()) {
      throw new IllegalArgumentException("threshold");
    }
    this.threshold = threshold;
    this.clock = clock;
    this.testEstateAllowed = testEstateAllowed;
  }

  /**
   * @param wire as {@link SignedRelayList#encode} wrote it
   * @param previousVersion the version of the last list that counted; 0 before the first
   */
  public VerifiedRelayList verify(Bytes wire, long previousVersion) throws ProtocolException {
    SignedRelayList signed = SignedRelayList.decode(wire);
    checkSigners(signed);
    return review(signed, previousVersion);
  }

  /** Everything but who signed: for those who are to sign. What it returns counts nowhere. */
  public VerifiedRelayList review(SignedRelayList unsigned, long previousVersion)
      throws ProtocolException {
    RelayList list = unsigned.contents();
    checkVersion(list, previousVersion);
    Instant now = clock.instant();
    checkValidity(list.notBefore(), list.notAfter(), now);
    checkTestEstate(list);
    List<ListedRelay> relays = open(list, now);
    checkIssuers(list);
    FamilyRule.Effective effective =
        FamilyRule.effective(relays, list.issuers(), !list.testEstate());
    return new VerifiedRelayList(
        list.version(),
        list.notAfter(),
        list.testEstate(),
        list.singleFamilyAllowed(),
        effective.relays(),
        effective.issuers());
  }

  /**
   * The version of a kept list, even if it has expired since: what is older never counts again. 0
   * if it is not signed by enough authorities.
   */
  public long signedVersion(Bytes wire) {
    try {
      SignedRelayList signed = SignedRelayList.decode(wire);
      checkSigners(signed);
      return RelayList.decode(signed.list()).version();
    } catch (ProtocolException e) {
      return 0;
    }
  }

  /**
   * Signatures by keys that are not pinned are not counted, nor is a second one by the same key.
   */
  @Rule("DIR-3")
  private void checkSigners(SignedRelayList signed) throws Unauthentic {
    Set<Bytes> signers = new HashSet<>();
    for (SignedRelayList.Signature signature : signed.signatures()) {
      if (authorities.contains(signature.signer())
          && !signers.contains(signature.signer())
          && signed.isValid(signature)) {
        signers.add(signature.signer());
      }
    }
    if (signers.size() < threshold) {
      throw new Unauthentic(Reason.UNDER_SIGNED);
    }
  }

  @Rule("DIR-4")
  private static void checkVersion(RelayList list, long previousVersion) throws Unauthentic {
    if (list.version() < previousVersion) {
      throw new Unauthentic(Reason.ROLLED_BACK);
    }
  }

  @Rule("DIR-5")
  private static void checkValidity(Instant notBefore, Instant notAfter, Instant now)
      throws Unauthentic {
    if (now.isBefore(notBefore)) {
      throw new Unauthentic(Reason.NOT_YET_VALID);
    }
    if (!now.isBefore(notAfter)) {
      throw new Unauthentic(Reason.EXPIRED);
    }
  }

  @Rule("DIR-6")
  private void checkTestEstate(RelayList list) throws Unauthentic {
    if (list.testEstate() && !testEstateAllowed) {
      throw new Unauthentic(Reason.TEST_ESTATE);
    }
  }

  private static List<ListedRelay> open(RelayList list, Instant now) throws ProtocolException {
    List<ListedRelay> relays = new ArrayList<>();
    Set<Bytes> ids = new HashSet<>();
    for (RelayList.Entry entry : list.entries()) {
      RelayDescriptor descriptor = entry.descriptor().open();
      Bytes id = SignedDescriptor.relayId(descriptor.signingKey());
      if (!ids.add(id)) {
        throw new Malformed(Malformed.Reason.DUPLICATE_FIELD);
      }
      checkAddresses(descriptor, list.testEstate());
      if (isCurrent(descriptor, now)) {
        relays.add(new ListedRelay(id, entry.family(), descriptor));
      }
    }
    return relays;
  }

  /** DIR-7 holds for them, too. */
  private static void checkIssuers(RelayList list) throws Malformed {
    for (ListedIssuer issuer : list.issuers()) {
      if (!list.testEstate() && !RelayAddresses.isPublic(issuer.address())) {
        throw new Malformed(Malformed.Reason.BAD_ADDRESS);
      }
    }
  }

  /** A relay that let its descriptor lapse is left out; the list still counts. */
  @Rule("DIR-9")
  private static boolean isCurrent(RelayDescriptor descriptor, Instant now) {
    return !now.isBefore(descriptor.notBefore()) && now.isBefore(descriptor.notAfter());
  }

  private static void checkAddresses(RelayDescriptor descriptor, boolean testEstate)
      throws Malformed {
    boolean allPublic =
        descriptor.relayedAddresses().stream().allMatch(RelayAddresses::isPublic)
            && descriptor.listeners().stream()
                .allMatch(listener -> RelayAddresses.isPublic(listener.address()));
    if (!allPublic && !testEstate) {
      throw new Malformed(Malformed.Reason.BAD_ADDRESS);
    }
  }
}
