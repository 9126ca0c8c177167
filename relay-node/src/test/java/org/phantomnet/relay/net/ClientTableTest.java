package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table against a HashMap, with addresses that meet in few places. */
final class ClientTableTest {
  private static final int STEPS = 200_000;
  private static final int ADDRESSES = 300;

  private record Client(Endpoint endpoint, int spread) implements ClientTable.Entry {}

  private static Endpoint endpoint(int number) {
    Endpoint endpoint = new Endpoint();
    if (number % 2 == 0) {
      endpoint.setIpv4(0x0A000000 + number / 8, number % 8);
    } else {
      endpoint.setIpv6(0x20010DB800000000L, number / 8, number % 8, 0);
    }
    return endpoint;
  }

  @Test
  void table_behavesAsAMap() {
    Random random = new Random(1);
    ClientTable<Client> table = new ClientTable<>();
    Map<Integer, Client> model = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      int number = random.nextInt(ADDRESSES);
      Endpoint endpoint = endpoint(number);
      switch (random.nextInt(3)) {
        case 0:
          Client client = new Client(endpoint, endpoint.spread());
          table.put(client);
          model.put(number, client);
          break;
        case 1:
          Client gone = model.remove(number);
          table.remove(gone == null ? new Client(endpoint, endpoint.spread()) : gone);
          break;
        default:
          assertEquals(Optional.ofNullable(model.get(number)), table.find(endpoint));
          break;
      }
    }
    for (int number = 0; number < ADDRESSES; number++) {
      assertEquals(Optional.ofNullable(model.get(number)), table.find(endpoint(number)));
    }
  }

  @Test
  void removingAnEntryThatWasReplaced_leavesTheNewOne() {
    ClientTable<Client> table = new ClientTable<>();
    Endpoint endpoint = endpoint(4);
    Client first = new Client(endpoint, endpoint.spread());
    Client second = new Client(endpoint(4), endpoint.spread());
    table.put(first);
    table.put(second);

    table.remove(first);

    assertEquals(second, table.find(endpoint).orElseThrow());
  }
}
