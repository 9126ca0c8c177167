package org.phantomnet.relay.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/**
 * One selector and the one thread that serves it. Everything registered here is touched by that
 * thread only, so nothing locks. A turn of the loop allocates nothing: keys are dispatched without
 * the selected-key set.
 *
 * <p>Nothing that is thrown in a turn ends the thread: it is counted as a fault, and the next
 * channel, task or turn goes on. So do a stack or a heap that was too small for one packet; where
 * the heap is too small for the node, the launcher's and the package's options for Java end the
 * process, to be started again.
 */
public final class EventLoop implements AutoCloseable {
  /**
   * How often {@link Ticker}s run while there is something to do: lifetimes are checked where they
   * matter, this only frees what has ended.
   */
  static final long TICK_MILLIS = 25;

  /** And while there is not. */
  private static final long IDLE_MILLIS = 500;

  /** Does housekeeping, twice a second or more often: each time a little. */
  public interface Ticker {
    void tick(long nowMillis);
  }

  /** A channel's part in the loop: the attachment of its key. */
  interface Ready {
    void ready(SelectionKey key) throws IOException;
  }

  private final Selector selector;
  private final LongSupplier monotonicMillis;
  private final LoopCounters counters;
  private final PacketBuffer buffer = new PacketBuffer();
  private Optional<DirectDatagrams.Memory> flowMemory = Optional.empty();
  private final StreamBuffers streams = new StreamBuffers();
  private final List<Ticker> tickers = new ArrayList<>();
  private final List<Runnable> turnEnds = new ArrayList<>();
  private final List<Closeable> channels = new ArrayList<>();
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private Optional<SocketErrors> errors = Optional.empty();
  private volatile boolean closing;
  private long now;
  private long turn;

  public EventLoop(String name, LongSupplier monotonicMillis, LoopCounters counters)
      throws IOException {
    this.monotonicMillis = monotonicMillis;
    this.counters = counters;
    selector = Selector.open();
    now = monotonicMillis.getAsLong();
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Before {@link #start()} or on the loop's thread. */
  public void addTicker(Ticker ticker) {
    tickers.add(ticker);
  }

  /** To be done at the end of each turn of the loop. Before {@link #start()}. */
  void addTurnEnd(Runnable action) {
    turnEnds.add(action);
  }

  public void start() {
    thread.start();
  }

  /** Monotonic milliseconds, read when the channel in hand became ready. */
  public long now() {
    return now;
  }

  public LoopCounters counters() {
    return counters;
  }

  /** Which turn of the loop this is: rises by one with each look at what is ready. */
  long turn() {
    return turn;
  }

  /** The loop's id for measuring what its thread allocates. */
  public long threadId() {
    return thread.getId();
  }

  /** The buffers that streams share. */
  StreamBuffers streams() {
    return streams;
  }

  /** What the datagrams of relayed sockets pass through where system calls carry them. */
  DirectDatagrams.Memory flowMemory() {
    if (flowMemory.isEmpty()) {
      flowMemory = Optional.of(new DirectDatagrams.Memory());
    }
    return flowMemory.get();
  }

  /** What relayed sockets' errors are read with. On the loop's thread. */
  SocketErrors errors() {
    if (errors.isEmpty()) {
      errors = Optional.of(new SocketErrors(counters));
    }
    return errors.get();
  }

  /** The buffer that datagrams are received into. */
  PacketBuffer buffer() {
    return buffer;
  }

  /** Before {@link #start()} or on the loop's thread. */
  SelectionKey register(SelectableChannel channel, int interest, Ready ready) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, interest, ready);
  }

  /** Changes what a registered channel waits for. On the loop's thread. */
  void interest(SelectableChannel channel, int interest) {
    SelectionKey key = channel.keyFor(selector);
    if (key != null && key.isValid()) {
      key.interestOps(interest);
    }
  }

  /**
   * Runs {@code task} on the loop's thread, soon and in the order of calls. From any thread; a task
   * must not block. Tasks of a closed loop never run.
   */
  public void post(Runnable task) {
    tasks.add(task);
    wakeUp();
  }

  /** Not after the selector's end: its descriptor may be another's by then. */
  private void wakeUp() {
    synchronized (tasks) {
      if (selector.isOpen()) {
        selector.wakeup();
      }
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        counters.add(Counter.FAULTS);
      }
    }
  }

  private void run() {
    long nextTick = now;
    while (!closing) {
      turn++;
      try {
        selector.select(dispatch, IDLE_MILLIS);
      } catch (IOException | RuntimeException | Error e) {
        counters.add(Counter.FAULTS);
      }
      now = monotonicMillis.getAsLong();
      runTasks();
      if (now >= nextTick) {
        nextTick = now + TICK_MILLIS;
        tick();
      }
      endTurn();
    }
    closeAll();
  }

  private void endTurn() {
    for (int i = 0; i < turnEnds.size(); i++) {
      try {
        turnEnds.get(i).run();
      } catch (RuntimeException | Error e) {
        counters.add(Counter.FAULTS);
      }
    }
  }

  private void tick() {
    for (Ticker ticker : tickers) {
      try {
        ticker.tick(now);
      } catch (RuntimeException | Error e) {
        counters.add(Counter.FAULTS);
      }
    }
  }

  /** An own bug in one packet's handling is counted and must not end the calls of everyone else. */
  @Rule("TURN-50")
  private void dispatch(SelectionKey key) {
    try {
      now = monotonicMillis.getAsLong();
      if (key.isValid()) {
        ((Ready) key.attachment()).ready(key);
      }
    } catch (IOException | RuntimeException | Error e) {
      counters.add(Counter.FAULTS);
    }
  }

  private void closeAll() {
    for (SelectionKey key : selector.keys()) {
      channels.add(key.channel());
    }
    for (Closeable channel : channels) {
      close(channel);
    }
    synchronized (tasks) {
      close(selector);
    }
  }

  private void close(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      counters.add(Counter.FAULTS);
    }
  }

  /**
   * Ends the loop, closes every channel of it and waits for both. Idempotent; not from the loop's
   * thread.
   */
  @Override
  public void close() {
    closing = true;
    if (thread.getState() == Thread.State.NEW) {
      closeAll();
      return;
    }
    wakeUp();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
