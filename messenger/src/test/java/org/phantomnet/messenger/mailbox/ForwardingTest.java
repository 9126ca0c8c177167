package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountCodec;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.DocumentRequest;
import org.phantomnet.protocol.mailbox.FederatedAnswer;
import org.phantomnet.protocol.mailbox.FederatedRequest;
import org.phantomnet.protocol.mailbox.ForwardPass;
import org.phantomnet.protocol.mailbox.ForwardRequest;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.SealedAnswer;
import org.phantomnet.protocol.mailbox.SealedExchange;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;

/** A mailbox that forwards, asked by hand, and targets of every kind. */
class ForwardingTest {
  private static final int MAX = 128 * 1_024;

  @TempDir Path directory;
  private LiveMailbox home;
  private LiveMailbox target;
  private PinnedHttps toHome;
  private Account alice;
  private Bytes pass;

  @BeforeEach
  void start() throws Exception {
    home = LiveMailbox.start(Files.createDirectory(directory.resolve("home")));
    target = LiveMailbox.start(Files.createDirectory(directory.resolve("target")));
    toHome = new PinnedHttps(home.keys().mailbox(), home.keys().tlsPin());
    try (HttpMailbox client = home.client()) {
      alice = client.register(LiveMailboxFixture.ALICE.registration(home.keys().mailbox()));
    }
    try (HttpMailbox client = target.client()) {
      client.register(LiveMailboxFixture.BOB.registration(target.keys().mailbox()));
    }
    pass =
        ForwardPass.decode(
            toHome
                .get(MailboxPaths.FORWARD_PASS, Optional.of(AccountHeader.encode(alice)), MAX)
                .body());
  }

  @AfterEach
  void stop() throws IOException {
    toHome.close();
    home.close();
    target.close();
  }

  private MailboxDocument document(LiveMailbox of) throws MailboxException {
    try (HttpMailbox client = of.client()) {
      return client.fetchDocument(of.keys().mailbox());
    }
  }

  private SealedExchange.Asked bobsBundles() throws Exception {
    return asked(FederatedRequest.Kind.BUNDLES, AccountCodec.encodeName("bob"));
  }

  private SealedExchange.Asked asked(FederatedRequest.Kind kind, Bytes content) throws Exception {
    return SealedExchange.ask(
        document(target), FederatedRequest.at(Instant.now(), kind, content), TestDevice.RANDOM);
  }

  private PinnedHttps.Answer forward(String mailbox, Bytes pin, Bytes sealed) throws IOException {
    Bytes body = new ForwardRequest(pass, mailbox, pin, sealed).encode();
    return toHome.post(MailboxPaths.FORWARD, Optional.empty(), body, MAX);
  }

  private PinnedHttps.Answer forward(Bytes sealed) throws IOException {
    return forward(target.keys().mailbox(), target.keys().tlsPin(), sealed);
  }

  private static Refusal refusal(PinnedHttps.Answer answer) throws ProtocolException {
    assertFalse(answer.ok());
    return Refusal.decode(answer.body());
  }

  @Test
  @Covers("FED-11")
  void lookup_handedInTwice_isStaleTheSecondTime() throws Exception {
    SealedExchange.Asked asked = bobsBundles();
    Bytes sealed = asked.sealed().encode();

    FederatedAnswer first = asked.exchange().open(SealedAnswer.decode(forward(sealed).body()));

    assertEquals(Optional.empty(), first.refusal());
    assertEquals(Refusal.STALE, refusal(forward(sealed)));
  }

  @Test
  @Covers("FED-11")
  void request_sealedToAnUnknownKey_isToldSo() throws Exception {
    byte[] sealed = bobsBundles().sealed().encode().toByteArray();
    sealed[1] ^= 0x40; // another serial

    assertEquals(Refusal.UNKNOWN_KEY, refusal(forward(Bytes.copyOf(sealed))));
  }

  @Test
  @Covers("FED-11")
  void refusalsForTheAsker_areInsideTheSeal() throws Exception {
    SealedExchange.Asked asked =
        asked(FederatedRequest.Kind.ACCOUNT, AccountCodec.encodeName("nobody"));

    PinnedHttps.Answer answer = forward(asked.sealed().encode());

    assertTrue(answer.ok());
    assertEquals(
        FederatedAnswer.refusing(Refusal.NO_SUCH_USER),
        asked.exchange().open(SealedAnswer.decode(answer.body())));
  }

  @Test
  @Covers("FED-12")
  void lookupsOfOneName_overTheLimit_areRefusedInside() throws Exception {
    Refusal last = Refusal.FAILED;
    for (int i = 0; i < 40 && last != Refusal.RATE_LIMITED; i++) {
      SealedExchange.Asked asked =
          asked(FederatedRequest.Kind.ACCOUNT, AccountCodec.encodeName("bob"));
      last =
          asked
              .exchange()
              .open(SealedAnswer.decode(forward(asked.sealed().encode()).body()))
              .refusal()
              .orElse(Refusal.FAILED);
    }

    assertEquals(Refusal.RATE_LIMITED, last);
  }

