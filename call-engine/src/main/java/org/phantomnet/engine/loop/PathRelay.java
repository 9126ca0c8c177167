package org.phantomnet.engine.loop;

import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.protocol.rule.Rule;

/**
 * What the tunnel says of the own relay of one path, and whether it matters to the path: that the
 * relay is gone only while its media goes over it, or before any does. Effect thread only.
 */
final class PathRelay {
  private final Path path;
  private final PathEvents events;
  private final SecureChannel channel;
  private boolean carriesMedia;
  private boolean silent;
  private boolean rebound;

  PathRelay(Path path, PathEvents events, SecureChannel channel) {
    this.path = path;
    this.events = events;
    this.channel = channel;
  }

  /** The pair of candidates was selected: over the relay, or beside it (Fast). */
  void selected(boolean overRelay) {
    carriesMedia = overRelay;
  }

  /** The gate opened: what was not told before is told now. */
  void opened() {
    if (silent) {
      events.relaySilent();
    }
  }

  void lost() {
    if (!path.closed() && (carriesMedia || !path.opened())) {
      events.relayLost();
    }
  }

  /** Before the gate is open the loss of the relay is waited for; see {@link TunnelReports}. */
  void silent() {
    silent = carriesMedia;
    if (!path.closed() && (path.opened() ? carriesMedia : events.kind().isNext())) {
      events.relaySilent();
    }
  }

  void heard() {
    silent = false;
    if (inUse()) {
      events.relayHeard();
    }
  }

  /**
   * What a new connection is asked for with must not wait for a connection to the mailbox that is
   * as dead; once, since after the first time nothing of this path is worth hearing, and a relay
   * may lie. A NAT that forgot the way to the relay has forgotten the one past it, too.
   */
  @Rule("ENG-34")
  void rebound() {
    if (!path.closed() && path.opened() && !rebound) {
      rebound = true;
      channel.wayOutChanged();
      events.relayRebound();
    }
  }

  private boolean inUse() {
    return !path.closed() && path.opened() && carriesMedia;
  }
}
