package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** routes.txt, cell by cell, against a running server. */
final class RoutesTest {
  private static final StunClass[] COLUMNS = {
    StunClass.REQUEST, StunClass.INDICATION, StunClass.SUCCESS, StunClass.ERROR
  };

  @Test
  @Covers("TURN-21")
  void everyClassOfEveryMethod_doesWhatTheTableSays() throws Exception {
    List<String> rows;
    try (InputStream in = RoutesTest.class.getResourceAsStream("routes.txt")) {
      rows =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList();
    }
    assertEquals(18, rows.size());
    try (TurnBed bed = new TurnBed();
        TurnClient client = bed.client(ListenerKind.UDP)) {
      for (String row : rows) {
        String[] cells = row.split(" ");
        for (int i = 0; i < COLUMNS.length; i++) {
          assertEquals(
              cells[1 + i],
              done(bed, client, Integer.decode(cells[0]), COLUMNS[i]),
              row + ", column " + i);
        }
      }
    }
  }

  private static String done(TurnBed bed, TurnClient client, int method, StunClass messageClass)
      throws Exception {
    long requests = bed.count(Counter.REQUESTS);
    long dropped = bed.count(Counter.DROPPED_UNEXPECTED);
    byte[] message = new byte[20];
    int c = messageClass.bits();
    int type =
        (method & 0x00F)
            | (method & 0x070) << 1
            | (method & 0xF80) << 2
            | (c & 0b01) << 4
            | (c & 0b10) << 7;
    message[0] = (byte) (type >> 8);
    message[1] = (byte) type;
    System.arraycopy(new byte[] {0x21, 0x12, (byte) 0xa4, 0x42}, 0, message, 4, 4);
    client.wire.send(message);
    boolean answered = false;
    if (messageClass == StunClass.REQUEST && List.of(1, 3, 4, 8, 9).contains(method)) {
      answered = type == (client.receive().type() & ~0x0110);
    }
    client.assertNothingReceived();
    if (answered && bed.count(Counter.REQUESTS) == requests + 2) {
      return "answers";
    }
    return bed.count(Counter.DROPPED_UNEXPECTED) == dropped + 1 ? "drops" : "takes";
  }
}
