package org.phantomnet.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/**
 * One device's end of all its chat sessions. Outlives the engine that uses it, as a mailbox does a
 * restart.
 */
public final class VirtualChannel implements SecureChannel {
  private final VirtualChannels channels;
  private final DeviceAddress self;
  private final List<Received> waiting = new ArrayList<>();
  private final List<Received> inHand = new ArrayList<>();
  private Bytes identity;
  private Optional<Receiver> receiver = Optional.empty();
  private final Set<List<Object>> coming = new HashSet<>();
  private int changesOfWayOut;

  VirtualChannel(VirtualChannels channels, DeviceAddress self, Bytes identity) {
    this.channels = channels;
    this.self = self;
    this.identity = identity;
  }

  /** The person installed the app anew: same name, other identity key. */
  public void changeIdentity(Bytes changed) {
    identity = changed;
  }

  @Override
  public void wayOutChanged() {
    changesOfWayOut++;
  }

  /** How often the engine said that connections may be dead. */
  public int changesOfWayOut() {
    return changesOfWayOut;
  }

  @Override
  public DeviceAddress self() {
    return self;
  }

  @Override
  public Bytes selfIdentity() {
    return identity;
  }

  @Override
  public List<Peer> peers(UserAddress contact) {
    return channels.peers(contact);
  }

  @Override
  public List<DeviceAddress> ownDevices() {
    return channels.peers(self.user()).stream().map(Peer::device).toList();
  }

  @Override
  public void tellComing(DeviceAddress own, UserAddress contact, CallId call) {
    channels.tell(own, other -> other.coming.add(List.of(contact, call)));
  }

  @Override
  public boolean takeComing(UserAddress contact, CallId call) {
    return coming.remove(List.<Object>of(contact, call));
  }

  @Override
  public void send(DeviceAddress to, Bytes content, Duration staleAfter, SendResult sent) {
    sent.done(channels.send(this, to, content));
  }

  @Override
  public void setReceiver(Receiver taking) {
    receiver = Optional.of(taking);
    List<Received> inbox = new ArrayList<>(inHand);
    inbox.addAll(waiting);
    inHand.clear();
    waiting.clear();
    inbox.forEach(message -> give(taking, message));
  }

  private void give(Receiver taking, Received message) {
    inHand.add(message);
    taking.received(message, () -> inHand.removeIf(one -> one == message));
  }

  /** The engine is gone; what comes now waits for the next one. */
  public void disconnect() {
    receiver = Optional.empty();
    inHand.clear();
  }

  void take(Received message) {
    if (receiver.isPresent()) {
      give(receiver.get(), message);
    } else {
      waiting.add(message);
    }
  }
}
