package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one person wrote to the other, and what was promised about it: a text whose sending was
 * confirmed arrives once, texts arrive in the order written, and what was shown stays. Thread-safe.
 */
final class Ledger {
  private final String writer;
  private final List<String> written = new ArrayList<>();
  private final Set<String> confirmed = new LinkedHashSet<>();
  private final Set<String> shown = new LinkedHashSet<>();

  Ledger(String writer) {
    this.writer = writer;
  }

  /** A new text. */
  synchronized String write() {
    String text = writer + " " + written.size();
    written.add(text);
    return text;
  }

  synchronized void confirmed(String text) {
    confirmed.add(text);
  }

  synchronized void shown(String text) {
    shown.add(text);
  }

  synchronized int confirmedCount() {
    return confirmed.size();
  }

  synchronized int writtenCount() {
    return written.size();
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
    lacking(arrived, new HashSet<>(written))
        .forEach(t -> findings.add(t + ": arrived, but never written"));
    inOrder(kept, "kept", findings);
    inOrder(arrived, "arrived", findings);
    int undelivered = kept.size() - texts(atWriter, true, "DELIVERED").size();
    if (undelivered > 0) {
      findings.add(writer + ": " + undelivered + " messages are not marked as delivered");
    }
  }

  private static List<String> lacking(Iterable<String> wanted, Collection<String> there) {
    Set<String> all = new HashSet<>(there);
    List<String> lacking = new ArrayList<>();
    wanted.forEach(
        text -> {
          if (!all.contains(text)) {
            lacking.add(text);
          }
        });
    return lacking;
  }

  /** Each at most once, and later ones after earlier ones. */
  private void inOrder(List<String> texts, String how, Findings findings) {
    int last = -1;
    for (String text : texts) {
      int number = written.indexOf(text);
      if (number == last) {
        findings.add(text + ": " + how + " twice");
      } else if (number < last) {
        findings.add(text + ": " + how + " after " + writer + " " + last);
      }
      last = Math.max(last, number);
    }
  }

  private static List<String> texts(JsonNode chats, boolean outgoing, String state) {
    List<String> texts = new ArrayList<>();
    for (JsonNode message : chats.path("messages")) {
      if (message.path("outgoing").asBoolean() == outgoing
          && (state.isEmpty() || message.path("state").asText().equals(state))) {
        texts.add(message.path("text").asText());
      }
    }
    return texts;
  }
}
