package org.phantomnet.desktop.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.media.pipe.AudioShape;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

class RateWordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NOT_OFFERED|not offered in this mode|not offered in this mode",
        "UNVERIFIED|on, not yet verified|on, not verified at the end",
        "VERIFIED|on, verified|on, verified",
        "VIOLATED|violated|violated"
      })
  @Covers("WIRE-14")
  void words_duringACall_andInItsReceipt(ConstantRate rate, String now, String afterwards) {
    ObjectNode receipt = new ObjectMapper().createObjectNode().put("constantRate", rate.name());

    assertEquals(now, RateWords.of(rate));
    assertTrue(RateWords.sentence(rate).startsWith("Constant rate: " + now + "."));
    assertTrue(ReceiptWords.of(receipt).endsWith("constant rate: " + afterwards));
    assertTrue(
        ReceiptWords.lines(receipt).stream().anyMatch(line -> line.endsWith(" " + afterwards)));
  }

  @Test
  void receiptOfAnOlderVersion_saysThatItIsNotKnown() {
    assertTrue(
        ReceiptWords.of(new ObjectMapper().createObjectNode())
            .endsWith("constant rate: not known"));
  }

  @Test
  @Covers("WIRE-6")
  void engine_packsAsTheModePromises() {
    assertEquals(20, AudioShape.of(CallMode.PRIVATE).packetMillis());
    assertEquals(60, AudioShape.of(CallMode.PARANOID).packetMillis());
    for (CallMode mode : CallMode.values()) {
      boolean constant = AudioShape.of(mode).rate() == AudioShape.Rate.CONSTANT;
      assertEquals(constant, ConstantRate.before(mode) != ConstantRate.NOT_OFFERED);
    }
  }
}
