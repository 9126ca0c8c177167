package org.phantomnet.protocol.signal;

/** The call messages by their number on the wire; the number is part of every MAC (SIG-11). */
public enum MessageType {
  OFFER(1),
  RING(2),
  ANSWER(3),
  CONFIRM(4),
  CANDIDATE(5),
  ACCEPT(6),
  DECLINE(7),
  SELECTED(8),
  REKEY(9),
  MODE_SWITCH_REQUEST(10),
  MODE_SWITCH_ACK(11),
  UPDATE(12),
  MEDIA_REQUEST(13),
  MEDIA_ACK(14),
  MOVE(15),
  HANGUP(16),
  NONCE_CHALLENGE(17),
  NONCE_RESPONSE(18);

  private final int number;

  MessageType(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
