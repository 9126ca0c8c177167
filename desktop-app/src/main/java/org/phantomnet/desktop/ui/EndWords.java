package org.phantomnet.desktop.ui;

import org.phantomnet.engine.api.EndReason;

/**
 * Why a call ended, in plain words: the one place, to be translated. No text suggests weakening
 * privacy (ADV-38).
 */
public final class EndWords {
  private EndWords() {}

  public static String of(EndReason reason) {
    return switch (reason) {
      case HUNG_UP_LOCALLY -> "You ended the call.";
      case HUNG_UP_REMOTELY -> "The other side ended the call.";
      case CANCELLED -> "The call was cancelled before it was answered.";
      case MISSED -> "Missed call.";
      case DECLINED_LOCALLY -> "You declined the call.";
      case DECLINED_REMOTELY -> "The call was declined.";
      case BUSY -> "The other side is in another call.";
      case MODE_TOO_WEAK ->
          "Your contact only takes calls in a stricter mode. Call again in that mode.";
      case UNSUPPORTED -> "The other side's version cannot take this call. Ask them to update.";
      case PQ_REQUIRED ->
          "You or your contact require post-quantum protection, which this call would not have had. See /require-pq.";
      case NOT_A_CONTACT -> "You can only call people who have accepted your contact request.";
      case BLOCKED -> "You have blocked this contact.";
      case IDENTITY_CHANGED ->
          "The contact's safety number has changed. Compare it again before you call.";
      case NO_ANSWER -> "No answer.";
      case CONNECT_TIMEOUT ->
          "The call could not be connected in time. Check your network and try again.";
      case RECONNECT_TIMEOUT ->
          "Nothing came from the other side any more: their relay or their network stopped working. The call was ended.";
      case ACCEPTED_ELSEWHERE -> "Answered on another device.";
      case DECLINED_ELSEWHERE -> "Declined on another device.";
      case GLARE_LOST -> "You called each other at the same time; the other call goes on.";
      case NO_RELAY ->
          "No relay is known yet. Wait until the relay list has been fetched, then try again.";
      case NO_GRANT ->
          "No relay permission is at hand yet. It is fetched in the background; try again in a minute.";
      case NO_SECOND_OPERATOR ->
          "There is no relay of a second operator, so one relay would have seen both sides. The call was not placed.";
      case RELAY_UNREACHABLE ->
          "Your relay cannot be reached. Try again; another relay will be used if one is known.";
      case RELAY_LOST -> "Your relay stopped working, so the call was ended.";
      case PEER_RELAY_LOST -> "The other side's relay stopped working, so the call was ended.";
      case ENGINE_DIED -> "The media engine stopped unexpectedly. Call again.";
      case PEER_ENGINE_DIED -> "The other side's media engine stopped unexpectedly. Call again.";
      case ENGINE_REFUSED ->
          "The media engine could not start. Look at the system packages named by ./phantom demo.";
      case SECURITY_FAILURE ->
          "A security check failed, so the call was stopped. Compare your safety numbers.";
      case PEER_RESTARTED -> "The other side's app was restarted.";
      case MESSAGE_NOT_SENT ->
          "The call could not be signalled. Check the connection to your mailbox.";
      case INTERNAL_ERROR -> "Something went wrong inside the app, so the call was stopped.";
    };
  }
}
