package org.phantomnet.desktop.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.client.WaitingCall;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;

/** What the chat remembers while it runs, beside what is stored. Thread-safe. */
final class ChatState {
  private static final int MOST_NOTICES = 50;
  private static final int MOST_OVER = 100;

  /** The number that the person was shown and may now vouch for. */
  record Shown(UserAddress contact, SafetyNumber number) {}

  /**
   * A call that is to begin.
   *
   * @param incoming the one to be answered, if it is not placed
   */
  record Wanted(UserAddress contact, Optional<CallId> incoming) {}

  /** A call that waits for relays. */
  record Waiting(Wanted wanted, WaitingCall call) {}

  private Optional<Waiting> waiting = Optional.empty();
  private Optional<UserAddress> open = Optional.empty();
  private Optional<CallSnapshot> call = Optional.empty();
  private Optional<Question> question = Optional.empty();
  private Optional<Panel> panel = Optional.empty();
  private Optional<Shown> shown = Optional.empty();
  private Mailbox.ConnectionState connection = Mailbox.ConnectionState.CONNECTING;
  private boolean callsReady;
  private boolean unlinked;
  private long storeVersion;
  private boolean quitting;
  private final Deque<Notice> notices = new ArrayDeque<>();

  /** Calls that ended; snapshots of them go on for a while, also beside a newer call's. */
  private final Deque<CallId> over = new ArrayDeque<>();

  synchronized Optional<UserAddress> open() {
    return open;
  }

  synchronized void setOpen(UserAddress contact) {
    open = Optional.of(contact);
    panel = Optional.empty();
  }

  synchronized void closeChat() {
    open = Optional.empty();
  }

  /** The newest call, ended or not. */
  synchronized Optional<CallSnapshot> call() {
    return call;
  }

  synchronized Optional<CallSnapshot> liveCall() {
    return call.filter(snapshot -> snapshot.phase() != CallSnapshot.Phase.ENDED);
  }

  /**
   * Takes a snapshot of the newest call; of an older one only its end is of interest, to others.
   *
   * @return whether this call just ended
   */
  synchronized boolean setCall(CallSnapshot snapshot) {
    boolean known = call.filter(shown -> shown.call().equals(snapshot.call())).isPresent();
    boolean endedBefore = over.contains(snapshot.call());
    if (known || isContinued(snapshot) || (liveCall().isEmpty() && !endedBefore)) {
      call = Optional.of(snapshot);
    }
    boolean justEnded = snapshot.phase() == CallSnapshot.Phase.ENDED && !endedBefore;
    if (justEnded) {
      over.addLast(snapshot.call());
      if (over.size() > MOST_OVER) {
        over.removeFirst();
      }
    }
    return justEnded;
  }

  /** The other side took the call that is shown to another device. */
  private boolean isContinued(CallSnapshot now) {
    return now.outgoing()
        && now.phase() != CallSnapshot.Phase.ENDED
        && now.continues().isPresent()
        && now.continues().equals(liveCall().map(CallSnapshot::call));
  }

  synchronized Optional<Waiting> waiting() {
    return waiting;
  }

  synchronized void setWaiting(Waiting call) {
    waiting = Optional.of(call);
  }

  synchronized Optional<Waiting> takeWaiting() {
    Optional<Waiting> taken = waiting;
    waiting = Optional.empty();
    return taken;
  }

  synchronized void takeWaiting(Wanted wanted) {
    waiting = waiting.filter(call -> !call.wanted().equals(wanted));
  }

  synchronized Optional<Waiting> takeWaitingFor(CallId incoming) {
    Optional<Waiting> found =
        waiting.filter(call -> call.wanted().incoming().equals(Optional.of(incoming)));
    if (found.isPresent()) {
      waiting = Optional.empty();
    }
    return found;
  }

  synchronized Optional<Question> question() {
    return question;
  }

  synchronized void ask(Question asked) {
    question = Optional.of(asked);
  }

  synchronized Optional<Question> takeQuestion() {
    Optional<Question> taken = question;
    question = Optional.empty();
    return taken;
  }

  synchronized Optional<Panel> panel() {
    return panel;
  }

  synchronized void show(Panel shownPanel) {
    panel = Optional.of(shownPanel);
  }

  synchronized void closePanel() {
    panel = Optional.empty();
  }

  synchronized void setShown(UserAddress contact, SafetyNumber number) {
    shown = Optional.of(new Shown(contact, number));
  }

  synchronized Optional<SafetyNumber> shown(UserAddress contact) {
    return shown.filter(what -> what.contact().equals(contact)).map(Shown::number);
  }

  synchronized Mailbox.ConnectionState connection() {
    return connection;
  }

  synchronized void setConnection(Mailbox.ConnectionState state) {
    connection = state;
  }

  synchronized boolean callsReady() {
    return callsReady;
  }

  synchronized void setCallsReady() {
    callsReady = true;
  }

  /** This device was unlinked. */
  synchronized boolean isUnlinked() {
    return unlinked;
  }

  synchronized void setUnlinked() {
    unlinked = true;
  }

  /** Rises whenever something stored may be different. */
  synchronized long storeVersion() {
    return storeVersion;
  }

  synchronized void storeChanged() {
    storeVersion++;
  }

  synchronized void add(Notice notice) {
    notices.addLast(notice);
    if (notices.size() > MOST_NOTICES) {
      notices.removeFirst();
    }
  }

  /** What it told of is over. */
  synchronized void drop(String text) {
    notices.removeIf(notice -> notice.text().equals(text));
  }

  synchronized void clearNotices() {
    notices.clear();
  }

  synchronized List<Notice> notices() {
    return new ArrayList<>(notices);
  }

  synchronized void quit() {
    quitting = true;
  }

  synchronized boolean isQuitting() {
    return quitting;
  }
}
