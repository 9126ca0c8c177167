package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.protocol.signal.CallMode;

class ReceiptJsonTest {
  @Test
  void receipt_isReadBackAsItWas_andCannotBreakOutOfItsQuotes() throws Exception {
    PrivacyReceipt receipt =
        new PrivacyReceipt(
            CallMode.PRIVATE,
            Map.of("RELAY", 2, "HOST", 1),
            Map.of("RELAY", 1),
            Map.of("RELAY", 1),
            Map.of(),
            "relay\",\"x\":\"/relay",
            true,
            "DTLS_ONLY",
            0,
            ConstantRate.VIOLATED);

    JsonNode json = new ObjectMapper().readTree(ReceiptJson.of(receipt));

    assertEquals(10, json.size());
    assertEquals("VIOLATED", json.get("constantRate").asText());
    assertEquals(2, json.get("offered").get("RELAY").asInt());
    assertEquals("relay???x?:?/relay", json.get("path").asText());
    assertEquals(true, json.get("isolated").asBoolean());
  }
}
