package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.ChatSummary;
import org.phantomnet.protocol.id.UserAddress;

/**
 * What the screen shows of the store, kept until something changed: of the open chat as many of the
 * newest messages as can be in sight. One thread.
 */
final class StoredView {
  static final int PAGE = 200;

  /** Messages may vanish by auto-delete without a word. */
  private static final Duration KEPT = Duration.ofSeconds(5);

  /** A queued message becomes a sent one without a word. */
  private static final Duration KEPT_WHILE_SENDING = Duration.ofSeconds(1);

  /** What was read. Immutable. */
  record Stored(
      String self, List<View.Row> rows, Optional<View.Open> chat, Set<UserAddress> verified) {
    Stored {
      rows = List.copyOf(rows);
      verified = Set.copyOf(verified);
    }
  }

  private final Desk desk;
  private Optional<Stored> kept = Optional.empty();
  private Optional<UserAddress> keptOpen = Optional.empty();
  private Instant until = Instant.EPOCH;
  private long version = -1;
  private int page;

  StoredView(Desk desk) {
    this.desk = desk;
  }

  /**
   * @param scroll lines up from the newest: a message has one at least
   */
  Stored read(Optional<UserAddress> open, int scroll) throws ClientException {
    int wanted = (scroll / PAGE + 1) * PAGE;
    long now = desk.state().storeVersion();
    if (kept.isPresent()
        && now == version
        && wanted == page
        && open.equals(keptOpen)
        && desk.clock().instant().isBefore(until)) {
      return kept.get();
    }
    Stored read = fresh(open, wanted);
    kept = Optional.of(read);
    keptOpen = open;
    page = wanted;
    version = now;
    boolean sending =
        read.chat().stream()
            .flatMap(chat -> chat.messages().stream())
            .anyMatch(message -> message.state() == ChatMessage.State.QUEUED);
    until = desk.clock().instant().plus(sending ? KEPT_WHILE_SENDING : KEPT);
    return read;
  }

  private Stored fresh(Optional<UserAddress> open, int atMost) throws ClientException {
    List<View.Row> rows = new ArrayList<>();
    Set<UserAddress> verified = new HashSet<>();
    Optional<View.Open> chat = Optional.empty();
    for (ChatSummary summary : desk.messenger().chatList()) {
      UserAddress who = summary.contact().address();
      boolean isOpen = open.filter(who::equals).isPresent();
      rows.add(row(summary, isOpen));
      if (Desk.isVerified(summary.contact().policy())) {
        verified.add(who);
      }
      if (isOpen) {
        chat =
            Optional.of(
                new View.Open(
                    desk.name(who),
                    ScreenWords.state(summary.contact()),
                    !Desk.isVerified(summary.contact().policy()),
                    desk.messenger().chats(who, atMost)));
      }
    }
    String self = desk.messenger().self().map(UserAddress::text).orElse("");
    return new Stored(self, rows, chat, verified);
  }

  private View.Row row(ChatSummary summary, boolean open) {
    Contact contact = summary.contact();
    boolean plain =
        contact.state() == Contact.State.ACCEPTED
            && !contact.policy().blocked()
            && contact.policy().identityAcknowledged();
    String last = summary.last().map(message -> SafeText.line(message.text())).orElse("");
    return new View.Row(
        desk.name(contact.address()),
        summary.unread(),
        plain ? last : ScreenWords.state(contact),
        open);
  }
}
