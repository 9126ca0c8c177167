package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.PendingToken;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenKey;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.relay.AnyCertificate;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.PemContext;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.PinnedServer;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.https.TlsIdentity;

/** Hooks that are slow, broken or hostile, over real TLS. */
@Timeout(30)
class HookTest {
  private static final SystemRandom RANDOM = new SystemRandom();
  private static final Duration WITHIN = Duration.ofMillis(400);
  private static final Bytes PROOF = Bytes.copyOf(new byte[] {'x'});

  @TempDir private Path folder = Path.of("");

  private TlsIdentity tls() throws IOException {
    return TlsIdentity.readOrCreate(folder.resolve("tls.pem"), Clock.systemUTC());
  }

  /** A service that says those bytes, then the second ones again and again for as long as read. */
  private void assertRefused(String head, String endless) throws Exception {
    String pem = new String(tls().pem().toByteArray(), StandardCharsets.US_ASCII);
    try (SSLServerSocket server =
        (SSLServerSocket)
            PemContext.of(pem)
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread service = new Thread(() -> serve(server, head, endless), "hostile-hook");
      service.start();
      URI hook = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/ask");
      HookPolicy policy = new HookPolicy(hook, WITHIN, AnyCertificate.context());

      long begun = System.nanoTime();
      assertThrows(Refused.class, () -> policy.admit(PROOF, 8));
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);

      assertTrue(took < 10 * WITHIN.toMillis(), "took " + took + " ms");
    }
  }

  private static void serve(SSLServerSocket server, String head, String endless) {
    try (SSLSocket client = (SSLSocket) server.accept()) {
      InputStream in = client.getInputStream();
      in.read(new byte[4_096]);
      OutputStream out = client.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      while (true) {
        if (endless.isEmpty()) {
          if (in.read() < 0) {
            return;
          }
        } else {
          out.write(endless.getBytes(StandardCharsets.US_ASCII));
          out.flush();
        }
      }
    } catch (IOException e) {
      // the one who asked is gone
    }
  }

  @Test
  @Covers("TOK-16")
  void hook_saysYesOrNo_andEveryFailureIsANo() throws Exception {
    URI hook;
    try (HttpsServer server = new HttpsServer(tls(), Clock.systemUTC())) {
      server.post(
          "/ask",
          64,
          server.worker("hook"),
          request -> {
            if (!request.body().equals(ascii("let me in"))) {
              throw new Refused(Refusal.BAD_TOKEN);
            }
            return Bytes.EMPTY;
          });
      int port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      hook = URI.create("https://127.0.0.1:" + port + "/ask");
      HookPolicy policy = new HookPolicy(hook, HookPolicy.TIMEOUT, AnyCertificate.context());

      policy.admit(ascii("let me in"), 8);
      assertThrows(Refused.class, () -> policy.admit(ascii("no"), 8));
      HookPolicy distrusting = new HookPolicy(hook, HookPolicy.TIMEOUT, SSLContext.getDefault());
      assertThrows(Refused.class, () -> distrusting.admit(ascii("let me in"), 8));
      HookPolicy elsewhere =
          new HookPolicy(hook.resolve("/other"), HookPolicy.TIMEOUT, AnyCertificate.context());
      assertThrows(Refused.class, () -> elsewhere.admit(ascii("let me in"), 8));
    }
    HookPolicy gone = new HookPolicy(hook, HookPolicy.TIMEOUT, AnyCertificate.context());
    assertThrows(Refused.class, () -> gone.admit(ascii("let me in"), 8));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new HookPolicy(
                URI.create("http://127.0.0.1/ask"), HookPolicy.TIMEOUT, AnyCertificate.context()));
  }

  @Test
  @Covers("TOK-16")
  @Adversary("ADV-43")
  void hook_whoseAnswerNeverEnds_isANoInTime() throws Exception {
    assertRefused("HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n", "a".repeat(1_024));
    assertRefused("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "");
  }

  @Test
  @Covers("TOK-16")
  void hook_thatSaysNothingOrNonsense_isANoInTime() throws Exception {
    assertRefused("", "");
    assertRefused("HTTP/1.1 200 O", "");
    assertRefused("SSH-2.0-hook\r\n\r\n", "");
    assertRefused("HTTP/1.1 302 Found\r\nLocation: /yes\r\nContent-Length: 0\r\n\r\n", "");
    assertRefused("HTTP/1.1 200 OK\r\n", "X: " + "a".repeat(1_000) + "\r\n");
  }

  @Test
  @Covers("TOK-16")
  void hooks_thatHang_keepNobodyElseWaiting() throws Exception {
    Clock clock = Clock.systemUTC();
    CountDownLatch asked = new CountDownLatch(4);
    CountDownLatch goOn = new CountDownLatch(1);
    IssuePolicy hanging =
        (proof, tokens) -> {
          asked.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Path invites =
        Files.writeString(
            folder.resolve("invites"), InvitePolicy.hash("sixteen characters") + " 8\n");
    try (TokenKeyRing ring =
            TokenKeyRing.open(folder.resolve("keys"), "issuer.test", clock, RANDOM);
        HttpsServer server = new HttpsServer(tls(), clock)) {
      new TokenIssuer(
              ring,
              Map.of(
                  TokenBatch.Reason.HOOK,
                  hanging,
                  TokenBatch.Reason.INVITE,
                  InvitePolicy.open(invites)),
              100,
              clock)
          .mount(server);
      int port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      PinnedClient client =
          new PinnedClient(
              new PinnedServer("127.0.0.1", port, tls().pin()), Duration.ofSeconds(20));
      TokenKey key = ring.keys().live(clock.instant()).get(0).key();
      List<CompletableFuture<Integer>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(
            CompletableFuture.supplyAsync(
                () -> signed(client, batch(key, TokenBatch.Reason.HOOK, "whatever")),
                task -> new Thread(task, "asks").start()));
      }
      asked.await();

      assertEquals(1, signed(client, batch(key, TokenBatch.Reason.INVITE, "sixteen characters")));
      assertTrue(waiting.stream().noneMatch(CompletableFuture::isDone));

      goOn.countDown();
      for (CompletableFuture<Integer> one : waiting) {
        assertEquals(1, one.get(20, TimeUnit.SECONDS));
      }
    }
  }

  private static TokenBatch batch(TokenKey key, TokenBatch.Reason reason, String proof) {
    TokenChallenge challenge = TokenChallenge.of("issuer.test", Bytes.copyOf(new byte[32]), 20_777);
    try (PendingToken pending = PendingToken.begin(key, challenge, RANDOM)) {
      return new TokenBatch(reason, ascii(proof), List.of(pending.request()));
    }
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** How many signatures come. */
  private static int signed(PinnedClient client, TokenBatch batch) {
    try {
      return TokenAnswer.decode(client.post(TokenPaths.ISSUE, batch.encode(), 4_096))
          .blindSignatures()
          .size();
    } catch (Exception e) {
      return -1;
    }
  }
}
