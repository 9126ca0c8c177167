package org.phantomnet.relay.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

@Timeout(120)
class TokenDeskTest {
  @TempDir private Path folder = Path.of("");

  private static Bytes packet(int number) {
    return Bytes.copyOf(ByteBuffer.allocate(4).putInt(number).array());
  }

  @Test
  @Covers("TOK-11")
  @Adversary("ADV-49")
  void flood_isBounded_andARetransmissionIsNotTakenTwice() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger answers = new AtomicInteger();
    int taken = 0;
    try (HpkeKey key = HpkeKey.generate(new SystemRandom());
        TokenDesk desk =
            TokenDesk.open(
                folder.resolve("spent.db"),
                TokenDesk.MAX_STORE_BYTES,
                key,
                Bytes.copyOf(new byte[32]),
                "realm",
                new IssuerBook("south", List.of()),
                TurnLimits.DEFAULT,
                Clock.systemUTC())) {
      desk.offer(
          "t1.",
          source(0),
          packet(0),
          outcome -> {
            working.countDown();
            await(goOn);
          });
      working.await();
      for (int i = 1; i <= 3 * TokenDesk.MAX_WAITING; i++) {
        if (desk.offer("t1.", source(i), packet(i), outcome -> answers.incrementAndGet())
            == TokenDesk.Offer.TAKEN) {
          taken++;
        }
      }
      assertEquals(TokenDesk.MAX_WAITING, taken);
      assertEquals(
          TokenDesk.Offer.WAITS_ALREADY, desk.offer("t1.", source(1), packet(1), outcome -> {}));
      assertEquals(
          TokenDesk.Offer.FULL,
          desk.offer("t1.", source(1), packet(3 * TokenDesk.MAX_WAITING), outcome -> {}));
      CountDownLatch last = new CountDownLatch(1);
      goOn.countDown();
      while (desk.offer("t1.", source(9), packet(-1), outcome -> last.countDown())
          == TokenDesk.Offer.FULL) {
        Thread.onSpinWait();
      }
      last.await();
    }
    assertEquals(taken, answers.get());
  }

  /** One /24 for each number. */
  private static Bytes source(int number) {
    return Bytes.copyOf(new byte[] {10, (byte) (number >> 8), (byte) number, 1});
  }

  @Test
  @Covers("TOK-11")
  void offer_oneSource_holdsAShareOfTheQueueOnly() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger answers = new AtomicInteger();
    List<TokenDesk.Outcome> last = new CopyOnWriteArrayList<>();
    int taken = 0;
    try (HpkeKey key = HpkeKey.generate(new SystemRandom());
        TokenDesk desk = desk(key)) {
      desk.offer(
          "t1.",
          source(1),
          packet(0),
          outcome -> {
            working.countDown();
            await(goOn);
            throw new IllegalStateException("a fault of the desk's own");
          });
      working.await();
      for (int i = 1; i <= TokenDesk.MAX_WAITING; i++) {
        if (desk.offer("t1.", source(1), packet(i), outcome -> answers.incrementAndGet())
            == TokenDesk.Offer.TAKEN) {
          taken++;
        }
      }
      assertEquals(TokenDesk.MAX_WAITING_OF_ONE - 1, taken); // the first one is not done yet
      assertEquals(TokenDesk.Offer.TAKEN, desk.offer("t1.", source(2), packet(-1), last::add));
      goOn.countDown();
    }
    assertEquals(taken, answers.get());
    assertEquals(1, last.size()); // whether the desk came to it or closed before
  }

  /**
   * Who asked is told on the desk's thread, and that thread must outlive whatever they do there.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("TOK-11")
  @Adversary("ADV-49")
  void desk_whoseAskersThrow_answersTheNextOne(boolean error) throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch next = new CountDownLatch(1);
    AtomicInteger told = new AtomicInteger();
    Consumer<TokenDesk.Outcome> throwing =
        outcome -> {
          told.incrementAndGet();
          if (error) {
            throw new AssertionError("own bug");
          }
          throw new IllegalStateException("own bug");
        };
    try (HpkeKey key = HpkeKey.generate(new SystemRandom());
        TokenDesk desk = desk(key)) {
      desk.offer(
          "t1.",
          source(1),
          packet(0),
          outcome -> {
            working.countDown();
            await(goOn);
          });
      working.await();
      desk.offer("t1.", source(1), packet(1), throwing); // these two wait as one batch
      desk.offer("t1.", source(1), packet(2), throwing);
      goOn.countDown();
      while (told.get() < 2) {
        Thread.onSpinWait();
      }

      desk.offer("t1.", source(1), packet(3), outcome -> next.countDown());

      assertTrue(next.await(30, TimeUnit.SECONDS), "nobody is answered any more");
    }
    assertEquals(2, told.get());
  }

  private TokenDesk desk(HpkeKey key) throws IOException {
    return TokenDesk.open(
        folder.resolve("spent.db"),
        TokenDesk.MAX_STORE_BYTES,
        key,
        Bytes.copyOf(new byte[32]),
        "realm",
        new IssuerBook("south", List.of()),
        TurnLimits.DEFAULT,
        Clock.systemUTC());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void spentSet_holdsWhatAHashSetHolds() {
    SpentSet set = new SpentSet();
    Set<Long> model = new HashSet<>();
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      long low = random.nextInt(15_000);
      assertEquals(model.contains(low), set.contains(low * 31, low));
      assertEquals(model.add(low), set.add(low * 31, low));
    }
    assertEquals(model.size(), set.size());
    assertTrue(set.contains(0, 0) == model.contains(0L));
  }

  @Test
  @Covers("TOK-9")
  void epochs_areForgotten_butTheirTokensStaySpent() throws Exception {
    Path file = folder.resolve("spent.db");
    List<SpentTokens.Spending> days = new ArrayList<>();
    for (int day = 0; day < 4; day++) {
      days.add(new SpentTokens.Spending(100 + day, Bytes.copyOf(new byte[16])));
    }
    try (SpentTokens spent = SpentTokens.open(file, TokenDesk.MAX_STORE_BYTES)) {
      assertFalse(spent.isSpent(days.get(0)));
      for (SpentTokens.Spending day : days) {
        spent.spend(List.of(day));
      }
    }
    try (SpentTokens spent = SpentTokens.open(file, TokenDesk.MAX_STORE_BYTES)) {
      for (SpentTokens.Spending day : days) {
        assertTrue(spent.isSpent(day));
      }
      Bytes other = packet(1);
      byte[] id = new byte[16];
      id[3] = other.at(3);
      assertTrue(spent.isSpent(new SpentTokens.Spending(101, Bytes.copyOf(id))));
      assertFalse(spent.isSpent(new SpentTokens.Spending(102, Bytes.copyOf(id))));
    }
  }

  @Test
  void credentials_theOldestGoFirst_butNotThoseInUse() {
    AdmittedCredentials credentials = new AdmittedCredentials(3);
    TokenDesk.Admitted one = new TokenDesk.Admitted("secret", Instant.EPOCH);
    for (int i = 0; i < 6; i++) {
      credentials.add("user " + i, one, "user 0"::equals);
    }

    assertEquals(3, credentials.size());
    assertTrue(credentials.find("user 0").isPresent());
    assertTrue(credentials.find("user 5").isPresent());
    assertFalse(credentials.find("user 2").isPresent());
  }
}
