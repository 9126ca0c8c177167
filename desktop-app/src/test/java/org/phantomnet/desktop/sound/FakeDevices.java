package org.phantomnet.desktop.sound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.phantomnet.desktop.media.AudioIn;

/**
 * Devices that can be plugged in, pulled out, taken by others, or hang. A running device moves ten
 * milliseconds whenever {@link #tick} is called. Thread-safe.
 */
public final class FakeDevices implements SoundSystem {
  static final double HERTZ = 440;
  static final double LEVEL = 8000;

  private final Map<Direction, List<String>> present = new EnumMap<>(Direction.class);
  private final Set<String> taken = new HashSet<>();
  private final Set<String> dead = new HashSet<>();
  private final List<FakeLine> open = new ArrayList<>();
  private int rate = AudioIn.SAMPLE_RATE;
  private int channels = 1;
  private int looks;
  private boolean everOpened;
  private CountDownLatch hang = new CountDownLatch(0);

  public FakeDevices() {
    for (Direction direction : Direction.values()) {
      present.put(direction, new ArrayList<>());
    }
  }

  public synchronized FakeDevices plug(Direction direction, String... names) {
    names(direction).addAll(List.of(names));
    return this;
  }

  synchronized FakeDevices shape(int rate, int channels) {
    this.rate = rate;
    this.channels = channels;
    return this;
  }

  /** Off the list, and nothing moves any more. */
  public synchronized void pull(String name) {
    present.values().forEach(names -> names.remove(name));
    dead.add(name);
  }

  synchronized void plugAgain(Direction direction, String name) {
    names(direction).add(name);
    dead.remove(name);
  }

  /** On the list, open, and nothing moves. */
  synchronized void die(String name) {
    dead.add(name);
  }

  synchronized void take(String name) {
    taken.add(name);
  }

  /** Every driver call hangs from now on until the latch opens. */
  synchronized void hangUntil(CountDownLatch latch) {
    hang = latch;
  }

  private List<String> names(Direction direction) {
    List<String> names = present.get(direction);
    if (names == null) {
      throw new IllegalStateException("direction");
    }
    return names;
  }

  public synchronized void tick() {
    open.forEach(line -> line.play(line.rate() / 100));
  }

  public synchronized List<String> openNames() {
    return open.stream().map(line -> line.name).toList();
  }

  public synchronized List<Short> played(String name) {
    return List.copyOf(
        open.stream().filter(line -> line.name.equals(name)).findFirst().orElseThrow().played);
  }

  synchronized int looks() {
    return looks;
  }

  synchronized boolean everOpened() {
    return everOpened;
  }

  @Override
  public synchronized List<String> devices(Direction direction) {
    looks++;
    return List.copyOf(names(direction));
  }

  @Override
  public CaptureLine openMicrophone(String device) throws IOException {
    return open(device);
  }

  @Override
  public PlaybackLine openSpeaker(String device) throws IOException {
    return open(device);
  }

  private FakeLine open(String device) throws IOException {
    awaitDriver();
    synchronized (this) {
      everOpened = true;
      if (taken.contains(device) || present.values().stream().noneMatch(n -> n.contains(device))) {
        throw new IOException("taken or gone");
      }
      FakeLine line = new FakeLine(device, rate, channels);
      open.add(line);
      return line;
    }
  }

  private void awaitDriver() {
    CountDownLatch latch;
    synchronized (this) {
      latch = hang;
    }
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class FakeLine implements CaptureLine, PlaybackLine {
    private final String name;
    private final int rate;
    private final int channels;
    private final List<Short> played = new ArrayList<>();
    private long captured;
    private int recorded;
    private int queued;

    FakeLine(String name, int rate, int channels) {
      this.name = name;
      this.rate = rate;
      this.channels = channels;
    }

    private void play(int frames) {
      if (!dead.contains(name)) {
        recorded += frames;
        queued = Math.max(0, queued - frames);
      }
    }

    @Override
    public int rate() {
      return rate;
    }

    @Override
    public int channels() {
      return channels;
    }

    @Override
    public int read(short[] samples) {
      synchronized (FakeDevices.this) {
        int count = 0;
        while (recorded > 0 && count + channels <= samples.length) {
          double angle = 2 * Math.PI * HERTZ * captured++ / rate;
          for (int channel = 0; channel < channels; channel++) {
            samples[count++] = (short) Math.round(LEVEL * Math.sin(angle));
          }
          recorded--;
        }
        return count;
      }
    }

    @Override
    public int queued() {
      synchronized (FakeDevices.this) {
        return queued;
      }
    }

    @Override
    public int write(short[] samples, int length) {
      synchronized (FakeDevices.this) {
        if (dead.contains(name)) {
          return 0;
        }
        for (int i = 0; i < length; i++) {
          played.add(samples[i]);
        }
        queued += length / channels;
        return length;
      }
    }

    @Override
    public void close() {
      awaitDriver();
      synchronized (FakeDevices.this) {
        open.remove(this);
      }
    }
  }
}
