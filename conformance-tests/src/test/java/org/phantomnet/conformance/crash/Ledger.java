package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one device wrote to one person, and what was promised about it: a text whose sending was
 * confirmed arrives once, texts arrive in the order written, and what was shown stays. Thread-safe.
 */
final class Ledger {
  private final String prefix;
  private final List<String> written = new ArrayList<>();
  private final Set<String> confirmed = new LinkedHashSet<>();
  private final Set<String> shown = new LinkedHashSet<>();
  private int newestShown = -1;

  Ledger(String writer, String reader) {
    this.prefix = writer + ">" + reader + " ";
  }

  boolean owns(String text) {
    return text.startsWith(prefix);
  }

  /** A new text. */
  synchronized String write() {
    String text = prefix + written.size();
    written.add(text);
    return text;
  }

  synchronized void confirmed(String text) {
    confirmed.add(text);
  }

  synchronized void shown(String text) {
    shown.add(text);
    newestShown = Math.max(newestShown, written.indexOf(text));
  }

  /** The texts that were confirmed and are newer than all that were shown. */
  synchronized int underWayCount() {
    return confirmedSince(newestShown + 1).size();
  }

  synchronized int confirmedCount() {
    return confirmed.size();
  }

  synchronized int writtenCount() {
    return written.size();
  }

  /** What was confirmed of the texts from the {@code since}th on. */
  synchronized List<String> confirmedSince(int since) {
    return written.stream().skip(since).filter(confirmed::contains).toList();
  }

  /** Whether all that was confirmed is in the reader's chat and receipted in the writer's. */
  synchronized boolean isSettled(JsonNode atWriter, JsonNode atReader) {
    Set<String> arrived = new HashSet<>(texts(atReader, false, ""));
    return arrived.containsAll(confirmed)
        && arrived.containsAll(texts(atWriter, true, ""))
        && texts(atWriter, true, "DELIVERED").size() == texts(atWriter, true, "").size();
  }

  /** Compares the stores of both with what was promised. */
  synchronized void audit(JsonNode atWriter, JsonNode atReader, Findings findings) {
    List<String> kept = texts(atWriter, true, "");
    List<String> arrived = texts(atReader, false, "");
    lacking(confirmed, kept).forEach(t -> findings.add(t + ": confirmed, not in the own chat"));
    lacking(confirmed, arrived).forEach(t -> findings.add(t + ": confirmed, but never arrived"));
    lacking(kept, arrived).forEach(t -> findings.add(t + ": in the own chat, but never arrived"));
    lacking(shown, arrived).forEach(t -> findings.add(t + ": shown, but gone"));
    inOrder(kept, "kept", findings);
    inOrder(arrived, "arrived", findings);
    int undelivered = kept.size() - texts(atWriter, true, "DELIVERED").size();
    if (undelivered > 0) {
      findings.add(prefix + ": " + undelivered + " messages are not marked as delivered");
    }
  }

  static List<String> lacking(Collection<String> wanted, Collection<String> there) {
    Set<String> all = new HashSet<>(there);
    return wanted.stream().filter(text -> !all.contains(text)).toList();
  }

  /** Each written, at most once, and later ones after earlier ones. */
  synchronized void inOrder(List<String> texts, String how, Findings findings) {
    int last = -1;
    for (String text : texts) {
      int number = written.indexOf(text);
      if (number < 0) {
        findings.add(text + ": " + how + ", but never written");
      } else if (number == last) {
        findings.add(text + ": " + how + " twice");
      } else if (number < last) {
        findings.add(text + ": " + how + " after " + prefix + last);
      }
      last = Math.max(last, number);
    }
  }

  /** Its texts in a chat, oldest first. */
  List<String> texts(JsonNode chat, boolean outgoing, String state) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : chat.path("messages")) {
      if (message.path("outgoing").asBoolean() == outgoing
          && owns(message.path("text").asText())
          && (state.isEmpty() || message.path("state").asText().equals(state))) {
        texts.add(message.path("text").asText());
      }
    }
    return texts;
  }
}
