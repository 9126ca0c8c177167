package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * Call messages over the connection itself, beside the mailbox: under the shield, as the very
 * message that the mailbox carries. Effect thread only.
 */
final class InBand {
  /** Packets are lost; a copy too many is dropped like one that the mailbox was faster with. */
  private static final List<Duration> AGAIN =
      List.of(Duration.ofMillis(20), Duration.ofMillis(60), Duration.ofMillis(140));

  private final TimerPort timers;
  private final Keyring keyring;
  private final Reports reports;

  InBand(TimerPort timers, Keyring keyring, Reports reports) {
    this.timers = timers;
    this.keyring = keyring;
    this.reports = reports;
  }

  /** Says it as soon as the path is up; until then the mailbox alone carries it. */
  void say(Path path, SealedCall message) {
    Bytes content = SignalCodec.encode(message);
    path.onceOpen().run(() -> path.tunnel().ifPresent(tunnel -> say(tunnel, content)));
  }

  private void say(GuardedTunnel tunnel, Bytes content) {
    tunnel.say(content);
    AGAIN.forEach(delay -> timers.after(delay, () -> tunnel.say(content)));
  }

  /** A device of a peer said this over its connection to this device. */
  @Rule("SHIELD-10")
  void said(LegId leg, Bytes message) {
    try {
      SealedCall sealed = SignalCodec.decode(message);
      Optional<LegKeys> keys = keyring.find(leg);
      if (sealed.type() != MessageType.ACCEPT || keys.isEmpty()) {
        return;
      }
      CallMessage decoded = SignalCodec.decodeCore(sealed.type(), sealed.core());
      if (Routing.calls(decoded).contains(leg.call()) && keys.get().verify(sealed)) {
        keys.get().takeCounter(sealed);
        reports.post(Routing.event(decoded, leg.call(), leg.device()));
      }
    } catch (ProtocolException refused) {
      // most often a copy that another one was faster than
    }
  }
}
