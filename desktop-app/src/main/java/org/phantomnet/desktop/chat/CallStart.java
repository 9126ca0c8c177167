package org.phantomnet.desktop.chat;

import java.util.List;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.client.WaitingCall;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.StoreException;

/**
 * Begins a call, placed or answered, as soon as relays and grants are there: right after the start
 * they are still being fetched. Waits without blocking. Thread-safe.
 */
final class CallStart {
  private final Desk desk;

  CallStart(Desk desk) {
    this.desk = desk;
  }

  /**
   * @param what short, for whatever says that it waits
   */
  void begin(boolean outgoing, ChatState.Wanted wanted, Command.Action what)
      throws MessengerException, ClientException {
    if (desk.control().client().canCall(outgoing)) {
      what.run(new Arguments(List.of()));
      return;
    }
    drop();
    WaitingCall waiting =
        desk.control().client().waitingCall(outgoing, () -> beginNow(wanted, what));
    desk.state().setWaiting(new ChatState.Waiting(wanted, waiting));
    desk.answer(
        Answer.done(
            "waiting-for-relays",
            line -> line.put("with", wanted.contact().text()),
            ScreenWords.waitingForRelays(desk.name(wanted.contact()))));
    waiting.start();
  }

  private void beginNow(ChatState.Wanted wanted, Command.Action what) {
    desk.state().takeWaiting(wanted);
    try {
      what.run(new Arguments(List.of()));
    } catch (MessengerException | ClientException | StoreException e) {
      desk.fail(Failure.of(e).orElseThrow());
    }
  }

  /**
   * @return whether one waited and is dropped
   */
  boolean drop() {
    return desk.state().takeWaiting().filter(waiting -> waiting.call().drop()).isPresent();
  }

  /** A call that is over is not answered any more. */
  void over(CallSnapshot ended) {
    desk.state().takeWaitingFor(ended.call()).ifPresent(waiting -> waiting.call().drop());
  }
}
