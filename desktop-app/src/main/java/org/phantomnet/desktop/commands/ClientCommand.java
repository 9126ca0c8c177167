package org.phantomnet.desktop.commands;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.phantomnet.desktop.capture.ClipPictures;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.capture.PictureChoiceException;
import org.phantomnet.desktop.capture.PictureSources;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.desktop.client.PlayedClip;
import org.phantomnet.desktop.client.RecordedVoice;
import org.phantomnet.desktop.client.ScriptSession;
import org.phantomnet.desktop.client.ShownPictures;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.engine.blackout.CameraChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./phantom client}: a desktop client driven by JSON lines on standard input, for scripts
 * and the demo.
 */
@Command(
    name = "client",
    description = {
      "A client driven by JSON lines: commands in, events out.",
      "First line: {\"do\":\"open\",\"passphrase\":\"...\"}, so that no passphrase is on a command line.",
      "Then: register, request, accept-contact, contacts, chat, chats, safety-number, verify, call, answer,",
      "decline, hangup, mute, hold, mode, answer-mode, move, pictures, camera, video, answer-video, history, devices,",
      "link-start (on a new device), link, unlink, quit.",
      "{\"do\":\"mode\",\"mode\":\"private\"} asks for another mode in a call. A stricter one the other side's device",
      "grants; of a weaker one its person is asked (\"requested\" in the call's events) and answers by",
      "{\"do\":\"answer-mode\",\"approve\":true}. Who asks or approves a weaker mode shows their IP: nobody warns a script.",
      "{\"do\":\"pictures\",\"to\":\"WATCH_ONLY\"} shows nothing of this side; others: ALL, LOW, SOUND_ONLY.",
      "{\"do\":\"camera\",\"hide\":\"ALL_BLACK\"} is of --pictures camera; others: PERSON_BLACK, BACKGROUND_MASKED."
    })
public final class ClientCommand implements Callable<Integer> {
  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "where this client's encrypted store is")
  private Path directory = Path.of(".");

  @Option(
      names = "--estate",
      required = true,
      paramLabel = "FILE",
      description =
          "mailbox, authorities and their pinned keys, as the relay operator gives them out")
  private Path estate = Path.of("client.json");

  @Option(
      names = "--test-estate",
      description =
          "take relay lists signed for a test estate, with loopback addresses. NOT for real calls")
  private boolean testEstate;

  @Option(
      names = "--voice",
      required = true,
      paramLabel = "NAME",
      description = "recording spoken in place of a microphone: ${COMPLETION-CANDIDATES}")
  private Speech voice = Speech.ALICE;

  @Option(names = "--said", paramLabel = "WAV", description = "write what was spoken")
  private Optional<Path> said = Optional.empty();

  @Option(names = "--heard", paramLabel = "WAV", description = "write what was heard")
  private Optional<Path> heard = Optional.empty();

  @Option(
      names = "--clip",
      paramLabel = "CLIP",
      description =
          "shown in place of a camera in calls with video: a YUV4MPEG2 file, or a number for a"
              + " computed clip in its colours")
  private Optional<String> clip = Optional.empty();

  @Option(
      names = "--pictures",
      paramLabel = "WHAT",
      description = "shown in calls with video: " + PictureSources.FORMS)
  private Optional<String> pictures = Optional.empty();

  @Option(
      names = "--person-shown-unmasked",
      description = "with --pictures camera: no blackout, you are seen as the camera sees you")
  private boolean unmasked;

  @Option(
      names = "--weak-device",
      description =
          "with --pictures camera: where hiding people takes too long here, 15 pictures a second of"
              + " 360p are sent rather than none")
  private boolean weak;

  @Option(
      names = "--patient",
      description =
          "with --pictures film:FILE: no picture is black because it took too long; a film is no"
              + " camera")
  private boolean patient;

  @Option(
      names = "--sent",
      paramLabel = "Y4M",
      description =
          "write what is sent, every picture, and beside it why each is as it is (40 MB a second at"
              + " 720p)")
  private Optional<Path> sent = Optional.empty();

  @Option(
      names = "--seen",
      paramLabel = "Y4M",
      description = "write what was seen, every fifth picture")
  private Optional<Path> seen = Optional.empty();

  @Override
  public Integer call() throws IOException {
    // Native libraries print on standard output; events keep a stream of their own.
    PrintStream events = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    EstateFile file;
    try {
      file = EstateFile.read(estate, testEstate);
    } catch (IOException e) {
      System.err.println("cannot use " + estate + ": " + e.getMessage());
      return 2;
    }
    Client.Settings settings =
        new Client.Settings(
            directory, file, RecordedVoice.source(voice.sound(), said, heard), Clock.systemUTC());
    if (patient && pictures.filter(what -> what.startsWith("film:")).isEmpty()) {
      System.err.println("--patient is for a film: a camera's late pictures are black");
      return 2;
    }
    if (pictures.isPresent()) {
      try {
        Optional<OwnPictures> own =
            OwnSources.of(
                    fault -> System.err.println(fault.words()),
                    patient ? CameraPace.PATIENT : weak ? CameraPace.WEAK : CameraPace.USUAL)
                .choose(
                    pictures.get(),
                    unmasked ? new CameraChoice.PersonShownUnmasked() : CameraChoice.DEFAULT);
        if (own.isPresent()) {
          settings = settings.with(ShownPictures.source(own.get(), sent, seen));
        }
      } catch (PictureChoiceException e) {
        System.err.println(e.advice());
        return 2;
      }
    } else if (clip.isPresent()) {
      try {
        settings =
            settings.with(
                ShownPictures.source(new ClipPictures(PlayedClip.clip(clip.get())), sent, seen));
      } catch (IOException e) {
        System.err.println("cannot play " + clip.get() + ": " + e.getMessage());
        return 2;
      }
    }
    if (testEstate) {
      System.err.println(
          "TEST ESTATE: relays on loopback are accepted; this client must not be used for real calls.");
    }
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      new ScriptSession(settings, events).run(commands);
    }
    return 0;
  }
}
