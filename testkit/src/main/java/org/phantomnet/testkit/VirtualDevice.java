package org.phantomnet.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.loop.CallEngine;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.engine.privacy.LocalNetwork;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * One device with a call engine on it: its ports, what its screen was told, and a person's hands.
 */
public final class VirtualDevice {
  private final VirtualWorld world;
  private final DeviceAddress self;
  private final VirtualChannel channel;
  private final VirtualClock clock;
  private final VirtualEngine media;
  private final MemoryContacts contacts = new MemoryContacts();
  private final MemoryRecords records = new MemoryRecords();
  private final SeededRandom random;
  private final ListedRelay[] guards;
  private final List<RelayTunnel> tunnels = new ArrayList<>();
  private final List<TracePort.Trace> traces = new ArrayList<>();
  private final List<CallSnapshot> screen = new ArrayList<>();
  private Runnable watching = () -> {};
  private long seed;
  private VirtualThreads threads;
  private CallEngine engine;

  VirtualDevice(
      VirtualWorld world, DeviceAddress self, Bytes identity, long seed, ListedRelay... guards) {
    this.world = world;
    this.self = self;
    this.channel = world.channels().add(self, identity);
    this.clock = new VirtualClock(world.time());
    this.random = new SeededRandom(seed);
    this.media =
        new VirtualEngine(
            world.media(),
            random,
            VirtualStanding.behind(VirtualStanding.Nat.CONE, world.nextNumber()));
    this.guards = guards.clone();
    this.seed = seed;
    this.threads = new VirtualThreads(world.time(), seed, world.slowestTask());
    this.engine = start();
  }

  private CallEngine start() {
    EnginePorts ports =
        new EnginePorts(
            channel,
            contacts,
            records,
            world.relays().discovery(guards),
            world.relays().grants(),
            media,
            this::openTunnel,
            networks(),
            new VirtualTimers(world.time()),
            clock,
            random,
            traces::add);
    CallEngine started = CallEngine.start(ports, threads);
    started.subscribe(screen::add);
    return started;
  }

  private LocalNetworks networks() {
    return new LocalNetworks() {
      @Override
      public List<LocalNetwork> current() {
        return List.of(media.standing().network());
      }

      @Override
      public Watch watch(Runnable changed) {
        watching = changed;
        return () -> watching = () -> {};
      }
    };
  }

  /** The device stands there from now on: its own network is another. */
  public void move(VirtualStanding there) {
    media.stand(there);
    watching.run();
  }

  /** Its guards, in their order. */
  public List<ListedRelay> guards() {
    return List.of(guards);
  }

  /** The operator families of the relays that this device ever opened a tunnel to, in order. */
  public List<String> families() {
    return world.relays().familiesOf(tunnels);
  }

  /**
   * The process is killed and started again: engines die, calls and keys are forgotten, the store
   * stays.
   */
  public void restart() {
    kill();
    revive();
  }

  /** The process is gone, without a word to anyone. */
  public void kill() {
    channel.disconnect();
    threads.stop();
    media.sessions().forEach(VirtualSession::die);
    tunnels.forEach(RelayTunnel::close);
  }

  private RelayTunnel openTunnel(ListedRelay relay, RelayTunnel.Listener listener)
      throws IOException {
    RelayTunnel tunnel = world.relays().tunnels().open(relay, listener);
    tunnels.add(tunnel);
    return tunnel;
  }

  /** The process is back, with an empty screen. */
  public void revive() {
    screen.clear();
    threads = new VirtualThreads(world.time(), ++seed, world.slowestTask());
    engine = start();
  }

  public DeviceAddress self() {
    return self;
  }

  public VirtualChannel channel() {
    return channel;
  }

  public VirtualClock clock() {
    return clock;
  }

  /** The chance of this device, for a test to bend. */
  public SeededRandom random() {
    return random;
  }

  public VirtualEngine media() {
    return media;
  }

  public MemoryContacts contacts() {
    return contacts;
  }

  public MemoryRecords records() {
    return records;
  }

  public List<TracePort.Trace> traces() {
    return List.copyOf(traces);
  }

  public CallEngine engine() {
    return engine;
  }

  /** Something slow stands before every effect for that long. */
  public void stallEffects(Duration span) {
    threads.stallEffects(span);
  }

  /** Places a Private audio call. */
  public CallId call(UserAddress contact) {
    return call(contact, CallMode.PRIVATE);
  }

  public CallId call(UserAddress contact, CallMode mode) {
    return engine.start(contact, MediaKind.AUDIO, mode);
  }

  /** Places a Private call with video. */
  public CallId callWithVideo(UserAddress contact) {
    return engine.start(contact, MediaKind.AUDIO_VIDEO, CallMode.PRIVATE);
  }

  /** Answers what rings. */
  public void answer() {
    engine.answer(ringing().orElseThrow().call());
  }

  public void decline() {
    engine.decline(ringing().orElseThrow().call());
  }

  /** Hangs up whatever goes on. */
  public void hangup() {
    calls().stream()
        .filter(call -> call.end().isEmpty())
        .forEach(call -> engine.hangup(call.call()));
  }

  /** Everything the screen was told. */
  public List<CallSnapshot> screen() {
    return List.copyOf(screen);
  }

  /** The newest snapshot of each call, oldest call first. */
  public List<CallSnapshot> calls() {
    record Key(CallId id, boolean outgoing) {}
    Map<Key, CallSnapshot> newest = new LinkedHashMap<>();
    screen.forEach(shown -> newest.put(new Key(shown.call(), shown.outgoing()), shown));
    return List.copyOf(newest.values());
  }

  public Optional<CallSnapshot> ringing() {
    return calls().stream().filter(call -> call.phase() == CallSnapshot.Phase.RINGING).findFirst();
  }

  /** The call that goes on, if there is one. */
  public Optional<CallSnapshot> live() {
    return calls().stream().filter(call -> call.end().isEmpty()).findFirst();
  }

  public boolean is(CallSnapshot.Phase phase) {
    return live().filter(call -> call.phase() == phase).isPresent();
  }

  /** The newest snapshot of the newest call. */
  public CallSnapshot last() {
    List<CallSnapshot> all = calls();
    return all.get(all.size() - 1);
  }

  /** True if this device has an open microphone anywhere. */
  public boolean speaks() {
    return media.sessions().stream().anyMatch(VirtualSession::speaks);
  }

  public boolean heard() {
    return media.sessions().stream().anyMatch(VirtualSession::heard);
  }

  /** Waits in virtual time until the live call is in that phase. */
  public boolean reaches(CallSnapshot.Phase phase, Duration limit) {
    return world.time().runUntil(() -> is(phase), limit);
  }
}
