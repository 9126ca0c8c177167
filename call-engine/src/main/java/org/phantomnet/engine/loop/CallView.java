package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.ModeWish;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.Connected;
import org.phantomnet.engine.state.Connecting;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.Dialing;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.Incoming;
import org.phantomnet.engine.state.Reconnecting;
import org.phantomnet.engine.state.RemoteRinging;
import org.phantomnet.engine.state.Ringing;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** What is shown of a call beside its state: facts that no rule depends on. Loop thread only. */
final class CallView {
  private final CallFacts facts;
  private Phase phase;
  private Instant since;

  /** Of the connection in use. */
  CallMode mode;

  Optional<CallMode> switching = Optional.empty();

  /** The weaker mode that the person is asked for. */
  Optional<CallMode> requested = Optional.empty();

  /** What became of the last wish to take it to another device. */
  Optional<MoveView> move = Optional.empty();

  /** What there is to say of the person's last wish for another. */
  Optional<ModeWish> wish = Optional.empty();

  private boolean addressShown;
  boolean keysConfirmed;
  boolean transportConnected;
  boolean gateOpen;
  boolean firstAudioHeard;
  boolean keysDestroyed;
  boolean engineReleased;
  boolean held;
  PictureChoice pictures = PictureChoice.ALL;
  private VideoStage video;

  /** What the person here wants of pictures that are asked for. */
  private Optional<PictureChoice> wanted = Optional.empty();

  Optional<CallSnapshot.PathView> path = Optional.empty();
  Optional<CallSnapshot.QualityView> quality = Optional.empty();
  ConstantRate constantRate;
  PrivacyReceipt receipt;

  /** Connections that carried it. */
  int connections = 1;

  CallView(CallState state, Instant now) {
    facts = DeviceCalls.factsOf(state);
    phase = phase(state);
    since = now;
    mode = facts.mode();
    video = facts.media() == MediaKind.AUDIO_VIDEO ? VideoStage.VIDEO : VideoStage.SOUND;
    addressShown = mode == CallMode.FAST;
    constantRate = ConstantRate.before(facts.mode());
    receipt = PrivacyReceipt.empty(facts.mode());
  }

  /** True if the call is in another phase than before. */
  boolean entered(CallState state, Instant now) {
    boolean changed = phase != phase(state);
    if (changed) {
      phase = phase(state);
      since = now;
    }
    if (state instanceof Ended) {
      gateOpen = false;
      held = false;
    }
    return changed;
  }

  /** It is switched as that one is, which it continues. */
  void like(CallView old) {
    held = old.held;
    pictures = old.pictures;
  }

  /** True while people talk, or would if the connection were up. */
  boolean talks() {
    return phase == Phase.CONNECTED || phase == Phase.RECONNECTING;
  }

  /** Another connection is in use, of that mode and path: what was known of the old one is not. */
  @Rule("CALL-68")
  void uses(CallMode used, Optional<CallSnapshot.PathView> selected) {
    mode = used;
    path = selected;
    quality = Optional.empty();
    constantRate = ConstantRate.before(used);
    switching = switching.filter(to -> to != used);
  }

  /** What is made from now on is of that mode. */
  void switchesTo(CallMode to) {
    switching = to == mode ? Optional.empty() : Optional.of(to);
    addressShown |= to == CallMode.FAST;
  }

  /** True if it carries pictures and its person may say what of them. */
  boolean mayChoosePictures() {
    return video.isAgreed() && (phase == Phase.RINGING || phase == Phase.CONNECTING || talks());
  }

  private MediaKind media() {
    return video == VideoStage.VIDEO ? MediaKind.AUDIO_VIDEO : MediaKind.AUDIO;
  }

  /** The person asks for video, or says yes to it; only once both did it means anything. */
  void wants(PictureChoice choice) {
    wanted = Optional.of(choice);
  }

  /**
   * The person wants none any more.
   *
   * @return true if there is, or was to be, any
   */
  boolean wantsNone() {
    wanted = Optional.empty();
    boolean any = video != VideoStage.SOUND;
    if (any) {
      pictures = PictureChoice.SOUND_ONLY;
    }
    return any;
  }

  /**
   * @return what is sent and shown from now on, if that may be something else than before
   */
  Optional<PictureChoice> becomes(VideoStage stage) {
    boolean turns = stage.isAgreed() != video.isAgreed();
    if (stage == VideoStage.SOUND && video != VideoStage.SOUND) {
      wanted = Optional.empty();
    }
    video = stage;
    if (turns) {
      pictures = wanted.orElse(PictureChoice.SOUND_ONLY);
    }
    return turns ? Optional.of(pictures) : Optional.empty();
  }

  private VideoStage shownVideo() {
    return phase != Phase.ENDED || video == VideoStage.VIDEO ? video : VideoStage.SOUND;
  }

  CallSnapshot snapshot(CallState state, Instant now) {
    return new CallSnapshot(
        facts.call().id(),
        facts.contact(),
        facts.call().outgoing(),
        phase,
        mode,
        switching.filter(to -> phase != Phase.ENDED),
        requested.filter(to -> phase != Phase.ENDED),
        wish.filter(said -> phase != Phase.ENDED),
        addressShown,
        media(),
        shownVideo(),
        keysConfirmed,
        transportConnected,
        gateOpen && phase != Phase.ENDED,
        firstAudioHeard,
        keysDestroyed,
        engineReleased,
        muted(state),
        held,
        video.isAgreed() ? pictures : PictureChoice.ALL,
        connections,
        since,
        talked(state, now),
        path,
        quality,
        constantRate,
        receipt,
        move,
        facts.continues(),
        end(state),
        required(state));
  }

  private static Phase phase(CallState state) {
    if (state instanceof Dialing) {
      return Phase.DIALING;
    } else if (state instanceof RemoteRinging) {
      return Phase.REMOTE_RINGING;
    } else if (state instanceof Incoming) {
      return Phase.INCOMING;
    } else if (state instanceof Ringing) {
      return Phase.RINGING;
    } else if (state instanceof Connecting) {
      return Phase.CONNECTING;
    } else if (state instanceof Connected) {
      return Phase.CONNECTED;
    } else if (state instanceof Reconnecting) {
      return Phase.RECONNECTING;
    } else if (state instanceof Ended || state instanceof Idle) {
      return Phase.ENDED;
    }
    throw new IllegalStateException("unknown state");
  }

  private static boolean muted(CallState state) {
    return (state instanceof Connecting connecting && connecting.muted())
        || (state instanceof Connected connected && connected.muted())
        || (state instanceof Reconnecting reconnecting && reconnecting.muted());
  }

  private static Duration talked(CallState state, Instant now) {
    if (state instanceof Connected connected) {
      return Duration.between(connected.since(), now);
    } else if (state instanceof Reconnecting reconnecting) {
      return Duration.between(reconnecting.since(), now);
    } else if (state instanceof Ended ended) {
      return ended.talked();
    }
    return Duration.ZERO;
  }

  private static Optional<EndReason> end(CallState state) {
    return state instanceof Ended ended ? Optional.of(ended.reason()) : Optional.empty();
  }

  private static Optional<CallMode> required(CallState state) {
    return state instanceof Ended ended ? ended.required() : Optional.empty();
  }
}
