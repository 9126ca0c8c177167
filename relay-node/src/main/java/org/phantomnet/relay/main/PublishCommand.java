package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.relay.authority.SignatureFile;
import org.phantomnet.relay.directory.PublishedList;
import org.phantomnet.relay.main.config.AuthoritySettings;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay authority publish}: collects signatures and hands the list to directories. */
@Command(
    name = "publish",
    description = {
      "Put signatures and list together, verify them as clients do, and replace a directory's file.",
      "Other directories take it over by themselves ([directory] mirrors)."
    })
final class PublishCommand extends OperatorCommand {
  @Option(names = "--settings", required = true, description = "authority.toml")
  private Path settings = Path.of("authority.toml");

  @Option(names = "--list", required = true, description = "The list that was signed.")
  private Path list = Path.of("next.list");

  @Option(
      names = "--signature",
      description = "A signature file; repeat it. Without it all beside the list.")
  private List<Path> signatures = List.of();

  @Option(
      names = "--to",
      required = true,
      description = "The file a directory serves ([directory] list); repeat it.")
  private List<Path> files = List.of();

  PublishCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws ConfigException, IOException {
    AuthoritySettings estate = AuthoritySettings.read(settings);
    SignedRelayList whole = collected(estate);
    RelayListVerifier verifier = estate.trust().verifier(Clock.systemUTC(), estate.testEstate());
    for (Path file : files) {
      try {
        boolean newer = new PublishedList(file, verifier).offer(whole.encode());
        out.println(newer ? "wrote " + file : file + " has this version already");
      } catch (ProtocolException e) {
        throw new ConfigException(file + " stays as it is: " + remedy(e, whole, estate));
      }
    }
    out.println("next: directories that mirror it have it within half an hour");
    return RunCommand.OK;
  }

  private SignedRelayList collected(AuthoritySettings estate) throws ConfigException, IOException {
    SignedRelayList bare = new SignedRelayList(list(list).list(), List.of());
    List<SignedRelayList.Signature> good = new ArrayList<>();
    for (Path file : signatures.isEmpty() ? beside() : signatures) {
      SignatureFile read =
          SignatureFile.parse(Files.readString(file))
              .orElseThrow(
                  () -> new ConfigException(file + " is no signature file: check --signature"));
      if (!read.list().equals(Sha256.of(bare.list()))) {
        out.println("skipped " + file + ": it is for another list");
      } else if (!estate.trust().keys().contains(read.signature().signer())) {
        out.println("skipped " + file + ": its signer is no authority of " + settings);
      } else if (!bare.isValid(read.signature())) {
        out.println("skipped " + file + ": its signature is wrong");
      } else if (good.stream().noneMatch(s -> s.signer().equals(read.signature().signer()))) {
        good.add(read.signature());
      }
    }
    return new SignedRelayList(bare.list(), good);
  }

  private List<Path> beside() throws IOException {
    Path folder = list.toAbsolutePath().getParent();
    String begin = list.getFileName() + ".";
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file -> {
                String name = file.getFileName().toString();
                return name.startsWith(begin) && name.endsWith(SignatureFile.SUFFIX);
              })
          .sorted()
          .toList();
    }
  }

  private static String remedy(
      ProtocolException refusal, SignedRelayList whole, AuthoritySettings estate) {
    return switch (String.valueOf(refusal.getMessage())) {
      case "UNDER_SIGNED" ->
          whole.signatures().size()
              + " of "
              + estate.trust().threshold()
              + " signatures are there: ask further signers";
      case "ROLLED_BACK" -> "it holds a newer list: propose from that one, and sign again";
      case "EXPIRED", "NOT_YET_VALID" ->
          "the list does not hold now: check the clock, or propose and sign again";
      default -> "clients would refuse the list (" + refusal.getMessage() + "): propose again";
    };
  }
}
