package org.phantomnet.conformance.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Tries targets with inputs that differ a little from their corpora, one target after the other in
 * a JVM of its own: the test classes of all modules are on its class path, and its heap is bounded.
 * No coverage guides it, so it tries a hundred thousand inputs where a guided search would still
 * start; what coverage finds comes in by the corpora.
 */
final class MutatedRuns {
  /** Far above what they need, on a machine that has much else to do. */
  private static final long KILLED_AFTER_MINUTES = 10;

  private static final long SLOWEST_INPUT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** For what waits instead of working: a disk that others use, or a lock that never comes. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(90);

  private static final String DONE = "done ";

  private MutatedRuns() {}

  /**
   * Starts the JVM and waits for it.
   *
   * @param directory for its output, and for inputs that broke a target
   * @return how many inputs each target was tried with; a target that broke is not in it
   */
  static Map<String, Long> run(
      List<FuzzTarget> targets, ToLongFunction<FuzzTarget> inputs, long seed, Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    Path log = directory.resolve("log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", FuzzRun.HEAP));
    command.addAll(List.of("-Djava.awt.headless=true", "-cp", FuzzRun.classPath()));
    command.addAll(List.of(MutatedRuns.class.getName(), directory.toString(), Long.toString(seed)));
    for (FuzzTarget target : targets) {
      command.add(target.name() + "=" + inputs.applyAsLong(target));
    }
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(KILLED_AFTER_MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
    Map<String, Long> done = new TreeMap<>();
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith(DONE)) {
        String[] words = line.substring(DONE.length()).split(" ");
        done.put(words[0], Long.parseLong(words[1]));
      }
    }
    return done;
  }

  /** DIRECTORY SEED NAME=INPUTS ... */
  public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
    Map<String, FuzzTarget> known = new TreeMap<>();
    FuzzTarget.all().forEach(target -> known.put(target.name(), target));
    known.put(BrokenTarget.TARGET.name(), BrokenTarget.TARGET);
    for (int i = 2; i < arguments.length; i++) {
      String[] asked = arguments[i].split("=");
      FuzzTarget target = Optional.ofNullable(known.get(asked[0])).orElseThrow();
      tryAll(
          target,
          Long.parseLong(asked[1]),
          Long.parseLong(arguments[1]),
          Path.of(arguments[0]),
          System.out);
    }
  }

  private static void tryAll(
      FuzzTarget target, long inputs, long seed, Path directory, PrintStream out)
      throws IOException, ReflectiveOperationException {
    Class<?> type = Class.forName(target.className());
    Constructor<?> constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    Object instance = constructor.newInstance();
    Method method = type.getDeclaredMethod(target.method(), byte[].class);
    method.setAccessible(true);
    List<byte[]> corpus = new ArrayList<>(List.of(new byte[0]));
    for (Path input : Corpus.of(target).inputs()) {
      corpus.add(Files.readAllBytes(input));
    }
    Mutations mutations = new Mutations(corpus, seed);
    for (long run = 0; run < inputs; run++) {
      byte[] input = mutations.next();
      Optional<Throwable> broke = broke(method, instance, input, run > 0);
      if (broke.isPresent()) {
        out.println(target.name() + " broke after " + run + " inputs");
        Files.write(directory.resolve(target.name() + ".input"), input);
        broke.get().printStackTrace(out);
        return;
      }
    }
    out.println(DONE + target.name() + " " + inputs);
  }

  /**
   * @param timed whether it may not take long: the first input of a target starts what it asks
   */
  private static Optional<Throwable> broke(
      Method method, Object instance, byte[] input, boolean timed) throws IllegalAccessException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long began = System.nanoTime();
    long worked = threads.getCurrentThreadCpuTime();
    try {
      method.invoke(instance, (Object) input.clone());
    } catch (InvocationTargetException e) {
      return Optional.ofNullable(e.getCause()).or(() -> Optional.of(e));
    }
    boolean slow = threads.getCurrentThreadCpuTime() - worked > SLOWEST_INPUT_NANOS;
    boolean waited = System.nanoTime() - began > LONGEST_WAIT_NANOS;
    return timed && (slow || waited)
        ? Optional.of(new IllegalStateException("an input took 10 s of processor, or 90 in all"))
        : Optional.empty();
  }
}
