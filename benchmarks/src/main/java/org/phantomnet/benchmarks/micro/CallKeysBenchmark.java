package org.phantomnet.benchmarks.micro;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.Role;

/**
 * The call's keys on both sides, one after the other: two X25519 key pairs and agreements, an
 * ML-KEM-768 key, encapsulation and decapsulation, cores, transcript and derivation.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class CallKeysBenchmark {
  private final Handshake handshake = new Handshake(identity(), 1001, identity(), 2002);

  @Benchmark
  public Bytes bothSides() throws Exception {
    try (CallKeys keys = handshake.agree()) {
      return keys.confirm(Role.CALLEE);
    }
  }

  private static Bytes identity() {
    byte[] identity = new byte[33];
    new SystemRandom().fill(identity);
    return Bytes.copyOf(identity);
  }
}
