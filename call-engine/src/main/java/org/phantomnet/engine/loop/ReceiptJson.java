package org.phantomnet.engine.loop;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.phantomnet.engine.privacy.PrivacyReceipt;

/**
 * A receipt as it is kept with the history: JSON with sorted keys. Every text in it is an own
 * constant or a class.
 */
final class ReceiptJson {
  private ReceiptJson() {}

  static String of(PrivacyReceipt receipt) {
    StringBuilder json = new StringBuilder("{");
    json.append("\"mode\":").append(text(receipt.mode().name()));
    json.append(",\"offered\":").append(counts(receipt.offered()));
    json.append(",\"sent\":").append(counts(receipt.sent()));
    json.append(",\"admitted\":").append(counts(receipt.admitted()));
    json.append(",\"refused\":").append(counts(receipt.refused()));
    json.append(",\"path\":").append(text(receipt.path()));
    json.append(",\"isolated\":").append(receipt.isolated());
    json.append(",\"mediaKeys\":").append(text(receipt.mediaKeys()));
    json.append(",\"packetsOutsidePolicy\":").append(receipt.packetsOutsidePolicy());
    json.append(",\"constantRate\":").append(text(receipt.constantRate().name()));
    return json.append('}').toString();
  }

  private static String counts(Map<String, Integer> counts) {
    StringBuilder json = new StringBuilder("{");
    Iterator<Map.Entry<String, Integer>> entries = new TreeMap<>(counts).entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, Integer> entry = entries.next();
      json.append(text(entry.getKey())).append(':').append(entry.getValue());
      if (entries.hasNext()) {
        json.append(',');
      }
    }
    return json.append('}').toString();
  }

  /**
   * Only letters, digits and a few marks are kept: an engine's words cannot break out of the
   * quotes.
   */
  private static String text(String value) {
    return '"' + value.replaceAll("[^A-Za-z0-9 _/.:-]", "?") + '"';
  }
}
