package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random octets pass, and one planted packet does not. */
class RandomnessTest {
  private static final String TEXT = "Shall we meet at the harbour at nine? Bring the violin.";

  private static List<Octets> random(int payloads, int length, long seed) {
    Random random = new Random(seed);
    List<Octets> flow = new ArrayList<>();
    for (int i = 0; i < payloads; i++) {
      byte[] payload = new byte[length];
      random.nextBytes(payload);
      flow.add(Octets.of(payload));
    }
    return flow;
  }

  private static List<String> findings(List<Octets> flow) {
    return Randomness.findings(Map.of("flow", flow));
  }

  @Test
  void randomOctets_inManyCaptures_raiseNoAlarm() {
    for (int seed = 0; seed < 100; seed++) {
      assertEquals(List.of(), findings(random(2_000, 90, seed)));
      assertEquals(List.of(), findings(random(100, 1_400, seed)));
    }
  }

  @Test
  void onePlantedPayload_amongThousands_isFound() {
    for (byte[] planted :
        List.of(
            TEXT.getBytes(StandardCharsets.UTF_8),
            new byte[90],
            Frames.join(
                new Random(1)
                    .ints(64, 0, 16)
                    .mapToObj(i -> new byte[] {(byte) i})
                    .toArray(byte[][]::new)))) {
      List<Octets> flow = random(2_000, 90, 3);
      flow.set(1_234, Octets.of(planted));

      assertEquals(1, findings(flow).size(), () -> Octets.of(planted).hex(20));
    }
  }

  @Test
  void weakShare_ofPlainTextInEveryPayload_isFoundInTheFlow() {
    List<Octets> flow = new ArrayList<>();
    for (Octets payload : random(2_000, 90, 4)) {
      byte[] mixed = payload.copy();
      mixed[40] &= 0x7f;
      mixed[41] &= 0x7f;
      mixed[50] &= 0x7f;
      mixed[51] &= 0x7f;
      flow.add(Octets.of(mixed));
    }

    assertTrue(findings(flow).toString().contains("not evenly spread"), () -> "" + findings(flow));
  }

  @Test
  void repeatedBeginning_isFound() {
    List<Octets> flow = random(100, 40, 5);
    byte[] again = flow.get(80).copy();
    System.arraycopy(flow.get(7).copy(), 0, again, 0, 8);
    flow.set(80, Octets.of(again));

    assertEquals(1, findings(flow).size());
  }
}
