package org.phantomnet.relay.main;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.authority.Difference;
import org.phantomnet.relay.authority.SignatureFile;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.main.config.AuthoritySettings;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay authority sign}: shows what a list changes, and signs it if told to. No network. */
@Command(
    name = "sign",
    description = {
      "Show what a proposed list changes, ask, and write a signature file. Needs no network.",
      "Sign no list whose changes you cannot explain: the signers are what clients trust."
    })
final class SignCommand extends OperatorCommand {
  @Option(names = "--settings", required = true, description = "authority.toml")
  private Path settings = Path.of("authority.toml");

  @Option(names = "--list", required = true, description = "The proposed list.")
  private Path list = Path.of("next.list");

  @Option(names = "--previous", description = "The list you signed last, from your own copy.")
  private Optional<Path> previous = Optional.empty();

  @Option(names = "--first", description = "There is no list before this one.")
  private boolean first;

  @Option(names = "--key", required = true, description = "Your secret key.")
  private Path key = Path.of("authority.key");

  @Option(names = "--version", description = "Sign without asking, if the list has this version.")
  private Optional<Long> version = Optional.empty();

  SignCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws ConfigException, IOException {
    AuthoritySettings estate = AuthoritySettings.read(settings);
    if (previous.isPresent() == first) {
      throw new ConfigException(
          "name the list that you signed last with --previous, or say --first if there is none:"
              + " without it nobody can see what changes");
    }
    if (!Files.exists(key)) {
      throw new ConfigException(key + " does not exist: 'relay authority key' makes one");
    }
    SignedRelayList proposed = list(list);
    RelayList next = reviewed(estate, proposed);
    Optional<RelayList> before = Optional.empty();
    if (previous.isPresent()) {
      try {
        before = Optional.of(list(previous.get()).contents());
      } catch (ProtocolException e) {
        throw new ConfigException(previous.get() + " is no relay list: check --previous");
      }
    }
    Difference.lines(before, next).forEach(out::println);
    if (!confirmed(next.version())) {
      throw new ConfigException("nothing was signed");
    }
    try (DirectoryKey secret = RelayIdentity.readOrCreate(key, new SystemRandom())) {
      if (!estate.trust().keys().contains(secret.publicKey())) {
        throw new ConfigException(
            key + " is no authority of " + settings + ": its signature would not be counted");
      }
      SignatureFile signature =
          SignatureFile.latestOf(
              new SignedRelayList(proposed.list(), java.util.List.of()).alsoSignedBy(secret));
      String signer = HexFormat.of().formatHex(secret.publicKey().toByteArray()).substring(0, 16);
      Path file = list.resolveSibling(list.getFileName() + "." + signer + SignatureFile.SUFFIX);
      KeyFile.write(file, signature.text().getBytes(StandardCharsets.UTF_8));
      out.println("wrote " + file + "; next: give it to whoever publishes");
    }
    return RunCommand.OK;
  }

  /** Nobody signs what clients would refuse, nor a version that was used already. */
  @Rule("DIR-19")
  private RelayList reviewed(AuthoritySettings estate, SignedRelayList proposed)
      throws ConfigException, IOException {
    RelayListVerifier verifier = estate.trust().verifier(Clock.systemUTC(), estate.testEstate());
    long used = 0;
    if (previous.isPresent()) {
      used = verifier.signedVersion(Bytes.copyOf(Files.readAllBytes(previous.get())));
      if (used == 0) {
        throw new ConfigException(
            previous.get() + " was not signed by enough of the authorities: check --previous");
      }
    }
    try {
      if (verifier.review(proposed, used).version() == used) {
        throw new ConfigException(
            list + " has the version of --previous: propose again from that list");
      }
      return proposed.contents();
    } catch (ProtocolException e) {
      throw new ConfigException(
          list + " would be refused by clients (" + e.getMessage() + "): propose again");
    }
  }

  private boolean confirmed(long offered) throws IOException {
    if (version.isPresent()) {
      return version.get() == offered;
    }
    out.println("Sign it? Then type its version:");
    out.flush();
    String typed =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    return Long.toString(offered).equals(String.valueOf(typed).strip());
  }
}
