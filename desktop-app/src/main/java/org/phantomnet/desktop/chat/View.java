package org.phantomnet.desktop.chat;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.mailbox.Mailbox;

/**
 * All that the screen shows at one moment. Immutable; names are clean, messages are not yet.
 *
 * @param preview what a call would show
 * @param reply what came of the last command
 * @param choices what Tab offers
 * @param scroll lines up from the newest, or down from the top of a panel
 */
record View(
    String self,
    Mailbox.ConnectionState connection,
    boolean unlinked,
    boolean callsReady,
    boolean testEstate,
    List<Row> chats,
    Optional<Open> open,
    Optional<Call> call,
    Optional<OwnPreview.Shown> preview,
    Optional<Panel> panel,
    Optional<Question> question,
    List<Notice> notices,
    Optional<Notice> reply,
    List<String> choices,
    String input,
    int cursor,
    boolean working,
    int scroll,
    ZoneId zone) {
  /** A line of the list of chats. */
  record Row(String name, int unread, String mark, boolean open) {}

  /** The open chat. */
  record Open(String name, String state, boolean warning, List<ChatMessage> messages) {}

  /**
   * The call that runs.
   *
   * @param picture of the other side
   * @param own what is let out of the own camera
   */
  record Call(
      CallSnapshot snapshot,
      String name,
      boolean verified,
      Optional<SmallPicture> picture,
      Optional<BlackoutState> own) {
    /** Without any picture. */
    Call(CallSnapshot snapshot, String name, boolean verified) {
      this(snapshot, name, verified, Optional.empty(), Optional.empty());
    }

    /** What is shown of the other side. */
    Optional<SmallPicture> shown() {
      return picture.filter(
          any -> snapshot.video() == VideoStage.VIDEO && snapshot.pictures().watches());
    }

    /** What is let out of the own camera, if its pictures are sent. */
    Optional<BlackoutState> sent() {
      return own.filter(any -> snapshot.video() == VideoStage.VIDEO && snapshot.pictures().shows());
    }
  }
}
