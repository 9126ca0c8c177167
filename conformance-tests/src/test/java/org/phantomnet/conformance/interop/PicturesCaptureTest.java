package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What leaves a client toward its relay when its person's pictures are stopped: real engines, the
 * real tunnel, and a capture between tunnel and relay. Times are from before the call that stops
 * them to the capture of the last packet; a busy machine adds to them, so that the bound is for the
 * median.
 */
@Timeout(120)
final class PicturesCaptureTest {
  /** Packets of video before each stop: in the middle of a first picture, between two, later. */
  private static final List<Integer> STOPS = List.of(30, 1, 2, 3, 5, 8, 13, 21, 34);

  private static final int SOUND = 111;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double BOUND_MILLIS = 100;

  /** Ten good seconds bring pictures back. */
  private static final long LONGER_THAN_PATIENCE = 12_000;

  /** A second, at the first step. */
  private static final int PICTURES = 30;

  /** Long after any packet of video that is late. */
  private static final long QUIET_MILLIS = 700;

  private final Shown alices = new Shown(1);
  private final Shown bobs = new Shown(2);

  @ParameterizedTest
  @EnumSource(Role.class)
  @Covers({"ENG-112", "WIRE-8"})
  @Adversary({"ADV-04", "ADV-06", "ADV-10"})
  void stoppedPictures_leaveNoPacket_aTenthOfASecondLater_andSoundGoesOn(Role stops)
      throws Exception {
    try (CapturedSide alice = new CapturedSide(CallMode.PRIVATE, 70, "north", new Buzz(), alices);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 80, "south", new Buzz(), bobs)) {
      CapturedSide.connect(alice, bob);
      if (stops == Role.CALLER) {
        stopAndShow(alice, alices, bobs);
      } else {
        stopAndShow(bob, bobs, alices);
      }
    }
  }

  /**
   * @param own what that side shows, and sees of the other
   * @param others the same of the other side
   */
  private static void stopAndShow(CapturedSide side, Shown own, Shown others) {
    List<Double> lastPicture = new ArrayList<>();
    List<Double> lastPacket = new ArrayList<>();
    side.tap().lose(packet -> isVideo(packet) && packet.sequence() % 4 == 0); // asked for again
    for (int packets : STOPS) {
      long shownSince = System.nanoTime();
      side.session().setPictures(PictureChoice.ALL);
      until(() -> video(side, shownSince).size() >= packets);
      int seenBefore = own.seen;

      long from = System.nanoTime();
      side.session().setPictures(PictureChoice.WATCH_ONLY);
      stay(QUIET_MILLIS);
      long to = System.nanoTime();

      lastPicture.add(Math.max(0, (own.lastAsked.get() - from) / 1e6));
      List<Wiretap.Packet> late = video(side, from);
      lastPacket.add(late.isEmpty() ? 0 : (late.get(late.size() - 1).nanos() - from) / 1e6);
      assertTrue(sound(side, from, to) > 10, "sound goes on");
      assertTrue(own.seen > seenBefore, "the other side's pictures are still shown");
      assertTrue(own.seen - seenBefore < 2 * PICTURES * QUIET_MILLIS / 1_000, "and once each");
    }
    side.tap().lose(packet -> false);
    int seenBefore = others.seen;
    side.session().setPictures(PictureChoice.ALL);
    until(() -> others.seen > seenBefore + 5);
    WireLook sounds = new WireLook(); // what every packet of sound says of the one before
    sounds.add(
        side.tap().seen().stream().filter(p -> !isVideo(p)).toList(),
        Long.MIN_VALUE,
        System.nanoTime());
    assertEquals(Set.of(960), sounds.mediaSteps());

    System.out.printf(
        "pictures stopped: last one asked for after %s ms, last packet of video after %s ms%n",
        lastPicture, lastPacket);
    assertTrue(median(lastPicture) <= BOUND_MILLIS, lastPicture::toString);
    assertTrue(median(lastPacket) <= BOUND_MILLIS, lastPacket::toString);
    assertTrue(worstButOne(lastPacket) < QUIET_MILLIS / 2.0, lastPacket::toString);
  }

  @Test
  @Covers({"ENG-112", "WIRE-8"})
  @Adversary({"ADV-04", "ADV-06"})
  void picturesStopped_beforeTheGateOpens_leaveNoPacketAtAll() throws Exception {
    try (CapturedSide alice = new CapturedSide(CallMode.PRIVATE, 90, "north", new Buzz(), alices);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 100, "south", new Buzz(), bobs)) {
      CapturedSide.connect(alice, bob, () -> alice.session().setPictures(PictureChoice.WATCH_ONLY));

      until(() -> alices.seen > 10 && sound(alice, 0, Long.MAX_VALUE) > 50);

      assertEquals(List.of(), video(alice, Long.MIN_VALUE));
      assertEquals(0, alices.asked.get());
      alice.session().setPictures(PictureChoice.ALL);
      until(() -> bobs.seen > 5);
    }
  }

  /** One packet in eight is lost on the way, of sound and of pictures, sent again or not. */
  @Test
  @Covers({"ENG-107", "ENG-108", "ENG-109"})
  @Adversary("ADV-45")
  void lostPackets_takePicturesDownToNone_andCalmBringsBackTheLowestStep_whileSoundGoesOn()
      throws Exception {
    try (CapturedSide alice = new CapturedSide(CallMode.PRIVATE, 110, "north", new Buzz(), alices);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 120, "south", new Buzz(), bobs)) {
      CapturedSide.connect(alice, bob);
      until(() -> bobs.seen > PICTURES);
      double calm = kilobits(alice, 2_000);

      long bad = System.nanoTime();
      alice.tap().lose(packet -> packet.kind() == Wiretap.Kind.SOUND && packet.sequence() % 8 == 0);
      until(() -> System.nanoTime() - alices.lastAsked.get() > SECOND);
      long none = alices.lastAsked.get();
      stay(LONGER_THAN_PATIENCE);
      assertEquals(none, alices.lastAsked.get(), "the sound is still lost");
      long later = System.nanoTime();
      assertEquals(List.of(), video(alice, later - SECOND));
      assertTrue(sound(alice, later - SECOND, later) > 10, "sound goes on");

      alice.tap().lose(packet -> false);
      long good = System.nanoTime();
      until(() -> alices.lastAsked.get() > good);
      double back = (System.nanoTime() - good) / 1e9;
      double lowest = kilobits(alice, 3_000);

      System.out.printf(
          "pictures: %.0f kbit/s, none %.1f s after one packet in eight was lost, back %.1f s after"
              + " the last loss with %.0f kbit/s%n",
          calm, (none - bad) / 1e9, back, lowest);
      assertTrue(calm > 400 && calm < 1_000, "the first step has 700 kbit/s: " + calm);
      assertTrue(back > 8, "ten good seconds first: " + back);
      assertTrue(lowest > 60 && lowest < 250, "the lowest step has 150 kbit/s: " + lowest);
    }
  }

  /** What pictures take from now on, with all that is around them. */
  private static double kilobits(CapturedSide side, long millis) {
    long from = System.nanoTime();
    stay(millis);
    long bytes = video(side, from).stream().mapToLong(Wiretap.Packet::size).sum();
    return 8.0 * bytes / millis;
  }

  private static List<Wiretap.Packet> video(CapturedSide side, long from) {
    return side.tap().seen().stream()
        .filter(packet -> isVideo(packet) && packet.nanos() >= from)
        .toList();
  }

  private static boolean isVideo(Wiretap.Packet packet) {
    return packet.kind() == Wiretap.Kind.SOUND && packet.payloadType() != SOUND;
  }

  private static long sound(CapturedSide side, long from, long to) {
    return side.tap().seen().stream()
        .filter(packet -> packet.kind() == Wiretap.Kind.SOUND && packet.payloadType() == SOUND)
        .filter(packet -> packet.nanos() >= from && packet.nanos() < to)
        .count();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A machine may stand still once. */
  private static double worstButOne(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length - 2];
  }

  /** Ten good seconds, and what a report of the other side is late, need the most of it. */
  private static void until(BooleanSupplier reached) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (!reached.getAsBoolean()) {
      assertTrue(System.nanoTime() < limit, "not in time");
      stay(1);
    }
  }

  private static void stay(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** A computed clip, and how much was asked for and seen. */
  private static final class Shown implements VideoPorts {
    private final ClipFrames frames;
    private final AtomicLong lastAsked = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private volatile int seen;

    Shown(int seed) {
      frames = new ClipFrames(new MovingShapes(seed), System::nanoTime);
    }

    @Override
    public VideoIn openIn() {
      return new VideoIn() {
        @Override
        public Optional<SafeFrame> next() {
          lastAsked.set(System.nanoTime());
          asked.incrementAndGet();
          return frames.next();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public VideoOut openOut() {
      return new VideoOut() {
        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
        public void show(Picture picture) {
          seen++;
        }

        @Override
        public void close() {}
      };
    }
  }

  /** Something to hear, since the fixture waits for it; nothing is kept. */
  private static final class Buzz implements AudioPorts {
    @Override
    public AudioIn openIn() {
      return new AudioIn() {
        @Override
        public void read(short[] block) {
          for (int i = 0; i < block.length; i++) {
            block[i] = (short) (4_000 * (i / 48 % 2));
          }
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public AudioOut openOut() {
      return new AudioOut() {
        @Override
        public void write(short[] block) {}

        @Override
        public void close() {}
      };
    }
  }
}
