package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.Listener;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

final class TurnServerTest {
  @Test
  void portInUse_isAnError_notASharedPort() throws Exception {
    for (ListenerKind kind : ListenerKind.values()) {
      try (TurnBed bed = new TurnBed()) {
        int port = bed.server.socketAddress(kind).getPort();
        TurnConfig same = withListener(new Listener(kind, TurnBed.LOOPBACK, port));

        assertThrows(IOException.class, () -> TurnServer.start(same));
        assertEquals(StunClass.SUCCESS, bed.client(kind).allocate().messageClass());
      }
    }
  }

  @Test
  void closedServer_freesItsPorts() throws Exception {
    TurnBed first = new TurnBed();
    Listener udp = first.server.addresses().get(0);
    first.client(ListenerKind.UDP).allocated();
    first.close();
    first.server.close();

    try (TurnServer again = TurnServer.start(withListener(udp))) {
      assertEquals(List.of(udp), again.addresses());
    }
  }

  @Test
  void listenerInsideTheRelayedRange_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> withListener(new Listener(ListenerKind.UDP, TurnBed.LOOPBACK, TurnBed.MIN_PORT)));
  }

  @Test
  void whatIsPrinted_namesNoAddressOrCredential() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      bed.client(ListenerKind.UDP).allocated();

      String printed =
          TurnBed.config() + " " + bed.server.addresses() + " " + bed.server.counters();

      assertFalse(printed.contains("127"));
      assertFalse(printed.contains(TurnBed.REALM));
      assertEquals(1, bed.count(Counter.ALLOCATIONS_MADE));
    }
  }

  private static TurnConfig withListener(Listener listener) {
    return ConfigDraft.changed(TurnBed.config(), draft -> draft.listeners = List.of(listener));
  }
}
