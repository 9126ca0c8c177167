package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.phantomnet.desktop.ui.ReceiptWords;
import org.phantomnet.desktop.ui.Timeline;

/** What a call left in the records of both: history, privacy receipt, chat. One use. */
final class DemoRecords {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Timeline timeline;
  private final DemoReport report;
  private final DemoClient writing;

  /**
   * @param writing the device of Bob that chats
   */
  DemoRecords(Timeline timeline, DemoReport report, DemoClient writing) {
    this.timeline = timeline;
    this.report = report;
    this.writing = writing;
  }

  void check(DemoClient alice, DemoClient bob) throws DemoFailure {
    int sent = 0;
    int received = 0;
    for (DemoClient client : List.of(alice, bob)) {
      DemoClient other = client == alice ? bob : alice;
      JsonNode entries = client.history().path("entries");
      if (entries.isEmpty() || !entries.get(0).path("with").asText().equals(other.address())) {
        throw new DemoFailure(
            "call history", client.person() + "'s history does not show the call");
      }
      JsonNode entry = entries.get(0);
      timeline.event(
          client.person(),
          String.format(
              Locale.ROOT,
              "history: %s call, %s, %d s, %s",
              entry.path("outgoing").asBoolean() ? "outgoing" : "incoming",
              entry.path("mode").asText(),
              entry.path("talkedMs").asLong() / 1000,
              entry.path("result").asText()));
      report.side("history", client.person().toLowerCase(Locale.ROOT), entry.path("mode"));
      JsonNode receipt = client.awaitCall("engineReleased", LIMIT, "receipt").path("receipt");
      report.side("receipt", client.person().toLowerCase(Locale.ROOT), receipt);
      timeline.event(client.person(), ReceiptWords.of(receipt));
      if (receipt.path("packetsOutsidePolicy").asLong(-1) != 0) {
        throw new DemoFailure(
            "privacy receipt", client.person() + "'s receipt counts packets outside policy");
      }
      DemoClient reader = client == bob ? writing : alice;
      JsonNode chats = reader.chats(other);
      sent += chats.path("sent").asInt();
      received += chats.path("received").asInt();
    }
    report.chat(sent, received);
    if (sent != received || sent == 0) {
      throw new DemoFailure("chat", sent + " messages sent but " + received + " received");
    }
  }
}
