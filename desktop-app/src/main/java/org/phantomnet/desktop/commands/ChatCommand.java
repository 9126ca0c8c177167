package org.phantomnet.desktop.commands;

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.phantomnet.desktop.capture.PictureChoiceException;
import org.phantomnet.desktop.capture.PictureSources;
import org.phantomnet.desktop.chat.ChatOptions;
import org.phantomnet.desktop.chat.ChatPictures;
import org.phantomnet.desktop.chat.ChatSound;
import org.phantomnet.desktop.chat.FullScreen;
import org.phantomnet.desktop.chat.Passphrases;
import org.phantomnet.desktop.chat.PipeChat;
import org.phantomnet.desktop.client.RecordedVoice;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.sound.JavaSound;
import org.phantomnet.engine.blackout.CameraChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./phantom chat}: the messenger in a terminal, in a pipe, or driven by a script. */
@Command(
    name = "chat",
    description = {
      "Write to people and call them, from a terminal.",
      "The first start asks for your mailbox (the file its operator gave you), a name and a passphrase;",
      "later ones for the passphrase only. /help inside lists the commands, Tab completes them."
    },
    footer = {
      "%nWithout a terminal, lines are read from standard input and plain lines are printed. With --script,",
      "commands are read from a file and each event is one line of JSON; /wait EVENT waits for one.",
      "Nobody is asked then: the passphrase is the first line of standard input, or of --passphrase-file.",
      "It is never taken from the command line or the environment, which other programs can read."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:left with /quit, Ctrl-D or the end of the input",
      "1:the store could not be opened, or a command of a script failed",
      "2:wrong usage, or a file is missing"
    })
public final class ChatCommand implements Callable<Integer> {
  private static final int MISSING = 2;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "where your encrypted store is (default: phantomnet in $XDG_DATA_HOME, or ~/.local/share)")
  private Optional<Path> directory = Optional.empty();

  @Option(
      names = "--estate",
      paramLabel = "FILE",
      description =
          "mailbox and relays with their pinned keys, as the operator gives them out; kept after the first start")
  private Optional<Path> estate = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "the name to register where nobody can be asked")
  private Optional<String> name = Optional.empty();

  @Option(
      names = "--link",
      paramLabel = "DEVICE",
      description =
          "on a new device: become a device of an account you have, called DEVICE there; shows the link code")
  private Optional<String> link = Optional.empty();

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = "its first line is the passphrase; only you may be able to read it")
  private Optional<Path> passphraseFile = Optional.empty();

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "execute the commands in FILE (- for standard input) and print events as JSON")
  private Optional<String> script = Optional.empty();

  @Option(
      names = "--keep-going",
      description = "with --script: go on after a command that failed, and exit 0")
  private boolean keepGoing;

  @Option(names = "--plain", description = "plain lines in a terminal too, as for screen readers")
  private boolean plain;

  @Option(
      names = "--test-estate",
      description =
          "take relay lists signed for a test estate, with loopback addresses. NOT for real calls")
  private boolean testEstate;

  @Option(
      names = "--voice",
      paramLabel = "WAV",
      description = "speak this recording in place of a microphone, and use no sound device")
  private Optional<Path> voice = Optional.empty();

  @Option(names = "--said", paramLabel = "WAV", description = "write what was spoken")
  private Optional<Path> said = Optional.empty();

  @Option(names = "--heard", paramLabel = "WAV", description = "write what was heard")
  private Optional<Path> heard = Optional.empty();

  @Option(
      names = "--pictures",
      paramLabel = "WHAT",
      defaultValue = "none",
      description =
          "what you can send in a call with video: "
              + PictureSources.FORMS
              + " (default: none: you see the other side only)")
  private String pictures = "none";

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

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    ChatOptions options;
    try {
      Optional<ChatSound> sound =
          voice.isPresent()
              ? Optional.empty()
              : Optional.of(new ChatSound(new JavaSound(), said, heard));
      options =
          ChatOptions.of(
              directory.orElseGet(ChatCommand::dataDirectory),
              estate,
              testEstate,
              name,
              link,
              sound,
              RecordedVoice.source(spoken(), said, heard),
              own());
    } catch (IOException e) {
      return wrong(e);
    }
    // Native libraries print on standard output; lines keep a stream of their own.
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    if (testEstate) {
      System.err.println(
          "TEST ESTATE: relays on loopback are accepted; this client must not be used for real calls.");
    }
    Optional<Console> console = console();
    try {
      if (console.isPresent()
          && !plain
          && !"dumb".equals(System.getenv("TERM"))
          && script.isEmpty()
          && passphraseFile.isEmpty()) {
        return FullScreen.run(options, console.get(), System.getenv());
      }
    } catch (IOException e) {
      return wrong(e);
    }
    return piped(options, console, out);
  }

  /** Only if both standard input and output are a terminal. */
  private static Optional<Console> console() {
    System.setProperty("jdk.console", "java.base"); // newer Javas have another one by default
    return Optional.ofNullable(System.console());
  }

  private int piped(ChatOptions options, Optional<Console> console, PrintStream out)
      throws IOException {
    PipeChat chat;
    char[] passphrase;
    try (InputStream in = new FileInputStream(FileDescriptor.in)) {
      try {
        chat = script.isPresent() ? PipeChat.script(options, out) : PipeChat.plain(options, out);
        passphrase =
            passphraseFile.isPresent()
                ? Passphrases.fromFile(passphraseFile.get())
                : console.isPresent() ? asked(console.get()) : Passphrases.firstLine(in);
      } catch (IOException e) {
        return wrong(e);
      }
      try (BufferedReader lines = lines(in)) {
        return chat.run(passphrase, lines, keepGoing || script.isEmpty());
      }
    }
  }

  private static char[] asked(Console console) throws IOException {
    char[] typed = console.readPassword("Passphrase: ");
    if (typed == null) {
      throw new IOException("no passphrase was typed");
    }
    return typed;
  }

  private BufferedReader lines(InputStream in) throws IOException {
    if (script.isEmpty() || script.get().equals("-")) {
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    Path file = Path.of(script.get());
    if (!Files.isReadable(file)) {
      throw new ParameterException(
          spec.commandLine(), "cannot read the script " + file + "; name another with --script");
    }
    return Files.newBufferedReader(file);
  }

  private ChatPictures own() throws IOException {
    ChatPictures shown = new ChatPictures();
    try {
      OwnSources.of(fault -> shown.ended(fault.words()), weak ? CameraPace.WEAK : CameraPace.USUAL)
          .choose(
              pictures, unmasked ? new CameraChoice.PersonShownUnmasked() : CameraChoice.DEFAULT)
          .ifPresent(shown::send);
      return shown;
    } catch (PictureChoiceException e) {
      throw new IOException(e.advice());
    }
  }

  private Sound spoken() throws IOException {
    if (voice.isEmpty()) {
      return Sound.of(AudioIn.SAMPLE_RATE, new double[AudioIn.SAMPLE_RATE]);
    }
    try (InputStream in = Files.newInputStream(voice.get())) {
      return Wav.read(in);
    }
  }

  /** The command line was right, so its help would only hide the sentence. */
  private static int wrong(IOException e) {
    System.err.println(e.getMessage());
    return MISSING;
  }

  private static Path dataDirectory() {
    String home = System.getenv("XDG_DATA_HOME");
    Path base =
        home != null && !home.isEmpty() && Path.of(home).isAbsolute()
            ? Path.of(home)
            : Path.of(System.getProperty("user.home"), ".local", "share");
    return base.resolve("phantomnet");
  }
}
