package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.desktop.media.AudioIn;
import org.phantomnet.desktop.media.AudioOut;
import org.phantomnet.desktop.media.AudioPorts;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.SentPriority;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.ConnectionParameters;

/**
 * What leaves a client toward its relay, taken on the way between them, while its person speaks, is
 * silent, is muted, or holds the call.
 *
 * <p>When packets come is noisy on a busy machine, and the noise is not the same all the time. So
 * the four are mixed: second by second, in an order drawn anew each round, so that whatever else
 * the machine does falls on all of them alike. What tells content must then show in sizes and media
 * time, which no load changes (compared exactly), in how many packets there are (within a few in a
 * hundred), or in the distribution of intervals (two-sample Kolmogorov-Smirnov, with a bound that
 * leaves room for intervals that are not independent of each other).
 */
@Tag("beside-others")
@Timeout(120)
final class WireCaptureTest {
  private static final int ROUNDS = 6;
  private static final long STRETCH_MILLIS = 1_000;
  private static final long SETTLING_MILLIS = 150; // what was said before is still on its way
  private static final long SEED = 44;

  private enum Sound {
    SPEECH,
    SILENCE,
    MUTE,
    HOLD
  }

  private static final int SIZE = 4 + 102; // ChannelData's header, and as in DesktopEngineTest
  private static final int STEP = 960;
  private static final String CONTROL = "SOUND_CONTROL";
  private static final Set<Integer> REPORTS = Set.of(4 + 46, 4 + 54);

  private final Voice voice = new Voice();
  private boolean verified;

  @Test
  @Covers("WIRE-6")
  @Adversary("ADV-44")
  void speechSilenceMuteAndHold_lookTheSame() throws Exception {
    Map<Sound, WireLook> looks = new EnumMap<>(Sound.class);
    ConstantRate atTheEnd;
    try (CapturedSide alice = new CapturedSide(CallMode.PRIVATE, 30, "north", voice);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 40, "south", new Voice())) {
      CapturedSide.connect(alice, bob);
      verified = false;
      capture(alice, looks);
      atTheEnd = alice.tunnel().rate();
    }

    looks.forEach((sound, look) -> System.out.println(sound + ": " + look));
    WireLook speech = Objects.requireNonNull(looks.get(Sound.SPEECH));
    looks.forEach((sound, look) -> assertEquals(List.of(), speech.tellsFrom(look), sound.name()));
    looks.forEach((sound, look) -> assertEquals(Set.of(SIZE), look.sizes(), sound.name()));
    looks.forEach((sound, look) -> assertEquals(Set.of(STEP), look.mediaSteps(), sound.name()));
    looks.forEach((sound, look) -> assertEquals(50, look.packetsPerSecond(), 2.5, sound.name()));
    assertTrue(verified, "never verified");
    assertNotEquals(ConstantRate.VIOLATED, atTheEnd);
    controlIsTheSame(looks.values());
  }

  /**
   * SRTCP comes about every five seconds, at random, so that not each sound has seen both kinds;
   * checks, and what keeps the relay's port open, come often enough.
   */
  private static void controlIsTheSame(Collection<WireLook> looks) {
    for (WireLook look : looks) {
      Map<String, Set<Integer>> control = new TreeMap<>(look.control());
      Set<Integer> reports = control.getOrDefault(CONTROL, Set.of());
      control.remove(CONTROL);

      assertEquals(
          Map.of("CHECK 1", Set.of(104), "CHECK 101", Set.of(68), "RELAY 1", Set.of(20)), control);
      assertTrue(REPORTS.containsAll(reports), () -> "SRTCP of " + reports);
    }
  }

  @Test
  @Covers({"WIRE-1", "WIRE-2"})
  void parametersOfTwoRealEngines_differInRandomFieldsOnly() throws Exception {
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try (CapturedSide alice = new CapturedSide(CallMode.PRIVATE, 50, "north", voice)) {
      MediaSession.Local one = alice.gather();
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
      try (CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 60, "south", voice)) {
        MediaSession.Local two = bob.gather();

        ConnectionParameters a = one.parameters();
        ConnectionParameters b = two.parameters();
        assertEquals(
            new ConnectionParameters(
                a.iceUfrag(),
                a.icePwd(),
                a.dtlsFingerprint(),
                b.codecs(),
                b.maxAudioBitrate(),
                b.maxVideoBitrate()),
            a);
        assertEquals(4, a.iceUfrag().length());
        assertEquals(4, b.iceUfrag().length());
        assertEquals(24, a.icePwd().length());
        assertEquals(24, b.icePwd().length());
        assertNotEquals(a.icePwd(), b.icePwd());
        assertEquals(1, one.candidates().size());
        assertEquals(1, two.candidates().size());
        Candidate mine = new SentPriority().of(one.candidates().get(0));
        Candidate theirs = new SentPriority().of(two.candidates().get(0));
        System.out.println("the engine's own priority: " + one.candidates().get(0).priority());
        assertEquals(mine.type(), theirs.type());
        assertEquals(mine.transport(), theirs.transport());
        assertEquals(mine.priority(), theirs.priority());
      }
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
  }

  private void capture(CapturedSide side, Map<Sound, WireLook> looks) {
    Random random = new Random(SEED);
    List<Sound> order = new ArrayList<>(Arrays.asList(Sound.values()));
    for (Sound sound : order) {
      looks.put(sound, new WireLook());
    }
    for (int round = 0; round < ROUNDS; round++) {
      Collections.shuffle(order, random);
      for (Sound sound : order) {
        become(side, sound);
        stay(SETTLING_MILLIS);
        long from = System.nanoTime();
        stay(STRETCH_MILLIS);
        Objects.requireNonNull(looks.get(sound)).add(side.tap().seen(), from, System.nanoTime());
        verified |= side.tunnel().rate() == ConstantRate.VERIFIED;
      }
    }
  }

  private void become(CapturedSide side, Sound sound) {
    voice.speaks = sound != Sound.SILENCE;
    side.session().setMuted(sound == Sound.MUTE);
    side.session().setHeld(sound == Sound.HOLD);
  }

  private static void stay(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  /** A recorded voice that can fall silent. */
  private static final class Voice implements AudioPorts {
    private final short[] speech = Speech.ALICE.sound().at(AudioIn.SAMPLE_RATE).pcm16();
    private volatile boolean speaks = true;

    @Override
    public AudioIn openIn() {
      return new AudioIn() {
        private int at = (int) (speech.length * 0.1);

        @Override
        public void read(short[] block) {
          for (int i = 0; i < block.length; i++) {
            block[i] = speaks ? speech[at] : 0;
            at = (at + 1) % speech.length;
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
