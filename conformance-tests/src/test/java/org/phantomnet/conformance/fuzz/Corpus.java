package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;

/** The committed inputs of one target, each in a file named by what it holds. */
final class Corpus {
  /** Replayed in every run of the tests, and read by people in reviews. */
  static final int MOST_INPUTS = 250;

  static final long MOST_BYTES = 160_000;

  private static final int NAME_BYTES = 8;

  private final FuzzTarget target;

  private Corpus(FuzzTarget target) {
    this.target = target;
  }

  static Corpus of(FuzzTarget target) {
    return new Corpus(target);
  }

  int size() throws IOException {
    return inputs().size();
  }

  List<Path> inputs() throws IOException {
    return files(target.corpus());
  }

  long bytes() throws IOException {
    long bytes = 0;
    for (Path input : inputs()) {
      bytes += Files.size(input);
    }
    return bytes;
  }

  Path add(byte[] input) throws IOException {
    Files.createDirectories(target.corpus());
    return Files.write(target.corpus().resolve(nameOf(input)), input);
  }

  void addSeeds() throws IOException, ReflectiveOperationException {
    for (byte[] seed : target.seeds()) {
      add(seed);
    }
  }

  /** False if the target's code makes other seeds than were committed. */
  boolean holdsSeeds() throws ReflectiveOperationException {
    for (byte[] seed : target.seeds()) {
      if (!Files.exists(target.corpus().resolve(nameOf(seed)))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Adds what a run found new, smallest first, as long as there is room. libFuzzer keeps an input
   * only if it reached something new or is a smaller one of what did.
   *
   * @return how many were added
   */
  int merge(FuzzRun run) throws IOException {
    List<Path> found = new ArrayList<>(files(run.generated()));
    found.sort(Comparator.comparingLong(Corpus::length).thenComparing(Path::getFileName));
    int added = 0;
    int count = size();
    long bytes = bytes();
    for (Path file : found) {
      byte[] input = Files.readAllBytes(file);
      if (!Files.exists(target.corpus().resolve(nameOf(input)))
          && count < MOST_INPUTS
          && bytes + input.length <= MOST_BYTES) {
        add(input);
        added++;
        count++;
        bytes += input.length;
      }
    }
    return added;
  }

  /** So that the same input is never kept twice. */
  static String nameOf(byte[] input) {
    byte[] hash = Sha256.of(Bytes.copyOf(input)).toByteArray();
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < NAME_BYTES; i++) {
      name.append(Character.forDigit(hash[i] >> 4 & 0xf, 16));
      name.append(Character.forDigit(hash[i] & 0xf, 16));
    }
    return name.toString();
  }

  private static long length(Path file) {
    return file.toFile().length();
  }

  private static List<Path> files(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
