package org.phantomnet.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.shield.ShieldReceiver;
import org.phantomnet.protocol.shield.ShieldSender;

/** One packet of Private's sound under the media shield. A second of a call has fifty each way. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ShieldBenchmark {
  private static final int SOUND = 102;

  private final ShieldSender sender = new ShieldSender();
  private final ShieldReceiver receiver = new ShieldReceiver();
  private final byte[] packet = new byte[SOUND];
  private final byte[] sealed = new byte[SOUND + ShieldSender.OVERHEAD];
  private final byte[] opened = new byte[SOUND];

  public ShieldBenchmark() {
    packet[0] = (byte) 0x80;
    packet[1] = 111; // payload type: Opus
    try (SecretKey key = SecretKey.of(new SystemRandom().bytes(32))) {
      sender.use(0, key);
      receiver.hold(0, key);
    }
  }

  @TearDown
  public void close() {
    sender.close();
    receiver.close();
  }

  @Benchmark
  public int sealed() {
    return sender.seal(packet, 0, SOUND, sealed, 0);
  }

  /** Each packet opens once, so it is sealed before. */
  @Benchmark
  public ShieldReceiver.Verdict sealedAndOpened() {
    sender.seal(packet, 0, SOUND, sealed, 0);
    ShieldReceiver.Verdict verdict = receiver.open(sealed, 0, sealed.length, opened, 0);
    if (verdict != ShieldReceiver.Verdict.OPENED) {
      throw new IllegalStateException("shield");
    }
    return verdict;
  }
}
