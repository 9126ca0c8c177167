package org.phantomnet.relay.main;

import java.io.IOException;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedIssuer;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayListVerifier;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.protocol.directory.VerifiedRelayList;
import org.phantomnet.relay.admission.IssuerBook;
import org.phantomnet.relay.admission.TokenDesk;
import org.phantomnet.relay.directory.ListMirror;
import org.phantomnet.relay.directory.PublishedList;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.issuer.HookPolicy;
import org.phantomnet.relay.issuer.InvitePolicy;
import org.phantomnet.relay.issuer.IssuePolicy;
import org.phantomnet.relay.issuer.TokenIssuer;
import org.phantomnet.relay.issuer.TokenKeyRing;
import org.phantomnet.relay.issuer.WorkPolicy;
import org.phantomnet.relay.main.check.TokenCheck;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.IssuingSettings;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import org.phantomnet.relay.main.config.TokenSettings;
import org.phantomnet.relay.turn.TurnConfig;

/**
 * The tokens that a node takes: its desk, and the list that says whose tokens count, read again now
 * and then on a thread of its own. From {@link #open} to {@link #close}.
 */
final class NodeTokens implements AutoCloseable {
  private static final long READ_EVERY_SECONDS = 60;

  private final HpkeKey key;
  private final TokenDesk desk;
  private final TokenSettings settings;
  private final RelayListVerifier verifier;
  private final Bytes relayId;
  private final ScheduledExecutorService reader;
  private final Optional<ListMirror> mirror;
  private Bytes lastRead = Bytes.EMPTY;
  private long version;

  private NodeTokens(
      HpkeKey key,
      TokenDesk desk,
      TokenSettings settings,
      Bytes relayId,
      Clock clock,
      RandomSource random,
      boolean test) {
    this.key = key;
    this.desk = desk;
    this.settings = settings;
    this.relayId = relayId;
    this.verifier = settings.verifier(clock, test);
    this.reader =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "token-issuers");
              thread.setDaemon(true);
              return thread;
            });
    this.mirror =
        settings.mirrors().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ListMirror(
                    new PublishedList(settings.list(), verifier), settings.mirrors(), random));
  }

  /**
   * @throws ConfigException if keys or the store cannot be used: says which. A list that cannot be
   *     used is no error: no issuer counts before there is one
   */
  static NodeTokens open(
      NodeConfig config,
      TokenSettings settings,
      Bytes relayId,
      TurnConfig turn,
      Clock clock,
      RandomSource random)
      throws ConfigException {
    NodeFiles files = new NodeFiles(config.data());
    HpkeKey key;
    try {
      key = NodeKeys.tokenKey(files, random);
    } catch (IOException e) {
      throw new ConfigException(FileTrouble.words(e, files.tokenKey().toString()));
    }
    try {
      TokenDesk desk =
          TokenDesk.open(
              files.spentTokens(),
              TokenDesk.MAX_STORE_BYTES,
              key,
              relayId,
              turn.realm(),
              new IssuerBook("", List.of()),
              turn.limits(),
              clock);
      NodeTokens tokens =
          new NodeTokens(key, desk, settings, relayId, clock, random, config.testEstate());
      tokens.read();
      tokens.reader.scheduleWithFixedDelay(
          tokens::read, READ_EVERY_SECONDS, READ_EVERY_SECONDS, TimeUnit.SECONDS);
      tokens.mirror.ifPresent(mirror -> mirror.start(() -> tokens.reader.execute(tokens::read)));
      return tokens;
    } catch (IOException e) {
      key.close();
      throw new ConfigException(
          "the store of spent tokens "
              + files.spentTokens()
              + " cannot be used: check its owner and its disk, and that no other node has it");
    }
  }

  TokenDesk desk() {
    return desk;
  }

  /** Asks the mirrors, if there are any, and reads the list, soon and on another thread. */
  void readNow() {
    try {
      mirror.ifPresent(ListMirror::askNow);
      reader.execute(this::read);
    } catch (RejectedExecutionException e) {
      // the node ends
    }
  }

  /** A list that does not count leaves the issuers as they were; they end with their keys. */
  private void read() {
    try {
      if (Files.size(settings.list()) > SignedRelayList.MAX_LIST_LENGTH * 2L) {
        return;
      }
      Bytes served = Bytes.copyOf(Files.readAllBytes(settings.list()));
      if (!served.equals(lastRead)) {
        VerifiedRelayList list = verifier.verify(served, version);
        desk.accept(book(list));
        version = list.version();
        lastRead = served;
      }
    } catch (IOException | ProtocolException | RuntimeException e) {
      // read again in a minute
    }
  }

  /** Nobody's, unless the list says of what family this relay is. */
  private IssuerBook book(VerifiedRelayList list) {
    Optional<ListedRelay> own = list.find(relayId);
    List<IssuerBook.Issuer> issuers = new ArrayList<>();
    if (own.isPresent()) {
      for (ListedIssuer issuer : list.issuers()) {
        issuers.add(new IssuerBook.Issuer(issuer.family(), issuer.keys()));
      }
    }
    return new IssuerBook(own.map(ListedRelay::family).orElse(""), issuers);
  }

  @Override
  public void close() {
    mirror.ifPresent(ListMirror::close);
    reader.shutdownNow();
    desk.close();
    key.close();
  }

  /**
   * Adds an issuer as configured.
   *
   * @return its keys, the caller's to close after the server
   * @throws ConfigException if keys or invite codes cannot be used: says why
   */
  static TokenKeyRing mount(
      IssuingSettings settings,
      NodeFiles files,
      Bytes nodeId,
      HttpsServer server,
      Clock clock,
      RandomSource random)
      throws ConfigException {
    IssuePolicy policy =
        switch (settings.policy()) {
          case WORK -> new WorkPolicy(nodeId, settings.difficulty(), clock, random);
          case INVITE -> invites(settings);
          case HOOK -> hook(settings);
        };
    TokenKeyRing keys;
    try {
      keys = TokenKeyRing.open(files.issuerKeys(), settings.name(), clock, random);
    } catch (IOException e) {
      throw new ConfigException(
          "the issuer's keys in "
              + files.issuerKeys()
              + " cannot be read or made: check their owner and the disk");
    }
    new TokenIssuer(
            keys, Map.of(settings.policy(), policy), TokenIssuer.DEFAULT_TOKENS_PER_SECOND, clock)
        .mount(server);
    return keys;
  }

  private static IssuePolicy invites(IssuingSettings settings) throws ConfigException {
    try {
      return InvitePolicy.open(settings.invites().orElseThrow());
    } catch (IOException e) {
      throw new ConfigException(TokenCheck.invites(settings.invites().orElseThrow(), e));
    }
  }

  private static IssuePolicy hook(IssuingSettings settings) {
    try {
      return new HookPolicy(
          settings.hook().orElseThrow(), HookPolicy.TIMEOUT, SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
