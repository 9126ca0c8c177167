package org.phantomnet.relay.authority;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.FamilyRule;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.Submission;
import org.phantomnet.protocol.rule.Rule;

/**
 * The next list, and why each relay is on it or not. Immutable.
 *
 * @param reasons one line a relay, admitted ones first, then what is to be said of issuers
 */
public record Proposal(RelayList list, List<String> reasons) {
  private static final Duration BACKDATE = Duration.ofHours(1);

  public Proposal {
    reasons = List.copyOf(reasons);
  }

  /**
   * What holds for every relay of the estate.
   *
   * @param pending folder of submitted descriptors
   * @param probes folder of what probes have shown
   */
  public record Terms(
      Path pending,
      Path probes,
      LabelFile labels,
      boolean testEstate,
      boolean singleFamily,
      Duration validity) {}

  private record Choice(SignedDescriptor descriptor, RelayDescriptor opened, String family) {}

  /**
   * Goes through the last list and what was submitted.
   *
   * @param previous the last list; absent for an estate's first
   * @throws IOException if a folder cannot be read
   */
  @Rule("DIR-17")
  public static Proposal next(Optional<RelayList> previous, Terms terms, Instant clock)
      throws IOException {
    Instant now = clock.truncatedTo(ChronoUnit.SECONDS);
    List<RelayList.Entry> listed = previous.map(RelayList::entries).orElse(List.of());
    Map<String, SignedDescriptor> before = new HashMap<>();
    Map<String, String> families = new HashMap<>();
    for (RelayList.Entry entry : listed) {
      Candidates.id(entry.descriptor())
          .ifPresent(
              id -> {
                before.put(id, entry.descriptor());
                families.put(id, entry.family());
              });
    }
    List<Choice> chosen = new ArrayList<>();
    List<String> admitted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (String id : Candidates.all(terms.pending(), listed, false).keySet()) {
      Optional<ProbeRecord> probed = ProbeRound.known(terms.probes(), id);
      Optional<SignedDescriptor> old = Optional.ofNullable(before.get(id));
      Optional<SignedDescriptor> fresh =
          Optional.ofNullable(Candidates.submitted(terms.pending()).get(id))
              .filter(submitted -> old.isEmpty() || Candidates.later(submitted, old.get()))
              .filter(submitted -> probed.map(record -> record.admits(now)).orElse(false));
      Optional<String> refusal = refusal(id, old, fresh, probed, terms, now);
      if (refusal.isPresent() || chosen.size() == RelayList.MAX_ENTRIES) {
        refused.add("refused " + id + ": " + refusal.orElse("the list is full"));
        continue;
      }
      SignedDescriptor taken = fresh.or(() -> old).orElseThrow();
      String own = "own-" + id.substring(0, 16);
      String family =
          Optional.ofNullable(terms.labels().families().get(bytes(id)))
              .or(() -> Optional.ofNullable(families.get(id)))
              .orElse(own);
      chosen.add(new Choice(taken, opened(taken), family));
      admitted.add(
          "admitted "
              + id
              + ": "
              + (old.isEmpty() ? "new, " : fresh.isPresent() ? "new descriptor, " : "as before, ")
              + probed.map(ProbeRecord::words).orElse("not probed"));
    }
    admitted.addAll(refused);
    List<RelayList.Entry> entries = entries(chosen, !terms.testEstate());
    List<IssuerChoice.Relay> relays = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      String id = Candidates.hex(SignedDescriptor.relayId(chosen.get(i).opened().signingKey()));
      boolean fresh =
          ProbeRound.known(terms.probes(), id).map(record -> record.admits(now)).orElse(false);
      relays.add(
          new IssuerChoice.Relay(
              id,
              chosen.get(i).opened(),
              entries.get(i).family(),
              fresh ? ProbeRound.keys(terms.probes(), id) : Optional.empty()));
    }
    IssuerChoice issuers =
        IssuerChoice.of(relays, previous.map(RelayList::issuers).orElse(List.of()), now);
    admitted.addAll(issuers.reasons());
    return new Proposal(
        new RelayList(
            previous.map(RelayList::version).orElse(0L) + 1,
            now.minus(BACKDATE),
            now.plus(terms.validity()),
            terms.testEstate(),
            terms.singleFamily(),
            entries,
            issuers.issuers()),
        admitted);
  }

  private static Optional<String> refusal(
      String id,
      Optional<SignedDescriptor> old,
      Optional<SignedDescriptor> fresh,
      Optional<ProbeRecord> probed,
      Terms terms,
      Instant now) {
    String words = terms.labels().refused().get(bytes(id));
    if (words != null) {
      return Optional.of(words);
    }
    if (old.isEmpty() && fresh.isEmpty()) {
      return Optional.of(
          probed.isEmpty()
              ? "was never probed: run 'relay authority probe'"
              : "did not answer a probe of the last day: " + probed.get().words());
    }
    if (fresh.isEmpty() && probed.isPresent() && probed.get().gone()) {
      return Optional.of("away since " + probed.get().failingSince().orElseThrow());
    }
    try {
      SignedDescriptor taken = fresh.or(() -> old).orElseThrow();
      Bytes source = taken.open().listeners().get(0).address();
      Submission.decode(taken.encode(), source, now, terms.testEstate());
      return Optional.empty();
    } catch (ProtocolException e) {
      return Optional.of("its descriptor is " + e.getMessage() + ": its operator must join again");
    }
  }

  /** With the labels that count: those of the operator's file, joined by addresses. */
  private static List<RelayList.Entry> entries(List<Choice> chosen, boolean byNetwork) {
    List<ListedRelay> relays = new ArrayList<>();
    for (Choice one : chosen) {
      Bytes id = SignedDescriptor.relayId(one.opened().signingKey());
      relays.add(new ListedRelay(id, one.family(), one.opened()));
    }
    List<ListedRelay> effective = FamilyRule.effective(relays, byNetwork);
    List<RelayList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      entries.add(new RelayList.Entry(chosen.get(i).descriptor(), effective.get(i).family()));
    }
    return entries;
  }

  private static RelayDescriptor opened(SignedDescriptor signed) {
    try {
      return signed.open();
    } catch (ProtocolException e) {
      throw new IllegalStateException(e); // it was opened before
    }
  }

  private static Bytes bytes(String id) {
    return Bytes.copyOf(HexFormat.of().parseHex(id));
  }
}