  @Test
  @Covers("FED-6")
  void forward_withoutTheDaysPass_isRefused() throws Exception {
    Bytes sealed = bobsBundles().sealed().encode();
    pass = Bytes.copyOf(new byte[16]);

    assertEquals(Refusal.BAD_PASS, refusal(forward(sealed)));
    Bytes asked = new DocumentRequest(pass, target.keys().mailbox()).encode();
    assertEquals(
        Refusal.BAD_PASS,
        refusal(toHome.post(MailboxPaths.FORWARD_DOCUMENT, Optional.empty(), asked, MAX)));
  }

  @Test
  @Covers("FED-6")
  void pass_isTheSameForEveryAccountAndOnlyForAccounts() throws Exception {
    Account carol;
    try (HttpMailbox client = home.client()) {
      carol = client.register(new TestDevice("carol").registration(home.keys().mailbox()));
    }

    PinnedHttps.Answer other =
        toHome.get(MailboxPaths.FORWARD_PASS, Optional.of(AccountHeader.encode(carol)), MAX);

    assertEquals(pass, ForwardPass.decode(other.body()));
    assertEquals(
        Refusal.NOT_SIGNED_IN,
        refusal(toHome.get(MailboxPaths.FORWARD_PASS, Optional.empty(), MAX)));
  }

  @Test
  @Covers("FED-7")
  void forwardsAndSealedRequests_thatSayWhoAsks_areRefused() throws Exception {
    Optional<String> header = Optional.of(AccountHeader.encode(alice));
    Bytes sealed = bobsBundles().sealed().encode();
    Bytes forward =
        new ForwardRequest(pass, target.keys().mailbox(), target.keys().tlsPin(), sealed).encode();
    Bytes asked = new DocumentRequest(pass, target.keys().mailbox()).encode();

    assertEquals(
        Refusal.MALFORMED, refusal(toHome.post(MailboxPaths.FORWARD, header, forward, MAX)));
    assertEquals(
        Refusal.MALFORMED, refusal(toHome.post(MailboxPaths.FORWARD_DOCUMENT, header, asked, MAX)));
    assertEquals(Refusal.MALFORMED, refusal(toHome.post(MailboxPaths.SEALED, header, sealed, MAX)));
  }

  @Test
  @Covers("FED-8")
  void targetInsideTheOperatorsNetwork_isUnreachable() throws Exception {
    Bytes sealed = bobsBundles().sealed().encode();
    for (String inside : new String[] {"10.0.0.1:8443", "169.254.169.254", "[::1]:8443"}) {
      assertEquals(
          Refusal.TARGET_UNREACHABLE, refusal(forward(inside, target.keys().tlsPin(), sealed)));
    }
    assertEquals(
        Refusal.TARGET_UNREACHABLE,
        refusal(forward(home.keys().mailbox(), home.keys().tlsPin(), sealed)));
  }

  @Test
  @Covers("FED-9")
  void targetThatHangs_isGivenUpWhileOthersAreServed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      String hanging = "127.0.0.1:" + silent.getLocalPort();

      assertEquals(
          Refusal.TARGET_UNREACHABLE,
          refusal(forward(hanging, target.keys().tlsPin(), bobsBundles().sealed().encode())));
    }
    assertTrue(forward(bobsBundles().sealed().encode()).ok());
  }

  @Test
  @Covers("FED-10")
  void targetWithAnotherTlsKey_getsNotAByteOfTheRequest() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Stand stand = new Stand(requests, Bytes.EMPTY)) {
      assertEquals(
          Refusal.TARGET_CHANGED,
          refusal(
              forward(stand.mailbox(), target.keys().tlsPin(), bobsBundles().sealed().encode())));
      assertEquals(0, requests.get());
    }
  }

  @Test
  @Covers("FED-9")
  void answerLongerThanAnswersAre_isCutOff() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Stand stand = new Stand(requests, Bytes.copyOf(new byte[SealedAnswer.MAX_LENGTH + 1]))) {
      assertEquals(
          Refusal.TARGET_UNREACHABLE,
          refusal(forward(stand.mailbox(), stand.tls.pin(), bobsBundles().sealed().encode())));
      assertEquals(1, requests.get());
    }
  }

  @Test
  @Covers("FED-10")
  void whatIsNoDocument_isNotHandedOn() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (Stand stand = new Stand(requests, Bytes.copyOf(new byte[40]))) {
      Bytes asked = new DocumentRequest(pass, stand.mailbox()).encode();

      assertEquals(
          Refusal.TARGET_UNREACHABLE,
          refusal(toHome.post(MailboxPaths.FORWARD_DOCUMENT, Optional.empty(), asked, MAX)));
      assertEquals(1, requests.get());
    }
  }

  /** Something with TLS that answers everything the same. */
  private final class Stand implements AutoCloseable {
    private final HttpsServer server;
    private final TlsIdentity tls;
    private final int port;

    Stand(AtomicInteger requests, Bytes answer) throws IOException {
      Path key = Files.createTempDirectory(directory, "stand").resolve("tls.pem");
      tls = TlsIdentity.readOrCreate(key, Clock.systemUTC());
      server = new HttpsServer(tls, Clock.systemUTC());
      HttpsServer.Worker worker = server.worker("stand");
      HttpsServer.Handler handler =
          request -> {
            requests.incrementAndGet();
            return answer;
          };
      server.post(MailboxPaths.SEALED, MAX, worker, handler);
      server.get(MailboxPaths.DOCUMENT, worker, handler);
      port = server.listen(new InetSocketAddress("127.0.0.1", 0));
    }

    String mailbox() {
      return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
