package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.VideoConsent;
import org.phantomnet.engine.state.VideoConsent.Step;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.MediaChange;

/**
 * Video that comes into a call and goes out of it while people talk: does what {@link VideoConsent}
 * says, leg by leg. Effect thread only.
 */
final class VideoRequests {
  private final EnginePorts ports;
  private final EngineThreads threads;
  private final Keyring keyring;
  private final Paths paths;
  private final MessageSender sender;
  private final Switches switches;
  private final Reports reports;
  private final Abilities abilities;

  VideoRequests(
      EnginePorts ports,
      EngineThreads threads,
      Keyring keyring,
      Paths paths,
      MessageSender sender,
      Switches switches,
      Reports reports) {
    this.ports = ports;
    this.threads = threads;
    this.keyring = keyring;
    this.paths = paths;
    this.sender = sender;
    this.switches = switches;
    this.reports = reports;
    this.abilities = new Abilities(ports.media());
  }

  /** The two people talk; from the first time on there is something to ask. */
  void talking(LegId leg) {
    of(leg)
        .ifPresent(
            video -> {
              video.begins();
              show(leg, video);
            });
  }

  /** The person wants video; nothing, where that cannot be or was asked too often. */
  void ask(LegId leg) {
    Optional<LegKeys> keys = keyring.find(leg);
    Optional<LegVideo> video = of(leg);
    if (video.isEmpty() || !mayHaveVideo(leg, keys.orElseThrow())) {
      return;
    }
    boolean asks = video.get().consent().stage() == VideoStage.SOUND;
    if (!asks || video.get().takeOwn(now())) {
      step(leg, VideoConsent::wanted);
    }
  }

  void approve(LegId leg) {
    step(leg, VideoConsent::approved);
  }

  void decline(LegId leg) {
    step(leg, VideoConsent::declined);
  }

  void end(LegId leg) {
    step(leg, VideoConsent::ended);
  }

  /** Another connection is in use. */
  void used(LegId leg) {
    Optional<Path> used = paths.find(leg).filter(Path::gathered);
    used.ifPresent(
        path ->
            step(
                leg,
                consent ->
                    consent.used(
                        consent.stage().isAgreed()
                            ? carriesVideo(path)
                            : !ownVideo(path).isEmpty())));
  }

  /** The video codecs that this side named for it. */
  private static List<Codec> ownVideo(Path path) {
    List<Codec> named = new ArrayList<>(path.local().parameters().codecs());
    named.remove(Codec.OPUS);
    return named;
  }

  private static boolean carriesVideo(Path path) {
    return path.candidates()
        .remote()
        .filter(theirs -> theirs.parameters().codecs().stream().anyMatch(ownVideo(path)::contains))
        .isPresent();
  }

  /** Both devices can do it in the mode of the connections that are made now. */
  private boolean mayHaveVideo(LegId leg, LegKeys keys) {
    Optional<CallMode> mode = paths.known(leg).flatMap(LegPaths::mode);
    return mode.isPresent() && abilities.mayHaveVideo(mode.get(), keys.theirs());
  }

  /**
   * A message under the policy key.
   *
   * @return true for what is decided here: the machine is told of all else, and refuses
   */
  @Rule("CALL-75")
  boolean takes(CallMessage decoded, LegId leg, LegKeys keys) {
    Optional<LegVideo> video = of(leg).filter(LegVideo::talks);
    if (video.isEmpty()) {
      return false;
    }
    if (decoded instanceof CallMessage.MediaAck ack) {
      if (video.get().isNewest(ack.sequence())) {
        step(leg, consent -> consent.answered(ack.approved()));
      }
      return true;
    }
    return decoded instanceof CallMessage.MediaRequest request
        && requested(request, leg, keys, video.get());
  }

  /** What another request overtook is none any more. */
  private boolean requested(
      CallMessage.MediaRequest request, LegId leg, LegKeys keys, LegVideo video) {
    boolean adds = request.change() == MediaChange.ADD_VIDEO;
    if (adds && !mayHaveVideo(leg, keys) || !adds && request.change() != MediaChange.REMOVE_VIDEO) {
      return false;
    }
    if (video.hear(request.sequence())) {
      boolean asks = adds && video.consent().stage() == VideoStage.SOUND;
      boolean mayAsk = asks && video.takeTheirs(now());
      step(leg, consent -> adds ? consent.requested(mayAsk) : consent.endedByThem());
    }
    return true;
  }

  private Optional<LegVideo> of(LegId leg) {
    return keyring.find(leg).flatMap(LegKeys::video);
  }

  /** Nothing, once the leg is closed, and before the two talk. */
  private void step(LegId leg, Function<VideoConsent, Step> event) {
    of(leg).filter(LegVideo::talks).ifPresent(video -> run(leg, video, event));
  }

  private void run(LegId leg, LegVideo video, Function<VideoConsent, Step> event) {
    VideoConsent before = video.consent();
    Step step = event.apply(before);
    video.become(step.next());
    if (!step.next().equals(before)) {
      show(leg, video);
    }
    step.acts().forEach(act -> run(act, leg, video));
  }

  private void run(VideoConsent.Act act, LegId leg, LegVideo video) {
    switch (act) {
      case ASK -> say(leg, video, MediaChange.ADD_VIDEO);
      case START_WAIT -> after(LegVideo.WAIT, leg, video, VideoConsent::waited);
      case START_QUESTION -> after(LegVideo.QUESTION, leg, video, VideoConsent::declined);
      case APPROVE -> sender.answerMedia(leg, video.heard(), true);
      case REFUSE -> sender.answerMedia(leg, video.heard(), false);
      case END -> say(leg, video, MediaChange.REMOVE_VIDEO);
      case ADD -> {
        video.ownWasWelcome();
        agreed(leg, true);
      }
      case AWAIT -> {
        video.theirsWasWelcome();
        agreed(leg, false);
      }
      case START_LAPSE -> after(LegVideo.LAPSE, leg, video, VideoConsent::lapsed);
      case REMOVE -> connect(leg, true);
    }
  }

  private void say(LegId leg, LegVideo video, MediaChange change) {
    sender.send(leg, new CallMessage.MediaRequest(leg.call().id(), video.say(), change), false);
  }

  private void agreed(LegId leg, boolean begins) {
    paths.known(leg).flatMap(LegPaths::mode).ifPresent(ports.media()::prepare);
    connect(leg, begins);
  }

  /** The connections of the call are others from now on. */
  private void connect(LegId leg, boolean begins) {
    reports.post(new PathEvent.NextAgreed(leg.call(), leg.device(), begins));
  }

  /** What the person here agreed to is sent and shown as they said, and nothing else. */
  private void show(LegId leg, LegVideo video) {
    VideoStage stage = video.consent().stage();
    reports.show(
        leg.call(),
        view -> view.becomes(stage).ifPresent(choice -> switches.choose(leg.call(), choice)));
  }

  private void after(
      Duration delay, LegId leg, LegVideo video, Function<VideoConsent, Step> event) {
    int change = video.changes();
    Runnable due =
        () -> {
          if (video.changes() == change) {
            step(leg, event);
          }
        };
    ports.timers().after(delay, () -> threads.effects().execute(due));
  }

  private Instant now() {
    return ports.clock().instant();
  }
}
