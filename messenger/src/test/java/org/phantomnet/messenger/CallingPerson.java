package org.phantomnet.messenger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.loop.CallEngine;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.SeededRandom;
import org.phantomnet.testkit.VirtualClock;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualThreads;
import org.phantomnet.testkit.VirtualTimers;
import org.phantomnet.testkit.VirtualWorld;

/**
 * A device with a real messenger and the real call engine over it. The messenger has its own
 * threads, the engine runs in the world's virtual time: what the messenger says waits for {@link
 * #pump}. Test thread only.
 */
final class CallingPerson {
  final Person person;
  private final Queue<Runnable> said = new ConcurrentLinkedQueue<>();
  private final List<CallSnapshot> screen = new ArrayList<>();
  private final VirtualEngine media;
  private final CallEngine engine;

  CallingPerson(Person person, VirtualWorld world, long seed) {
    this.person = person;
    Messenger messenger = person.messenger();
    SeededRandom random = new SeededRandom(seed);
    media = new VirtualEngine(world.media(), random);
    EnginePorts ports =
        new EnginePorts(
            new Pumped(messenger.channel()),
            messenger.contactBook(),
            messenger.callRecords(),
            world.relays().discovery(world.north(), world.south()),
            world.relays().grants(),
            media,
            world.relays().tunnels(),
            List::of,
            new VirtualTimers(world.time()),
            new VirtualClock(world.time()),
            random,
            trace -> {});
    engine = CallEngine.start(ports, new VirtualThreads(world.time(), seed, Duration.ZERO));
    engine.subscribe(screen::add);
  }

  /** Hands the engine what its messenger had to say. */
  void pump() {
    for (Runnable next = said.poll(); next != null; next = said.poll()) {
      next.run();
    }
  }

  CallId call(UserAddress contact) {
    return engine.start(contact, MediaKind.AUDIO, CallMode.PRIVATE);
  }

  void answer() {
    engine.answer(last().call());
  }

  void decline() {
    engine.decline(last().call());
  }

  void move(int device) {
    engine.move(last().call(), device);
  }

  void hangup() {
    engine.hangup(last().call());
  }

  /** The newest snapshot of the newest call. */
  CallSnapshot last() {
    Map<CallId, CallSnapshot> newest = new LinkedHashMap<>();
    screen.forEach(shown -> newest.put(shown.call(), shown));
    List<CallSnapshot> all = List.copyOf(newest.values());
    return all.get(all.size() - 1);
  }

  boolean is(Phase phase) {
    return !screen.isEmpty() && last().phase() == phase;
  }

  /** Whether any call was ever shown. */
  boolean isSilent() {
    return screen.isEmpty();
  }

  boolean heard() {
    return media.sessions().stream().anyMatch(session -> session.heard());
  }

  private final class Pumped implements SecureChannel {
    private final SecureChannel real;

    Pumped(SecureChannel real) {
      this.real = real;
    }

    @Override
    public DeviceAddress self() {
      return real.self();
    }

    @Override
    public Bytes selfIdentity() {
      return real.selfIdentity();
    }

    @Override
    public List<Peer> peers(UserAddress contact) {
      return real.peers(contact);
    }

    @Override
    public List<DeviceAddress> ownDevices() {
      return real.ownDevices();
    }

    @Override
    public void tellComing(DeviceAddress own, UserAddress contact, CallId call) {
      real.tellComing(own, contact, call);
    }

    @Override
    public boolean takeComing(UserAddress contact, CallId call) {
      return real.takeComing(contact, call);
    }

    @Override
    public void send(DeviceAddress to, Bytes content, Duration staleAfter, SendResult sent) {
      real.send(to, content, staleAfter, outcome -> said.add(() -> sent.done(outcome)));
    }

    @Override
    public void setReceiver(Receiver receiver) {
      real.setReceiver((message, taken) -> said.add(() -> receiver.received(message, taken)));
    }
  }
}
