package org.phantomnet.conformance.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./phantom lab}: two homes and two relays in namespaces, for as long as it runs. */
@Command(
    name = "phantom lab",
    mixinStandardHelpOptions = true,
    description = {
      "Builds machines with networks of their own out of namespaces: alice and bob, each in a home",
      "behind a NAT, and north and south on the internet. All of it is gone when the input ends, or",
      "at Ctrl-C. Nothing outside is touched. docs/lab.md tells more."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a check failed, or the lab could not be built; a command's own code is passed on",
      "2:the command line is wrong",
      "3:this user or machine may not have a lab; it says what to do"
    })
public final class LabCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int NOT_HERE = 3;
  private static final String KINDS =
      "open, full-cone, address-restricted, port-restricted or symmetric";

  @Option(names = "--left", paramLabel = "NAT", converter = NatName.class, description = "alice's")
  private Nat left = Nat.PORT_RESTRICTED;

  @Option(
      names = "--right",
      paramLabel = "NAT",
      converter = NatName.class,
      description = "bob's; both are port-restricted if left out. NAT is " + KINDS)
  private Nat right = Nat.PORT_RESTRICTED;

  @Option(names = "--delay", paramLabel = "MS", description = "of each home's line, one way")
  private String delay = "0";

  @Option(names = "--jitter", paramLabel = "MS", description = "at most so much more or less")
  private String jitter = "0";

  @Option(names = "--loss", paramLabel = "PERCENT", description = "of each home's line")
  private String loss = "0";

  @Option(names = "--rate", paramLabel = "KBIT/S", description = "of each home's line")
  private String rate = "0";

  @Option(names = "--ipv6", description = "IPv6 beside IPv4 everywhere")
  private boolean ipv6;

  @Option(names = "--check", description = "checks every NAT and the switch, and measures it")
  private boolean check;

  @Option(
      names = "--on",
      paramLabel = "MACHINE",
      description = "where the command after -- runs; alice if left out")
  private String machine = "alice";

  @Parameters(paramLabel = "COMMAND", description = "after --: run it there, then remove all")
  private @Nullable List<String> command;

  private final PrintStream out;

  /**
   * @param out takes what the person is to read, errors apart
   */
  public LabCommand(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new LabCommand(System.out));
    line.setUsageHelpAutoWidth(true);
    line.setStopAtPositional(true);
    int code = line.execute(arguments);
    System.out.flush();
    Runtime.getRuntime().exit(code);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<String> missing = Rights.missing();
    if (missing.isPresent()) {
      System.err.println("phantom: no lab here: " + missing.get());
      return NOT_HERE;
    }
    Path work = Files.createTempDirectory("phantom-lab");
    // At Ctrl-C, too; the lab's own program then sees its input end, and ends with all it built.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(work), "delete"));
    return check ? (new SelfCheck(work, out).run() ? 0 : FAILED) : hold(work);
  }

  private int hold(Path work) throws IOException, InterruptedException {
    try (Lab lab = Lab.open(topology(), work)) {
      return command == null ? attend(lab) : run(lab, command);
    }
  }

  private Topology topology() {
    Line line = Handle.of(delay, jitter, loss, rate);
    Home first = Home.behind(left, "left").with(line);
    Home second = Home.behind(right, "right").with(line);
    return ipv6
        ? Topology.twoHomes(first.dualStack(), second.dualStack())
        : Topology.twoHomes(first, second);
  }

  private int attend(Lab lab) throws IOException {
    out.println(Picture.of(lab));
    out.println("It is there until the input ends. Lines that change it:\n" + Handle.USAGE);
    Handle handle = new Handle(lab);
    BufferedReader typed =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = typed.readLine(); line != null; line = typed.readLine()) {
      out.println(handle.take(line));
    }
    return 0;
  }

  private int run(Lab lab, List<String> words) throws IOException, InterruptedException {
    return new ProcessBuilder(lab.on(machine, words)).inheritIO().start().waitFor();
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("left behind: " + directory);
    }
  }

  /** A NAT by its name. */
  static final class NatName implements CommandLine.ITypeConverter<Nat> {
    @Override
    public Nat convert(String name) {
      return Nat.named(name)
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "a NAT is one of " + Arrays.toString(Nat.values())));
    }
  }
}
