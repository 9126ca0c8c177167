package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/** Whatever is thrown in a loop, the loop goes on, and says that there was something. */
@Timeout(60)
final class EventLoopTest {
  private final LoopCounters counters = new LoopCounters();
  private EventLoop loop;

  /** What code can throw; the last two are real. */
  private enum Thrown {
    OWN_BUG {
      @Override
      void happen() {
        throw new IllegalStateException("own bug");
      }
    },
    FAILED_ASSERTION {
      @Override
      void happen() {
        throw new AssertionError("own bug");
      }
    },
    STACK_OVERFLOW {
      @Override
      void happen() {
        deeper(0);
      }

      private int deeper(int depth) {
        return depth < 0 ? depth : 1 + deeper(depth + 1);
      }
    },
    OUT_OF_MEMORY {
      @Override
      void happen() {
        throw new IllegalStateException("made " + new long[Integer.MAX_VALUE].length);
      }
    };

    abstract void happen();
  }

  @BeforeEach
  void open() throws IOException {
    loop = new EventLoop("test", () -> System.nanoTime() / 1_000_000, counters);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  /** That a task runs now, after what was thrown, and that so many faults were counted. */
  private void assertGoesOn(long faultsAtLeast) throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    loop.post(ran::countDown);
    assertTrue(ran.await(30, TimeUnit.SECONDS), "the loop is dead");
    assertTrue(counters.get(Counter.FAULTS) >= faultsAtLeast);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void loop_whenTurnEndThrows_goesOnWithTheOtherTurnEnds(Thrown thrown) throws Exception {
    CountDownLatch other = new CountDownLatch(2);
    loop.addTurnEnd(thrown::happen);
    loop.addTurnEnd(other::countDown);
    loop.start();

    assertGoesOn(0);
    assertTrue(other.await(30, TimeUnit.SECONDS));
    assertGoesOn(1);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void loop_whenTaskThrows_goesOn(Thrown thrown) throws Exception {
    loop.start();

    loop.post(thrown::happen);

    assertGoesOn(1);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void loop_whenTickerThrows_goesOnWithTheOtherTickers(Thrown thrown) throws Exception {
    CountDownLatch other = new CountDownLatch(1);
    loop.addTicker(now -> thrown.happen());
    loop.addTicker(now -> other.countDown());
    loop.start();

    assertTrue(other.await(30, TimeUnit.SECONDS));
    assertGoesOn(1);
  }

  @ParameterizedTest
  @EnumSource(Thrown.class)
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void loop_whenChannelsHandlerThrows_goesOn(Thrown thrown) throws Exception {
    Pipe pipe = Pipe.open();
    CountDownLatch thrownOnce = new CountDownLatch(1);
    loop.register(
        pipe.source(),
        SelectionKey.OP_READ,
        key -> {
          pipe.source().read(ByteBuffer.allocate(1));
          thrownOnce.countDown();
          thrown.happen();
        });
    loop.start();

    pipe.sink().write(ByteBuffer.allocate(1));

    assertTrue(thrownOnce.await(30, TimeUnit.SECONDS));
    assertGoesOn(1);
    pipe.sink().close();
  }

  @Test
  void close_afterFaults_endsTheThreadAndClosesItsChannels() throws Exception {
    Pipe pipe = Pipe.open();
    loop.register(pipe.source(), SelectionKey.OP_READ, key -> {});
    loop.start();
    loop.post(Thrown.STACK_OVERFLOW::happen);
    assertGoesOn(1);

    loop.close();

    assertEquals(false, pipe.source().isOpen());
    pipe.sink().close();
  }
}
