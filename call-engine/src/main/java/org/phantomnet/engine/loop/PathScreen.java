package org.phantomnet.engine.loop;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.engine.quality.EModel;
import org.phantomnet.engine.quality.PoorNetwork;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.signal.CallMode;

/** What one connection shows of itself: its path, its figures, its receipt. Effect thread only. */
final class PathScreen {
  private final CallRef call;
  private final Reports reports;
  private final ListedRelay relay;
  private final ReceiptBuilder receipt;
  private Optional<ListedRelay> remoteRelay = Optional.empty();
  private final PoorNetwork poor = new PoorNetwork();
  private EModel.Counts counted = EModel.Counts.NONE;
  private long concealed;

  PathScreen(CallRef call, Reports reports, ListedRelay relay, ReceiptBuilder receipt) {
    this.call = call;
    this.reports = reports;
    this.relay = relay;
    this.receipt = receipt;
  }

  /** The other side has a candidate on this relay. */
  void remoteRelay(ListedRelay theirs) {
    remoteRelay = Optional.of(theirs);
  }

  /** Both sides' relays if its packets cross one: which, the other side may see otherwise. */
  Set<Bytes> relaysOf(MediaSession.SelectedPath selected) {
    Set<Bytes> crossed = new HashSet<>();
    if (selected.localType().equals(ModePolicy.RELAY)
        || selected.remoteType().equals(ModePolicy.RELAY)) {
      crossed.add(relay.relayId());
      remoteRelay.ifPresent(theirs -> crossed.add(theirs.relayId()));
    }
    return crossed;
  }

  void receipt() {
    var built = receipt.build();
    reports.show(call, view -> view.receipt = built);
  }

  void connected(MediaSession.SelectedPath selected, boolean isolated) {
    CallSnapshot.PathView shown = view(selected, isolated);
    reports.show(call, view -> view.path = Optional.of(shown));
    receipt.path(selected.localType() + "/" + selected.remoteType());
    receipt();
  }

  /** In place of another connection, of which nothing stays on the screen. */
  void use(CallMode mode, Optional<MediaSession.SelectedPath> selected, boolean isolated) {
    Optional<CallSnapshot.PathView> shown = selected.map(path -> view(path, isolated));
    reports.show(call, view -> view.uses(mode, shown));
    selected.ifPresent(path -> receipt.path(path.localType() + "/" + path.remoteType()));
    receipt();
  }

  private CallSnapshot.PathView view(MediaSession.SelectedPath selected, boolean isolated) {
    return new CallSnapshot.PathView(
        selected.localType(),
        selected.remoteType(),
        selected.protocol(),
        selected.localType().equals(ModePolicy.RELAY) ? relay.family() : "",
        selected.remoteType().equals(ModePolicy.RELAY)
            ? remoteRelay.map(ListedRelay::family).orElse("")
            : "",
        isolated);
  }

  void stats(MediaSession.Stats stats) {
    EModel.Counts counts = new EModel.Counts(stats.packetsReceived(), stats.packetsLost());
    EModel.Counts second = counts.since(counted);
    double mos = EModel.mos(second, stats.roundTrip(), stats.jitter());
    CallSnapshot.QualityView shown =
        new CallSnapshot.QualityView(
            stats.packetsReceived(),
            stats.packetsLost(),
            second.loss(),
            stats.jitter(),
            stats.roundTrip(),
            stats.concealedSamples(),
            EModel.concealment(stats.concealedSamples() - concealed),
            mos,
            poor.second(mos));
    counted = counts;
    concealed = stats.concealedSamples();
    reports.show(call, view -> view.quality = Optional.of(shown));
  }

  void rate(ConstantRate rate) {
    reports.show(call, view -> view.constantRate = rate);
  }
}
