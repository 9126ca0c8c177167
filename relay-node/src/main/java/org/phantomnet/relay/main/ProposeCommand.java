package org.phantomnet.relay.main;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.relay.authority.Difference;
import org.phantomnet.relay.authority.LabelFile;
import org.phantomnet.relay.authority.Proposal;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.main.config.AuthoritySettings;
import org.phantomnet.relay.main.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code relay authority propose}: writes the next list, for the signers to look at. */
@Command(
    name = "propose",
    description = {
      "Write the next list: what was listed and is still there, and what answered probes.",
      "Nothing is signed here. Give the file to the signers."
    })
final class ProposeCommand extends OperatorCommand {
  @Option(names = "--settings", required = true, description = "authority.toml")
  private Path settings = Path.of("authority.toml");

  @Option(
      names = "--previous",
      description = "The list that holds now; leave it out for the first.")
  private Optional<Path> previous = Optional.empty();

  @Option(names = "--pending", required = true, description = "Folder of submitted descriptors.")
  private Path pending = Path.of("pending");

  @Option(names = "--probes", required = true, description = "Folder of what probes found.")
  private Path probes = Path.of("probes");

  @Option(
      names = "--families",
      description = "Who runs what, a line each: 'ID family LABEL' or 'ID refuse WORDS'.")
  private Optional<Path> families = Optional.empty();

  @Option(names = "--out", required = true, description = "Where to write the list.")
  private Path file = Path.of("next.list");

  private final Clock clock = Clock.systemUTC();

  ProposeCommand(PrintStream out, PrintStream err) {
    super(out, err);
  }

  @Override
  int work() throws ConfigException, IOException {
    AuthoritySettings estate = AuthoritySettings.read(settings);
    Optional<RelayList> before = previous(estate);
    Proposal proposal =
        Proposal.next(
            before,
            new Proposal.Terms(
                pending,
                probes,
                labels(),
                estate.testEstate(),
                estate.singleFamily(),
                Duration.ofDays(estate.days())),
            clock.instant());
    proposal.reasons().forEach(out::println);
    if (proposal.list().entries().isEmpty()) {
      throw new ConfigException(
          "no relay is left, so nothing was written: see the reasons above, and probe again");
    }
    Difference.lines(before, proposal.list()).forEach(out::println);
    KeyFile.write(file, SignedRelayList.unsigned(proposal.list()).encode().toByteArray());
    out.println("wrote " + file + "; next: each signer runs 'relay authority sign' on it");
    return RunCommand.OK;
  }

  /** It must have counted once, or whatever it says would be carried on. */
  private Optional<RelayList> previous(AuthoritySettings estate)
      throws ConfigException, IOException {
    if (previous.isEmpty()) {
      return Optional.empty();
    }
    Bytes bytes = Bytes.copyOf(Files.readAllBytes(previous.get()));
    if (estate.trust().verifier(clock, estate.testEstate()).signedVersion(bytes) == 0) {
      throw new ConfigException(
          previous.get()
              + " was not signed by enough of the authorities: name the list that holds now");
    }
    try {
      return Optional.of(list(previous.get()).contents());
    } catch (ProtocolException e) {
      throw new IllegalStateException(e); // it has a version
    }
  }

  private LabelFile labels() throws ConfigException, IOException {
    if (families.isEmpty()) {
      return LabelFile.NONE;
    }
    try {
      return LabelFile.parse(Files.readString(families.get()));
    } catch (LabelFile.WrongLineException e) {
      throw new ConfigException(families.get() + " " + e.getMessage());
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new ConfigException(families.get() + " is not text in UTF-8: save it as such");
    }
  }
}
