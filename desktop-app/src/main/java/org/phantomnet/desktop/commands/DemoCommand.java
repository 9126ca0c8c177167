package org.phantomnet.desktop.commands;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.phantomnet.desktop.demo.DemoFilm;
import org.phantomnet.desktop.demo.DemoOptions;
import org.phantomnet.desktop.demo.DemoPlace;
import org.phantomnet.desktop.demo.DemoReport;
import org.phantomnet.desktop.demo.DemoScreen;
import org.phantomnet.desktop.demo.DemoStory;
import org.phantomnet.desktop.demo.Machines;
import org.phantomnet.desktop.demo.WorkDirectory;
import org.phantomnet.desktop.platform.JavaCommand;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./phantom demo}: a real call between processes on this machine. Exit 0 if every step held,
 * 1 if one failed.
 */
@Command(
    name = "demo",
    description = {
      "Places a real call on this machine: two relay nodes, Alice, Bob and a media process for each.",
      "Leaves WAV files of what was said and heard, a timeline and report.json."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every step held",
      "1:a step failed; the report and the last lines say which and why",
      "2:wrong usage, or something is missing on this machine",
      "3:a fast call or --drop-network needs network namespaces, which this user may not have here"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int NO_NAMESPACES = 3;
  private static final int MIN_SECONDS = 3;
  private static final int MAX_SECONDS = 3_600;
  private static final int BLACKOUT_SECONDS = 8;
  private static final int MOST_BLACKOUT_SECONDS = 60;
  private static final String PORTRAIT =
      "blackout-tflite/src/test/resources/org/phantomnet/segmenter/astronaut.jpg";

  @Option(
      names = "--mode",
      defaultValue = "private",
      paramLabel = "MODE",
      description =
          "privacy mode of the call, private or fast; fast needs network namespaces, as root or an"
              + " ordinary user has them (default: ${DEFAULT-VALUE})")
  private CallMode mode = CallMode.PRIVATE;

  @Option(
      names = "--seconds",
      defaultValue = "12",
      paramLabel = "N",
      description =
          "how long both sides talk, "
              + MIN_SECONDS
              + " to "
              + MAX_SECONDS
              + " (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--report",
      defaultValue = "demo-report",
      paramLabel = "DIR",
      description = "where WAVs, timeline and report.json are left (default: ./${DEFAULT-VALUE})")
  private Path report = Path.of("demo-report");

  @Option(names = "--json", description = "print report.json instead of the timeline")
  private boolean json;

  @Option(
      names = "--break",
      defaultValue = "none",
      paramLabel = "WHAT",
      description =
          "break something during the call and expect what is promised: ${COMPLETION-CANDIDATES} (default: none)")
  private DemoOptions.Disturbance disturbance = DemoOptions.Disturbance.NONE;

  @Option(
      names = "--video",
      description =
          "a call with video: each side shows a computed clip, and what arrives is compared")
  private boolean video;

  @Option(
      names = "--clip",
      paramLabel = "Y4M",
      description =
          "with --video or --add-video: Alice shows this YUV4MPEG2 file, 1280x720 at most")
  private Optional<Path> clip = Optional.empty();

  @Option(
      names = "--blackout",
      description =
          "with --video: Alice shows what a camera's blackout lets out of a film of a room and a"
              + " person (or of --clip), and what arrives must hide the person")
  private boolean blackout;

  @Option(
      names = "--patient",
      description =
          "with --blackout, on a machine that is too slow for it: no picture is black because it took"
              + " too long")
  private boolean patient;

  @Option(
      names = "--screen",
      description =
          "a call with video in which Alice shares a screen of small text that turns its pages;"
              + " needs the package xvfb")
  private boolean screen;

  @Option(
      names = "--kill-relay",
      description =
          "kill a relay that the call uses; a third is there, the call goes on (as --break"
              + " KILL_RELAY)")
  private boolean killRelay;

  @Option(
      names = "--drop-network",
      description =
          "take Bob's network away for some seconds; the call goes on (as --break DROP_NETWORK;"
              + " needs network namespaces)")
  private boolean dropNetwork;

  @Option(
      names = "--switch-mode",
      description =
          "with --mode fast: Alice asks for Private while the two talk; the call goes on in it (as"
              + " --break SWITCH_MODE)")
  private boolean switchMode;

  @Option(
      names = "--add-video",
      description =
          "begin with sound: Alice asks for video while the two talk, and takes it away again (as"
              + " --break ADD_VIDEO)")
  private boolean addVideo;

  @Option(
      names = "--devices",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "how many devices Bob has, 1 to "
              + DemoOptions.MOST_DEVICES
              + ": all ring, the last one answers, the others must stop (default:"
              + " ${DEFAULT-VALUE})")
  private int devices;

  @Option(
      names = "--move",
      description =
          "with --devices 2 or more: Bob takes the call to his first device while the two talk (as"
              + " --break MOVE)")
  private boolean move;

  private List<String> clips() {
    return video || screen || disturbance == DemoOptions.Disturbance.ADD_VIDEO
        ? List.of(clip.map(file -> file.toAbsolutePath().toString()).orElse("1"), "2")
        : List.of();
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  private void checkBlackout() {
    if (!video || screen || devices > 1 || disturbance != DemoOptions.Disturbance.NONE) {
      throw new ParameterException(
          spec.commandLine(),
          "--blackout shows a call with video that nothing disturbs; add --video, and leave out"
              + " --screen, --devices and what breaks or changes the call");
    }
    if (seconds < BLACKOUT_SECONDS || seconds > MOST_BLACKOUT_SECONDS) {
      throw new ParameterException(
          spec.commandLine(),
          "--blackout keeps a copy of what is sent, and needs time for somebody to come in; give"
              + " --seconds "
              + BLACKOUT_SECONDS
              + " to "
              + MOST_BLACKOUT_SECONDS);
    }
    if (clip.isPresent() && !Files.isReadable(clip.get())) {
      throw new ParameterException(spec.commandLine(), "there is no clip " + clip.get());
    }
    if (clip.isEmpty() && !Files.isReadable(portrait())) {
      throw new ParameterException(
          spec.commandLine(),
          "--blackout makes its film of a portrait that is not there: "
              + portrait()
              + ". Start it by ./phantom of a whole copy of the repository, or name a film of a room"
              + " and a person by --clip FILE (YUV4MPEG2)");
    }
  }

  /** NASA's portrait of Eileen Collins, of which the tests of blackout are, too. */
  private static Path portrait() {
    return Path.of(Optional.ofNullable(System.getenv("PHANTOM_HOME")).orElse("."), PORTRAIT)
        .toAbsolutePath()
        .normalize();
  }

  private Optional<DemoFilm> film(Path work) throws IOException {
    if (!blackout) {
      return Optional.empty();
    }
    DemoFilm film =
        clip.isPresent()
            ? DemoFilm.named(clip.get().toAbsolutePath())
            : DemoFilm.make(portrait(), work.resolve("alice-film.y4m"));
    return Optional.of(patient ? film.patient() : film);
  }

  @Override
  public Integer call() throws IOException {
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw new ParameterException(
          spec.commandLine(),
          "--seconds takes a whole number from " + MIN_SECONDS + " to " + MAX_SECONDS);
    }
    if (mode == CallMode.PARANOID) {
      throw new ParameterException(
          spec.commandLine(), "--mode paranoid is not built yet; use --mode private or fast");
    }
    if ((killRelay ? 1 : 0)
            + (dropNetwork ? 1 : 0)
            + (switchMode ? 1 : 0)
            + (addVideo ? 1 : 0)
            + (move ? 1 : 0)
            + (disturbance == DemoOptions.Disturbance.NONE ? 0 : 1)
        > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "choose one of --break, --kill-relay, --drop-network, --switch-mode, --add-video and"
              + " --move");
    }
    if (clip.isPresent() && screen) {
      throw new ParameterException(
          spec.commandLine(), "--clip and --screen are both Alice's pictures; choose one");
    }
    if (screen && !DemoScreen.isPossible()) {
      throw new ParameterException(
          spec.commandLine(),
          "--screen needs an X server without a screen; install it: apt-get install xvfb");
    }
    if (killRelay) {
      disturbance = DemoOptions.Disturbance.KILL_RELAY;
    } else if (dropNetwork) {
      disturbance = DemoOptions.Disturbance.DROP_NETWORK;
    } else if (switchMode) {
      disturbance = DemoOptions.Disturbance.SWITCH_MODE;
    } else if (addVideo) {
      disturbance = DemoOptions.Disturbance.ADD_VIDEO;
    } else if (move) {
      disturbance = DemoOptions.Disturbance.MOVE;
    }
    if (blackout) {
      checkBlackout();
    } else if (patient) {
      throw new ParameterException(spec.commandLine(), "--patient belongs to --blackout");
    }
    if (disturbance == DemoOptions.Disturbance.MOVE && (devices < 2 || video)) {
      throw new ParameterException(
          spec.commandLine(),
          "--move takes a call of sound from one device of Bob's to another; add --devices 2");
    }
    if (clip.isPresent() && clips().isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--clip belongs to --video or --add-video");
    }
    if (disturbance == DemoOptions.Disturbance.SWITCH_MODE && mode != CallMode.FAST) {
      throw new ParameterException(
          spec.commandLine(), "--switch-mode asks for Private in a fast call; add --mode fast");
    }
    if (devices < 1 || devices > DemoOptions.MOST_DEVICES) {
      throw new ParameterException(
          spec.commandLine(),
          "--devices takes a whole number from 1 to " + DemoOptions.MOST_DEVICES);
    }
    if (devices > 1
        && disturbance != DemoOptions.Disturbance.NONE
        && disturbance != DemoOptions.Disturbance.MOVE) {
      throw new ParameterException(
          spec.commandLine(),
          "--devices shows a call that nothing disturbs; leave out --break, --kill-relay,"
              + " --drop-network, --switch-mode and --add-video");
    }
    if (DemoPlace.needsMachines(mode, disturbance)) {
      Optional<String> missing = Machines.missing();
      if (missing.isPresent()) {
        System.err.println(
            "phantom: a fast call, and a network to drop, need machines with addresses: "
                + missing.get());
        return NO_NAMESPACES;
      }
    }
    List<String> relay;
    List<String> client;
    try {
      relay = JavaCommand.relay();
      client = JavaCommand.client();
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path directory = report.toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          "cannot write to " + report + "; choose another place with --report DIR");
    }
    try (WorkDirectory work = WorkDirectory.create();
        DemoPlace place = DemoPlace.forMode(mode, disturbance, work.path());
        DemoScreen shared = screen ? DemoScreen.start() : DemoScreen.none()) {
      DemoOptions options =
          new DemoOptions(
              mode,
              Duration.ofSeconds(seconds),
              work.path(),
              directory,
              json,
              disturbance,
              relay,
              client,
              clips(),
              screen ? Optional.of(shared) : Optional.empty(),
              film(work.path()),
              devices,
              place);
      Timeline timeline = new Timeline(out, json);
      timeline.text(
          "Phantom Net: a real " + mode.name().toLowerCase(Locale.ROOT) + " call on this machine");
      DemoReport result = new DemoStory(options, timeline).run();
      return result.finish(timeline, directory, json ? Optional.of(out) : Optional.empty()) ? 0 : 1;
    }
  }
}
