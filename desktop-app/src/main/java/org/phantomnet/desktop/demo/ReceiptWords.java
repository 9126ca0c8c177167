package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A call's privacy receipt as a sentence. */
final class ReceiptWords {
  private ReceiptWords() {}

  static String of(JsonNode receipt) {
    return "privacy receipt: sent "
        + classes(receipt.path("sent"))
        + "; admitted "
        + classes(receipt.path("admitted"))
        + "; refused "
        + classes(receipt.path("refused"))
        + "; "
        + receipt.path("packetsOutsidePolicy").asLong()
        + " packets outside policy";
  }

  private static String classes(JsonNode counts) {
    List<String> words = new ArrayList<>();
    counts
        .fields()
        .forEachRemaining(
            entry ->
                words.add(
                    entry.getValue().asInt()
                        + " "
                        + entry.getKey().toLowerCase(Locale.ROOT).replace('_', ' ')));
    return words.isEmpty() ? "nothing" : String.join(", ", words);
  }
}
