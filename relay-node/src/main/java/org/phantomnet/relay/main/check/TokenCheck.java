package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.relay.issuer.InvitePolicy;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.IssuingSettings;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import org.phantomnet.relay.main.config.TokenSettings;

/** Whose tokens a node would take, and what it would issue. Reads files only. */
public final class TokenCheck {
  private static final Duration SOON = Duration.ofDays(2);
  private static final String TOKENS = "tokens";
  private static final String ISSUER = "issuer";

  private TokenCheck() {}

  /**
   * Of [tokens].
   *
   * @param relayId the node's; absent if it has no key yet
   */
  public static List<Finding> taken(NodeConfig node, Optional<Bytes> relayId, Clock clock) {
    if (node.tokens().isEmpty()) {
      return List.of();
    }
    TokenSettings settings = node.tokens().get();
    VerifiedRelayList list;
    try {
      list =
          settings
              .verifier(clock, node.testEstate())
              .verify(Bytes.copyOf(Files.readAllBytes(settings.list())), 0);
    } catch (NoSuchFileException e) {
      return List.of(
          Finding.warn(
              TOKENS,
              settings.list()
                  + " is not there: no token counts. Name tokens.mirrors, or put the list there"));
    } catch (ProtocolException e) {
      return List.of(
          Finding.fail(
              TOKENS,
              settings.list()
                  + " does not count ("
                  + e.getMessage()
                  + "): check tokens.authorities and tokens.threshold, and that it is new"));
    } catch (IOException e) {
      return List.of(
          Finding.fail(TOKENS, "tokens.list " + FileTrouble.reading(settings.list(), e)));
    }
    Optional<ListedRelay> own = relayId.flatMap(list::find);
    if (!own.isPresent()) {
      return List.of(
          Finding.warn(
              TOKENS, "the list does not name this node, so no token counts: 'relay join'"));
    }
    Instant now = clock.instant();
    List<ListedIssuer> others =
        list.issuers().stream()
            .filter(issuer -> !issuer.family().equals(own.get().family()))
            .filter(issuer -> !issuer.keys().live(now).isEmpty())
            .toList();
    if (others.isEmpty()) {
      return List.of(
          Finding.warn(
              TOKENS,
              "the list names no issuer of another operator that has keys now: tell the"
                  + " authorities. Until then clients use grants"));
    }
    Instant end = others.stream().map(one -> one.keys().end()).max(Instant::compareTo).get();
    String words = others.size() + " issuers count here, the last key until " + end;
    return List.of(
        end.isBefore(now.plus(SOON))
            ? Finding.warn(TOKENS, words + ": a newer list is overdue, ask the authorities")
            : Finding.ok(TOKENS, words));
  }

  /** Of [issuer], as far as it is about tokens. */
  public static List<Finding> issued(NodeConfig node, Clock clock) throws IOException {
    if (node.issuing().isEmpty()) {
      return List.of();
    }
    IssuingSettings settings = node.issuing().get();
    if (settings.policy() == TokenBatch.Reason.INVITE) {
      Path file = settings.invites().orElseThrow();
      try {
        InvitePolicy.open(file);
      } catch (IOException e) {
        return List.of(Finding.fail(ISSUER, invites(file, e)));
      }
    }
    OptionalLong last = lastKey(new NodeFiles(node.data()).issuerKeys());
    if (last.isEmpty()) {
      return List.of(
          Finding.ok(ISSUER, settings.name() + " makes its keys at its first start; then join"));
    }
    Instant end = Instant.ofEpochSecond(last.getAsLong()).plus(IssuerKeys.LIFE);
    return List.of(
        end.isBefore(clock.instant())
            ? Finding.warn(
                ISSUER,
                settings.name() + " has no keys since " + end + ": start the node, then join again")
            : Finding.ok(ISSUER, settings.name() + " has keys until " + end));
  }

  /** What is wrong with the file of invite codes. */
  public static String invites(Path file, IOException e) {
    return "issuer.invites "
        + (e instanceof InvitePolicy.BadLine bad
            ? file + " line " + bad.line() + " " + bad.getMessage()
            : FileTrouble.reading(file, e));
  }

  private static OptionalLong lastKey(Path folder) throws IOException {
    if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
      return OptionalLong.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.matches("[0-9]{1,12}\\.key"))
          .mapToLong(name -> Long.parseLong(name.substring(0, name.length() - 4)))
          .max();
    }
  }
}
