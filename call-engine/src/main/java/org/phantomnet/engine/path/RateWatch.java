package org.phantomnet.engine.path;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * Looks at the SRTP packets that leave one connection, and says whether they keep the constant rate
 * that the mode promises: one size, one stream, one step of media time, one pace. Reads only what
 * anyone on the way reads (RFC 3550 section 5.1), keeps no packet and allocates nothing per packet.
 * Its owner calls it under one lock; lives as long as the connection; never throws.
 */
public final class RateWatch {
  static final Duration WINDOW = Duration.ofSeconds(3);
  static final Duration LATE = Duration.ofMillis(250);
  static final Duration BREAK = Duration.ofMillis(1_500);
  private static final int TOLERANCE = 10; // one tenth of the window, either way

  private static final int RTP_HEADER = 12; // RFC 3550 section 5.1
  private static final int SAMPLES_PER_MILLI = 48; // the RTP clock of Opus, RFC 7587 section 4.1
  private static final int FIRST_CONTROL = 64; // RFC 5761 section 4, without the marker bit
  private static final int LAST_CONTROL = 95;

  private static final int OPUS = 111; // ENG-11

  private final LongSupplier nanos;
  private final boolean alone;
  private final int step;
  private final long[] times;
  private ConstantRate state;
  private boolean begun;
  private boolean paused;
  private int size;
  private int stream;
  private int sequence;
  private int timestamp;
  private long last;
  private int next;
  private int filled;

  private RateWatch(CallMode mode, MediaKind media, LongSupplier nanos) {
    ModePolicy policy = ModePolicy.of(mode);
    Duration interval = policy.packetInterval();
    this.nanos = nanos;
    alone = media == MediaKind.AUDIO;
    step = (int) interval.toMillis() * SAMPLES_PER_MILLI;
    times = new long[policy.constantRate() ? (int) (WINDOW.toMillis() / interval.toMillis()) : 0];
    state = ConstantRate.before(mode);
  }

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public static RateWatch of(CallMode mode, LongSupplier nanos) {
    return of(mode, MediaKind.AUDIO, nanos);
  }

  /** Of a connection that carries that; with video, only the sound is looked at. */
  public static RateWatch of(CallMode mode, MediaKind media, LongSupplier nanos) {
    return new RateWatch(mode, media, nanos);
  }

  /** One packet, SRTP or SRTCP, that is about to leave. */
  @Rule({"WIRE-10", "WIRE-11"})
  void leaves(byte[] p, int from, int length) {
    if (times.length == 0 || isControl(p, from, length) || isVideo(p, from, length)) {
      return;
    }
    if (length < RTP_HEADER) {
      state = ConstantRate.VIOLATED;
      return;
    }
    long now = nanos.getAsLong();
    int number = u16(p, from + 2);
    int time = u16(p, from + 4) << 16 | u16(p, from + 6);
    int source = u16(p, from + 8) << 16 | u16(p, from + 10);
    if (begun) {
      int packets = (short) (number - sequence);
      boolean inStep = packets > 0 && time - timestamp == packets * step;
      if (length != size || source != stream || !inStep) {
        state = ConstantRate.VIOLATED;
      }
      pace(now);
    } else {
      begun = true;
      size = length;
      stream = source;
    }
    sequence = number;
    timestamp = time;
    last = now;
    paused = false;
    remember(now);
  }

  /** RFC 5761 section 4: what of the second byte is the packet type in RTCP is none of Opus's. */
  private static boolean isControl(byte[] p, int from, int length) {
    int type = length < 2 ? 0 : p[from + 1] & 0x7f;
    return type >= FIRST_CONTROL && type <= LAST_CONTROL;
  }

  /** What is no sound, where there may be something else. */
  private boolean isVideo(byte[] p, int from, int length) {
    return !alone && length >= RTP_HEADER && (p[from + 1] & 0x7f) != OPUS;
  }

  /** Before {@code now} is remembered: the window's oldest packet left a whole window ago. */
  @Rule("WIRE-12")
  private void pace(long now) {
    if (paused) {
      startAnew();
      return;
    }
    long gap = now - last;
    if (gap > BREAK.toNanos()) {
      state = ConstantRate.VIOLATED;
    }
    if (gap > LATE.toNanos()) {
      startAnew();
    } else if (filled == times.length) {
      judge(now - times[next]);
    }
  }

  private void judge(long took) {
    long late = took - WINDOW.toNanos();
    if (late > WINDOW.toNanos() / 2) {
      become(ConstantRate.VIOLATED);
    } else if (Math.abs(late) > WINDOW.toNanos() / TOLERANCE) {
      become(ConstantRate.UNVERIFIED);
    } else {
      become(ConstantRate.VERIFIED);
    }
  }

  private void startAnew() {
    filled = 0;
    next = 0;
    become(ConstantRate.UNVERIFIED);
  }

  private void remember(long now) {
    times[next] = now;
    next = (next + 1) % times.length;
    filled = Math.min(filled + 1, times.length);
  }

  @Rule("WIRE-13")
  private void become(ConstantRate other) {
    if (state != ConstantRate.VIOLATED) {
      state = other;
    }
  }

  /** The engine says that the connection is down: what is missing now says nothing. */
  void interrupted() {
    paused = true;
    if (begun) {
      become(ConstantRate.UNVERIFIED);
    }
  }

  /** True if sound has left at all. */
  boolean begun() {
    return begun;
  }

  /** How it stands now; while the connection is open, so that sound which stays away counts. */
  ConstantRate now() {
    if (begun && !paused && nanos.getAsLong() - last > BREAK.toNanos()) {
      become(ConstantRate.VIOLATED);
    }
    return state;
  }

  /** How it stood after the last packet. */
  ConstantRate soFar() {
    return state;
  }

  private static int u16(byte[] p, int at) {
    return (p[at] & 0xff) << 8 | p[at + 1] & 0xff;
  }
}
