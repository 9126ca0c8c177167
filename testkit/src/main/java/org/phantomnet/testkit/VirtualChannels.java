package org.phantomnet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * The chat sessions between all devices of a test: delivers, loses, repeats and reorders by seed,
 * remembers everything that was sent, and lets a test hold messages back or put its own in.
 */
public final class VirtualChannels {
  /** A message on its way. */
  public record Sent(DeviceAddress from, DeviceAddress to, Bytes content, Instant at) {
    /** The type its seal names. */
    public MessageType type() {
      try {
        return SignalCodec.decode(content).type();
      } catch (ProtocolException garbage) {
        throw new IllegalStateException("not a call message", garbage);
      }
    }

    @Override
    public String toString() {
      return type() + " of device " + from.device();
    }
  }

  private final VirtualTime time;
  private final Random random;
  private final Map<DeviceAddress, VirtualChannel> channels = new LinkedHashMap<>();
  private final List<Sent> sent = new ArrayList<>();
  private Weather weather = Weather.CALM;
  private boolean silent;
  private Predicate<Sent> delivered = message -> true;
  private Optional<Function<Sent, List<Duration>>> arrivals = Optional.empty();
  private Optional<Duration> lie = Optional.empty();

  public VirtualChannels(VirtualTime time, long seed) {
    this.time = time;
    this.random = new Random(seed);
  }

  public void weather(Weather change) {
    weather = change;
  }

  /** Messages that fail the test are lost. */
  public void deliverOnly(Predicate<Sent> test) {
    delivered = test;
  }

  /** Decides of each message how long after it was sent it arrives, each time; no weather then. */
  public void arrivals(Function<Sent, List<Duration>> decided) {
    arrivals = Optional.of(decided);
  }

  /** The mailbox claims to have held every message for that long. */
  public void claimHeld(Duration claimed) {
    lie = Optional.of(claimed);
  }

  /** Everything sent so far, lost or not. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  public List<Sent> sent(MessageType type) {
    return sent.stream().filter(message -> message.type() == type).toList();
  }

  public VirtualChannel add(DeviceAddress self, Bytes identity) {
    VirtualChannel channel = new VirtualChannel(this, self, identity);
    channels.put(self, channel);
    return channel;
  }

  /** The device is unlinked: nobody has a session with it any more. */
  public void remove(DeviceAddress device) {
    channels.remove(device);
  }

  /** From now on no own device hears of what another one tells it. */
  public void tellNothing() {
    silent = true;
  }

  void tell(DeviceAddress own, Consumer<VirtualChannel> what) {
    if (!silent) {
      time.after(weather.fastest(), () -> Optional.ofNullable(channels.get(own)).ifPresent(what));
    }
  }

  List<SecureChannel.Peer> peers(UserAddress contact) {
    return channels.values().stream()
        .filter(channel -> channel.self().user().equals(contact))
        .map(channel -> new SecureChannel.Peer(channel.self(), channel.selfIdentity()))
        .toList();
  }

  SecureChannel.SendOutcome send(VirtualChannel from, DeviceAddress to, Bytes content) {
    if (!channels.containsKey(to)) {
      return SecureChannel.SendOutcome.NO_SESSION;
    }
    if (content.length() > SecureChannel.MAX_CONTENT) {
      return SecureChannel.SendOutcome.TOO_LARGE;
    }
    Sent message = new Sent(from.self(), to, content, time.now());
    sent.add(message);
    if (arrivals.isPresent()) {
      arrivals.get().apply(message).forEach(d -> deliver(message, from.selfIdentity(), d));
      return SecureChannel.SendOutcome.QUEUED;
    }
    boolean lost = random.nextDouble() < weather.loss();
    boolean repeated = random.nextDouble() < weather.repeat();
    if (!lost && delivered.test(message)) {
      deliver(message, from.selfIdentity(), delay());
      if (repeated) {
        deliver(message, from.selfIdentity(), delay());
      }
    }
    return SecureChannel.SendOutcome.QUEUED;
  }

  private Duration delay() {
    long span = weather.slowest().minus(weather.fastest()).toNanos();
    return weather.fastest().plusNanos(span == 0 ? 0 : (long) (random.nextDouble() * span));
  }

  /**
   * Delivers a message once more, or one that a test made, as coming from {@code message.from()}.
   */
  public void deliver(Sent message, Bytes identity, Duration delay) {
    time.after(
        delay,
        () -> {
          VirtualChannel to = channels.get(message.to());
          if (to != null) {
            Duration held = lie.orElse(Duration.between(message.at(), time.now()));
            to.take(new SecureChannel.Received(message.from(), identity, message.content(), held));
          }
        });
  }
}
