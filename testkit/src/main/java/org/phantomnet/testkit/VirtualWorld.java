package org.phantomnet.testkit;

import java.time.Duration;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Everything of one scenario under one seed: time, sessions, relays of two operators, engines,
 * devices.
 */
public final class VirtualWorld {
  private final long seed;
  private final Duration slowestTask;
  private final VirtualTime time = new VirtualTime();
  private final VirtualChannels channels;
  private final VirtualRelays relays;
  private final VirtualMedia media;
  private final ListedRelay north;
  private final ListedRelay south;
  private int devices;
  private int numbers;

  public VirtualWorld() {
    this(1, Duration.ZERO);
  }

  /**
   * @param slowestTask how long an engine's thread may take to come to a task; the seed chooses
   */
  public VirtualWorld(long seed, Duration slowestTask) {
    this.seed = seed;
    this.slowestTask = slowestTask;
    channels = new VirtualChannels(time, seed);
    relays = new VirtualRelays(time);
    media = new VirtualMedia(time, relays);
    north = relays.list(1, "north");
    south = relays.list(2, "south");
  }

  public VirtualTime time() {
    return time;
  }

  public VirtualChannels channels() {
    return channels;
  }

  public VirtualRelays relays() {
    return relays;
  }

  public VirtualMedia media() {
    return media;
  }

  /** A number for each device, from 1. */
  int nextNumber() {
    return ++numbers;
  }

  Duration slowestTask() {
    return slowestTask;
  }

  /** The first relay; Alice's first guard. */
  public ListedRelay north() {
    return north;
  }

  /** The relay of another operator. */
  public ListedRelay south() {
    return south;
  }

  /** A device with both relays as guards, north first. */
  public VirtualDevice device(UserAddress user, int device) {
    return device(user, device, TestKeys.of(user), north, south);
  }

  public VirtualDevice device(UserAddress user, int device, Bytes identity, ListedRelay... guards) {
    return new VirtualDevice(
        this, People.device(user, device), identity, seed * 31 + devices++, guards);
  }

  /** Makes each a contact of the other. */
  public void befriend(VirtualDevice one, VirtualDevice other, ContactPolicy policy) {
    one.contacts().put(other.self().user(), policy);
    other.contacts().put(one.self().user(), policy);
  }

  public void run(Duration span) {
    time.run(span);
  }
}
