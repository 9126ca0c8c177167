package org.phantomnet.engine.loop;

import java.time.Clock;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.engine.port.GrantSource;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.engine.port.MediaEngine;
import org.phantomnet.engine.port.RelayDiscovery;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * Everything the call engine needs of the world; made once, in the composition root. All parts are
 * thread-safe.
 */
public record EnginePorts(
    SecureChannel channel,
    ContactBook contacts,
    CallRecords records,
    RelayDiscovery relays,
    GrantSource grants,
    MediaEngine media,
    RelayTunnel.Factory tunnels,
    LocalNetworks networks,
    TimerPort timers,
    Clock clock,
    RandomSource random,
    TracePort trace) {
  @Override
  public String toString() {
    return "EnginePorts";
  }
}
