package org.phantomnet.desktop.listen;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.phantomnet.protocol.rule.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phantom listen SAID.wav HEARD.wav}: prints how well the one came through as the other. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    description = "Compares what was said with what was heard: two WAV files, 16-bit PCM.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:what was said can be understood",
      "1:it cannot",
      "2:wrong usage, or a file that cannot be read"
    })
public final class ListenCommand implements Callable<Integer> {
  static final int INTELLIGIBLE = 0;
  static final int NOT_INTELLIGIBLE = 1;
  static final int UNUSABLE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "SAID.wav", description = "What was said.")
  private Path said = Path.of("");

  @Parameters(index = "1", paramLabel = "HEARD.wav", description = "What was heard.")
  private Path heard = Path.of("");

  @Option(names = "--json", description = "Print the figures as one JSON object.")
  private boolean json;

  @Override
  @Rule("AUD-14")
  public Integer call() {
    Sound saidSound;
    Sound heardSound;
    try {
      saidSound = Wav.read(said);
    } catch (IOException e) {
      return refuse(said, e);
    }
    try {
      heardSound = Wav.read(heard);
    } catch (IOException e) {
      return refuse(heard, e);
    }
    ListenReport report;
    try {
      report = Listen.compare(saidSound, heardSound);
    } catch (WavException e) {
      return refuse(said, e);
    }
    print(report);
    return report.intelligible() ? INTELLIGIBLE : NOT_INTELLIGIBLE;
  }

  private void print(ListenReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(asJson(report));
    } else {
      out.printf(Locale.ROOT, "said   %s (%.1f s)%n", said, report.saidSeconds());
      out.printf(Locale.ROOT, "heard  %s (%.1f s)%n", heard, report.heardSeconds());
      out.print(report.table());
    }
    out.flush();
  }

  private static String asJson(ListenReport report) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.toMap());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and booleans always have a JSON form", e);
    }
  }

  private int refuse(Path file, IOException reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf("%s: %s%n", file, sentence(file, reason));
    err.flush();
    return UNUSABLE;
  }

  private static String sentence(Path file, IOException reason) {
    if (reason instanceof WavException wav) {
      return wav.reason().sentence();
    }
    if (Files.isDirectory(file)) {
      return "a folder, not a file";
    }
    return Files.exists(file) ? "cannot be read" : "no such file";
  }
}
