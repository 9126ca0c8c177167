package org.phantomnet.desktop.chat;

import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.MoveWords;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/** Says the steps of a call and of the connection in plain lines, each once. */
final class PlainCalls implements Client.Listener {
  private final PlainFace face;
  private final ChatController controller;
  private String said = "";

  PlainCalls(PlainFace face, ChatController controller) {
    this.face = face;
    this.controller = controller;
  }

  @Override
  public synchronized void callChanged(CallSnapshot call) {
    if (call.phase() == CallSnapshot.Phase.ENDED) {
      return; // a notice says it
    }
    boolean verified = controller.isVerified(call.contact());
    String line =
        CallWords.phase(call)
            + " "
            + controller.desk().name(call.contact())
            + ". "
            + ModeWords.name(call.mode())
            + ": "
            + ModeWords.label(call.mode(), call.addressShown())
            + ". "
            + call.switching().map(to -> ModeWords.switching(call, to) + " ").orElse("")
            + call.requested().map(to -> requested(call, to) + " ").orElse("")
            + video(call)
            + CallWords.lock(call, verified)
            + continued(call)
            + (!call.outgoing() && CallCommands.isRinging(call.phase())
                ? " " + ScreenWords.ANSWER_OR_DECLINE
                : "")
            + (call.phase() == CallSnapshot.Phase.RECONNECTING
                ? " (" + CallWords.RECONNECTING + ")"
                : "");
    if (!line.equals(said)) {
      said = line;
      face.say(line, !call.outgoing() && CallCommands.isRinging(call.phase()));
    }
  }

  private String continued(CallSnapshot call) {
    boolean rings = !call.outgoing() && CallCommands.isRinging(call.phase());
    return rings && call.continues().isPresent()
        ? " " + MoveWords.continues(controller.desk().name(call.contact()))
        : "";
  }

  private String video(CallSnapshot call) {
    boolean rings = !call.outgoing() && CallCommands.isRinging(call.phase());
    return switch (call.video()) {
      case SOUND -> "";
      case ASKING -> VideoWords.ASKING + " ";
      case ASKED ->
          VideoWords.asks(controller.desk().name(call.contact()))
              + ". "
              + VideoWords.HOW_TO_SAY_YES
              + " "
              + VideoWords.HOW_TO_SAY_NO
              + " ";
      case AGREED -> VideoWords.COMING + " ";
      case VIDEO ->
          (rings ? VideoWords.RINGS : "Video: " + VideoWords.of(call.pictures()) + ".") + " ";
    };
  }

  /** The other side's pictures arrive. */
  void seen(SmallPicture picture) {
    face.say(picture.words() + ".", false);
  }

  private String requested(CallSnapshot call, CallMode to) {
    return ConsentWords.requested(controller.desk().name(call.contact()), call.mode(), to);
  }

  @Override
  public void linkedHere(UserAddress self) {
    face.say(LinkWords.NOT_MOVED, false);
  }

  @Override
  public void callsReady() {
    face.say(ScreenWords.CALLS_READY, false);
  }

  @Override
  public void connectionState(Mailbox.ConnectionState state) {
    if (state == Mailbox.ConnectionState.QUEUE_DELIVERED) {
      face.say(ScreenWords.connection(state), false);
    }
  }
}
