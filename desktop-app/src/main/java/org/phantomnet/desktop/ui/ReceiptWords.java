package org.phantomnet.desktop.ui;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A call's privacy receipt in words. */
public final class ReceiptWords {
  private ReceiptWords() {}

  /** As a sentence. */
  public static String of(JsonNode receipt) {
    return "privacy receipt: sent "
        + classes(receipt.path("sent"))
        + "; admitted "
        + classes(receipt.path("admitted"))
        + "; refused "
        + classes(receipt.path("refused"))
        + "; "
        + receipt.path("packetsOutsidePolicy").asLong()
        + " packets outside policy; constant rate: "
        + RateWords.ofReceipt(receipt.path("constantRate").asText());
  }

  /** A line each, for a screen. */
  public static List<String> lines(JsonNode receipt) {
    long outside = receipt.path("packetsOutsidePolicy").asLong();
    return List.of(
        "Addresses this device could have shown:  " + classes(receipt.path("offered")),
        "Addresses it did show to the other side: " + classes(receipt.path("sent")),
        "Addresses of the other side it accepted: " + classes(receipt.path("admitted")),
        "Refused:                                 " + classes(receipt.path("refused")),
        "Path of the sound:                       " + PathWords.of(receipt.path("path").asText()),
        "Constant rate of the sound:              "
            + RateWords.ofReceipt(receipt.path("constantRate").asText()),
        "Keys of the sound:                       " + keys(receipt.path("mediaKeys").asText()),
        "Media engine kept apart from the network: "
            + (receipt.path("isolated").asBoolean() ? "yes" : "no"),
        "Packets outside the mode's rules:        "
            + outside
            + (outside == 0 ? " (as it must be)" : " (a defect: please report it)"));
  }

  private static String keys(String mediaKeys) {
    return switch (mediaKeys) {
      case "SHIELD" -> "the call's own, post-quantum, over those of DTLS-SRTP";
      case "FRAME" -> "the call's own, post-quantum, for each frame";
      default -> "those of DTLS-SRTP (classical media)";
    };
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
