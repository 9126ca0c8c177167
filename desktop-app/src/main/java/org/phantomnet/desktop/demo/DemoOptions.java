package org.phantomnet.desktop.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What the person asked of the demo, and where its processes come from.
 *
 * @param talk how long both sides talk after the first audio
 * @param work a directory of this run's own for data of relays and clients; removed at the end
 * @param report where WAVs, report and timeline are left
 * @param quiet no timeline on the terminal (the JSON report goes there)
 * @param relayCommand starts a relay node's command line
 * @param clientCommand starts a desktop client's script interface
 * @param clips the clips that Alice and Bob show in a call with video; empty for one of sound only
 * @param screen what Alice shares in place of her clip
 * @param film what is played in the place of Alice's camera, and hidden as its pictures are, in
 *     place of her clip
 * @param devices how many Bob has; all of them ring
 * @param place where relays and clients run
 */
public record DemoOptions(
    CallMode mode,
    Duration talk,
    Path work,
    Path report,
    boolean quiet,
    Disturbance disturbance,
    List<String> relayCommand,
    List<String> clientCommand,
    List<String> clips,
    Optional<DemoScreen> screen,
    Optional<DemoFilm> film,
    int devices,
    DemoPlace place) {
  /** As many as an account has (17-devices). */
  public static final int MOST_DEVICES = 5;

  public DemoOptions {
    relayCommand = List.copyOf(relayCommand);
    clientCommand = List.copyOf(clientCommand);
    clips = List.copyOf(clips);
    if (!clips.isEmpty() && clips.size() != 2) {
      throw new IllegalArgumentException("clips");
    }
    if (film.isPresent() && (clips.isEmpty() || screen.isPresent())) {
      throw new IllegalArgumentException("film");
    }
    if (devices < 1
        || devices > MOST_DEVICES
        || devices > 1 && isDisturbed(disturbance)
        || devices == 1 && disturbance == Disturbance.MOVE) {
      throw new IllegalArgumentException("devices");
    }
  }

  /** The same without a screen that is shared, and without a camera. */
  public DemoOptions(
      CallMode mode,
      Duration talk,
      Path work,
      Path report,
      boolean quiet,
      Disturbance disturbance,
      List<String> relayCommand,
      List<String> clientCommand,
      List<String> clips,
      int devices,
      DemoPlace place) {
    this(
        mode,
        talk,
        work,
        report,
        quiet,
        disturbance,
        relayCommand,
        clientCommand,
        clips,
        Optional.empty(),
        Optional.empty(),
        devices,
        place);
  }

  private static boolean isDisturbed(Disturbance disturbance) {
    return disturbance != Disturbance.NONE && disturbance != Disturbance.MOVE;
  }

  /** Whether the call has video. */
  boolean video() {
    return !clips.isEmpty();
  }

  /** Whether it has video from its beginning. */
  boolean beginsWithVideo() {
    return video() && disturbance != Disturbance.ADD_VIDEO;
  }

  /** Whether people make another connection, with media children of its own, in the call. */
  boolean anotherConnection() {
    return disturbance == Disturbance.SWITCH_MODE || disturbance == Disturbance.ADD_VIDEO;
  }

  /** The screen that this person shares, if there is one. */
  Optional<DemoScreen> screen(String person) {
    return person.equals("Alice") ? screen : Optional.empty();
  }

  /** What is played in the place of this person's camera, if anything is. */
  Optional<DemoFilm> film(String person) {
    return person.equals("Alice") ? film : Optional.empty();
  }

  /** Where a copy of what this person's camera sent is written. */
  Path sent(String person) {
    return work.resolve(person.toLowerCase(Locale.ROOT) + "-sent.y4m");
  }

  /** The clip that this person shows. */
  String clip(String person) {
    return clips.get(person.equals("Alice") ? 0 : 1);
  }

  /** Where what this person saw is written. */
  Path seen(String person) {
    return report.resolve(person.toLowerCase(Locale.ROOT) + "-seen.y4m");
  }

  /** What is broken, or done, on purpose during the call. */
  public enum Disturbance {
    NONE,
    /** The caller's own relay is killed; the call must end with that reason. */
    KILL_RELAY_ONE,
    /** The callee's own relay is killed. */
    KILL_RELAY_TWO,
    /** The callee's media child is killed; the call ends with a reason and the client lives. */
    KILL_MEDIA_CHILD,
    /** The callee's client is killed as by kill -9, restarted, and a second call must work. */
    KILL_CLIENT,
    /** A relay that a call would use is dead before it begins; another is there. */
    DEAD_GUARD,
    /** A relay that the call uses is killed; another is there, and the call goes on. */
    KILL_RELAY,
    /** The callee's network is gone for some seconds; the call goes on. */
    DROP_NETWORK,
    /** Nothing breaks: the caller asks for Private in a call in Fast, and it goes on in Private. */
    SWITCH_MODE,
    /** Nothing breaks: the caller asks for video in a call of sound, and takes it away again. */
    ADD_VIDEO,
    /** Nothing breaks: the callee takes the call to another of their devices. */
    MOVE
  }
}
