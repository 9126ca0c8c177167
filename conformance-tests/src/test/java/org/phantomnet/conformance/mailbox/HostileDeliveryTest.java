package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A mailbox that delays, repeats, loses, swaps, reorders, and lies about age. */
@Tag("beside-others")
class HostileDeliveryTest extends HostileMailboxFixture {
  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(number -> "text " + number).toList();
  }

  private void sayAll(List<String> texts) throws Exception {
    for (String text : texts) {
      alice.say(bob, text);
    }
  }

  private static Set<String> sorted(List<String> texts) {
    Set<String> set = new TreeSet<>(texts);
    assertEquals(set.size(), texts.size(), "something came twice");
    return set;
  }

  @Test
  @Covers({"SESS-1", "SESS-8"})
  @Adversary("ADV-55")
  void everyEnvelope_deliveredThreeTimesAndAllAgainLater_isReadOnce() throws Exception {
    alice.befriend(bob);
    bob.mailbox.tell(
        new HostileMailbox.Lies() {
          @Override
          public void deliver(QueuedEnvelope once, Runnable acknowledge, Mailbox.Receiver to) {
            to.received(once, acknowledge);
            to.received(once, acknowledge);
            to.received(
                new QueuedEnvelope(UUID.randomUUID(), once.sealed(), once.heldFor()), () -> {});
          }
        });

    sayAll(texts(5));
    alice.await(() -> alice.stateOf(bob, "text 4") == ChatMessage.State.DELIVERED);
    List<UUID> again = new ArrayList<>();
    for (QueuedEnvelope old : bob.mailbox.seen()) {
      again.add(UUID.randomUUID());
      bob.mailbox.inject(again.get(again.size() - 1), old.sealed(), Duration.ZERO);
    }
    bob.await(() -> again.stream().allMatch(bob.mailbox::isAcknowledged));

    assertEquals(texts(5), bob.from(alice));
    alice.talk(bob, "and on");
    bob.talk(alice, "both ways");
  }

  @Test
  @Adversary("ADV-55")
  void envelopes_inReverse_allArriveOnceAndTheRatchetGoesOn() throws Exception {
    alice.befriend(bob);
    Deque<Runnable> held = new ArrayDeque<>();
    bob.mailbox.tell(
        new HostileMailbox.Lies() {
          @Override
          public void deliver(QueuedEnvelope envelope, Runnable acknowledge, Mailbox.Receiver to) {
            synchronized (held) {
              held.push(() -> to.received(envelope, acknowledge));
            }
          }
        });

    sayAll(texts(8));
    bob.await(
        () -> {
          synchronized (held) {
            return held.size() >= 8;
          }
        });
    bob.mailbox.beHonest();
    synchronized (held) {
      held.forEach(Runnable::run);
    }
    bob.await(() -> bob.from(alice).size() >= 8);

    assertEquals(new TreeSet<>(texts(8)), sorted(bob.from(alice)));
    alice.talk(bob, "and on");
    bob.talk(alice, "both ways");
  }

  @Test
  @Adversary("ADV-55")
  void everySecondEnvelope_dropped_losesThatOneOnly() throws Exception {
    alice.befriend(bob);
    alice.talk(bob, "before");
    int before = bob.mailbox.seen().size();
    bob.mailbox.tell(
        new HostileMailbox.Lies() {
          private int count;

          @Override
          public void deliver(QueuedEnvelope envelope, Runnable acknowledge, Mailbox.Receiver to) {
            if (count++ % 2 == 0) {
              to.received(envelope, acknowledge);
            } else {
              acknowledge.run();
            }
          }
        });

    sayAll(texts(6));
    bob.await(() -> bob.mailbox.seen().size() >= before + 6);
    bob.mailbox.beHonest();
    alice.talk(bob, "and on");

    assertEquals(List.of("before", "text 0", "text 2", "text 4", "and on"), bob.from(alice));
    assertFalse(alice.stateOf(bob, "text 1") == ChatMessage.State.DELIVERED);
  }

  @Test
  @Adversary("ADV-54")
  void envelopesOfTwoPeople_swapped_areReadByNeitherAndThenByTheirOwn() throws Exception {
    alice.befriend(bob);
    alice.befriend(carol);
    Queue<QueuedEnvelope> forBob = new ConcurrentLinkedQueue<>();
    Queue<QueuedEnvelope> forCarol = new ConcurrentLinkedQueue<>();
    bob.mailbox.tell(keepIn(forBob));
    carol.mailbox.tell(keepIn(forCarol));
    alice.say(bob, "to bob");
    alice.say(carol, "to carol");
    bob.await(() -> !forBob.isEmpty() && !forCarol.isEmpty());
    QueuedEnvelope bobs = forBob.remove();
    QueuedEnvelope carols = forCarol.remove();

    bob.mailbox.inject(carols.id(), carols.sealed(), Duration.ZERO);
    carol.mailbox.inject(bobs.id(), bobs.sealed(), Duration.ZERO);
    bob.await(() -> bob.mailbox.isAcknowledged(carols.id()));
    carol.await(() -> carol.mailbox.isAcknowledged(bobs.id()));
    assertEquals(List.of(), bob.from(alice));
    assertEquals(List.of(), carol.from(alice));
    bob.mailbox.inject(bobs.id(), bobs.sealed(), Duration.ZERO);
    carol.mailbox.inject(carols.id(), carols.sealed(), Duration.ZERO);

    bob.awaitHeard("chat to bob");
    carol.awaitHeard("chat to carol");
  }

  private static HostileMailbox.Lies keepIn(Queue<QueuedEnvelope> kept) {
    return new HostileMailbox.Lies() {
      @Override
      public void deliver(QueuedEnvelope envelope, Runnable acknowledge, Mailbox.Receiver to) {
        kept.add(envelope);
      }
    };
  }

  @Test
  @Covers("SESS-6")
  @Adversary("ADV-55")
  void ageOfNothingOfAYearOrLessThanNothing_changesNoChat() throws Exception {
    alice.befriend(bob);
    for (Duration age :
        List.of(
            Duration.ZERO,
            Duration.ofSeconds(-1),
            Duration.ofDays(-400),
            Duration.ofSeconds(Long.MIN_VALUE),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(59))) {
      bob.mailbox.tell(heldFor(age));

      alice.talk(bob, "after " + age);
    }
    bob.mailbox.beHonest();

    alice.talk(bob, "and on");

    assertEquals(7, sorted(bob.from(alice)).size());
  }

  private static HostileMailbox.Lies heldFor(Duration age) {
    return new HostileMailbox.Lies() {
      @Override
      public void deliver(QueuedEnvelope envelope, Runnable acknowledge, Mailbox.Receiver to) {
        to.received(new QueuedEnvelope(envelope.id(), envelope.sealed(), age), acknowledge);
      }
    };
  }

  @Test
  @Adversary("ADV-55")
  void callContent_redeliveredWithOtherAges_reachesTheEngineOnceAndNeverYounger() throws Exception {
    alice.befriend(bob);
    Queue<SecureChannel.Received> received = new ConcurrentLinkedQueue<>();
    Bytes content = new SystemRandom().bytes(300);
    bob.messenger.channel().setReceiver(SecureChannel.Receiver.atOnce(received::add));
    bob.mailbox.tell(heldFor(Duration.ofSeconds(90)));

    alice
        .messenger
        .channel()
        .send(
            alice.messenger.channel().peers(bob.address).get(0).device(),
            content,
            Duration.ofMinutes(5),
            outcome -> {});
    bob.await(() -> !received.isEmpty());
    QueuedEnvelope offer = bob.mailbox.seen().get(bob.mailbox.seen().size() - 1);
    UUID younger = UUID.randomUUID();
    bob.mailbox.inject(younger, offer.sealed(), Duration.ZERO);
    bob.await(() -> bob.mailbox.isAcknowledged(younger));
    bob.mailbox.beHonest();
    alice.talk(bob, "and on");

    assertEquals(1, received.size());
    assertEquals(content, received.element().content());
    assertFalse(received.element().heldByMailbox().compareTo(Duration.ofSeconds(90)) < 0);
  }

  @Test
  @Adversary("ADV-55")
  void takenAndForgotten_isNotShownAsDelivered_andTheNextArrives() throws Exception {
    alice.befriend(bob);
    alice.mailbox.tell(
        new HostileMailbox.Lies() {
          @Override
          public boolean forgets(org.phantomnet.protocol.id.UserAddress to) {
            return true;
          }
        });
    alice.say(bob, "forgotten");
    alice.await(() -> alice.stateOf(bob, "forgotten") == ChatMessage.State.SENT);
    alice.mailbox.beHonest();

    alice.talk(bob, "and on");

    assertEquals(List.of("and on"), bob.from(alice));
    assertEquals(ChatMessage.State.SENT, alice.stateOf(bob, "forgotten"));
  }

  @Test
  @Adversary("ADV-55")
  void floodOfGarbage_isAcknowledgedAndChangesNothing() throws Exception {
    alice.befriend(bob);
    alice.talk(bob, "before");
    SystemRandom random = new SystemRandom();
    List<UUID> garbage = new ArrayList<>();
    List<QueuedEnvelope> seen = bob.mailbox.seen();
    for (int i = 0; i < 200; i++) {
      byte[] bytes =
          i % 2 == 0
              ? random.bytes(1 + i * 20).toByteArray()
              : seen.get(i % seen.size()).sealed().toByteArray();
      bytes[i * 7 % bytes.length] ^= 1;
      garbage.add(UUID.randomUUID());
      bob.mailbox.inject(garbage.get(i), Bytes.copyOf(bytes), Duration.ZERO);
    }
    bob.await(() -> garbage.stream().allMatch(bob.mailbox::isAcknowledged));

    alice.talk(bob, "after");
    bob.talk(alice, "both ways");

    assertEquals(List.of("before", "after"), bob.from(alice));
    assertEquals(0, Collections.frequency(bob.from(alice), ""));
  }
}
