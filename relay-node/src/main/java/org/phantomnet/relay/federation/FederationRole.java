package org.phantomnet.relay.federation;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.mailbox.DocumentRequest;
import org.phantomnet.protocol.mailbox.ForwardPass;
import org.phantomnet.protocol.mailbox.ForwardRequest;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.SealedRequest;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.mailbox.MailboxRole;

/**
 * What a mailbox is to other mailboxes. Opened after its {@link MailboxRole}, closed before it and
 * after the listener.
 */
public final class FederationRole implements AutoCloseable {
  private static final String PASS_KEY = "mailbox-pass.key";
  private static final int PASS_KEY_LENGTH = 32;
  private static final int RESOLVING_THREADS = 8;

  private final String mailbox;
  private final MailboxRole role;
  private final OwnDocument document;
  private final SecretKey passKey;
  private final List<IpPrefix> testEstate;
  private final FederationLimits limits;
  private final Clock clock;
  private final RandomSource random;

  private FederationRole(
      String mailbox,
      MailboxRole role,
      OwnDocument document,
      SecretKey passKey,
      List<IpPrefix> testEstate,
      FederationLimits limits,
      Clock clock,
      RandomSource random) {
    this.mailbox = mailbox;
    this.role = role;
    this.document = document;
    this.passKey = passKey;
    this.testEstate = testEstate;
    this.limits = limits;
    this.clock = clock;
    this.random = random;
  }

  /**
   * @param directory of the mailbox's keys
   * @param tlsPin of the listener, 32 bytes
   * @param testEstate loopback or private prefixes where other mailboxes may be nevertheless; empty
   *     in production
   * @throws IOException if keys cannot be read or made
   */
  public static FederationRole open(
      String mailbox,
      MailboxRole role,
      Path directory,
      Bytes tlsPin,
      List<IpPrefix> testEstate,
      FederationLimits limits,
      Clock clock,
      RandomSource random)
      throws IOException {
    MailboxKeys own = new MailboxKeys(mailbox, tlsPin, role.trustRoot());
    OwnDocument document =
        OwnDocument.open(
            directory,
            own,
            message -> MailboxRole.signUnderRoot(directory, message),
            clock,
            random);
    return new FederationRole(
        mailbox,
        role,
        document,
        passKey(directory, random),
        List.copyOf(testEstate),
        limits,
        clock,
        random);
  }

  private static SecretKey passKey(Path directory, RandomSource random) throws IOException {
    byte[] key =
        KeyFile.readOrCreate(
            directory.resolve(PASS_KEY), () -> random.bytes(PASS_KEY_LENGTH).toByteArray());
    try {
      return SecretKey.of(Bytes.copyOf(key));
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** Adds the routes. */
  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker(MailboxRole.WORKER);
    server.get(MailboxPaths.DOCUMENT, worker, request -> document.current().encode());
    server.get(
        MailboxPaths.FORWARD_PASS,
        worker,
        request -> {
          role.signIn(request);
          return ForwardPass.encode(ForwardPass.of(passKey, clock.instant()));
        });
    SealedDesk sealed = new SealedDesk(mailbox, role, document, limits, clock, random);
    server.post(MailboxPaths.SEALED, SealedRequest.MAX_LENGTH, worker, sealed::answer);
    ForwardDesk forwards =
        new ForwardDesk(
            passKey,
            new TargetPolicy(mailbox, testEstate, InetAddress::getAllByName),
            server.workers("names", RESOLVING_THREADS),
            new TargetClient(server.vertx(), limits),
            limits,
            clock,
            random);
    server.postOnLoop(MailboxPaths.FORWARD, ForwardRequest.MAX_LENGTH, forwards::forward);
    server.postOnLoop(
        MailboxPaths.FORWARD_DOCUMENT, DocumentRequest.LENGTH + 256, forwards::document);
  }

  /** Wipes the keys. Requires that the listener is closed. */
  @Override
  public void close() {
    document.close();
    passKey.close();
  }
}
