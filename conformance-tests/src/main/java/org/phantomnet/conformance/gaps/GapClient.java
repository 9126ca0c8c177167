package org.phantomnet.conformance.gaps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.desktop.client.ScriptSession;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;

/**
 * {@code phantom client} with a {@link GapSignal} for a microphone, and {@code said.log} and {@code
 * heard.log} beside its store: the client of a person who listens for gaps. Arguments: store,
 * estate file, seed of the signal.
 */
public final class GapClient implements AudioPorts {
  private final Clock clock = Clock.systemUTC();
  private final GapSignal signal;
  private final SoundLog.Writer said;
  private final SoundLog.Writer heard;

  private GapClient(Path directory, long seed) throws IOException {
    signal = new GapSignal(seed);
    said = new SoundLog.Writer(directory.resolveSibling(directory.getFileName() + "-said.log"));
    heard = new SoundLog.Writer(directory.resolveSibling(directory.getFileName() + "-heard.log"));
  }

  public static void main(String[] arguments) throws IOException {
    PrintStream events = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    Path directory = Path.of(arguments[0]);
    GapClient sound = new GapClient(directory, Long.parseLong(arguments[2]));
    Client.Settings settings =
        new Client.Settings(
            directory,
            EstateFile.read(Path.of(arguments[1]), true),
            recording -> sound,
            sound.clock);
    try (BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      new ScriptSession(settings, events).run(commands);
    }
  }

  private void log(SoundLog.Writer log, short[] block) {
    try {
      log.write(ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()), block);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void flush(SoundLog.Writer log) {
    try {
      log.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public AudioIn openIn() {
    return new AudioIn() {
      @Override
      public void read(short[] block) {
        signal.next(block);
        log(said, block);
      }

      @Override
      public void close() {
        flush(said);
      }
    };
  }

  @Override
  public AudioOut openOut() {
    return new AudioOut() {
      @Override
      public void write(short[] block) {
        log(heard, block);
      }

      @Override
      public void close() {
        flush(heard);
      }
    };
  }
}
