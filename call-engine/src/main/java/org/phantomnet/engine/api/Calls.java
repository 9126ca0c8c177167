package org.phantomnet.engine.api;

import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * The calls of one device: what a person can do.
 *
 * <p><b>Threads.</b> Thread-safe; every method but {@link #close} returns at once, and its effect
 * shows in the snapshots. <b>Errors.</b> None is thrown: a call that cannot be is one that ends at
 * once, with an {@link EndReason}; an action that does not fit the call's state, or names no call,
 * changes nothing. <b>Lifetime.</b> From the start of the engine until {@link #close}; after that
 * every action is ignored. Calls do not outlive the process; their entries in the history do.
 */
public interface Calls extends AutoCloseable {
  /** Starts a call. The snapshot with the returned id follows; a refusal ends it with a reason. */
  CallId start(UserAddress contact, MediaKind media, CallMode mode);

  /** Takes a call that rings, and opens microphone and speaker once it may be heard. */
  void answer(CallId call);

  /** Ends a call that rings; the caller is told only if it may hear of this device (RING-2). */
  void decline(CallId call);

  /** Ends a call in whatever phase it is. */
  void hangup(CallId call);

  /** Muted, silence is sent at the same rate: nobody on the way can tell (DESIGN 4). */
  void setMuted(CallId call, boolean muted);

  /**
   * Held, silence is sent as when muted, and nothing of the other side is played; the other side is
   * not told, and nobody on the way can tell (WIRE-7). Only of a call in which people talk; lasts
   * until ended by the person or with the call.
   */
  void setHeld(CallId call, boolean held);

  /**
   * What is sent and shown of pictures from now on; once a snapshot says so, no picture is taken
   * that the choice does not show (CALL-70). The other side is not told. Only of a call with video
   * that rings here or was answered; lasts, over interruptions too, until changed or with the call.
   */
  void setPictures(CallId call, PictureChoice pictures);

  /**
   * Asks the other side for another mode: a connection in that mode is made beside the one in use,
   * and takes its place. What is stricter the other side grants by itself (CALL-61); what is weaker
   * only its person, so warn the person here first (CALL-65). Only of a call in which people talk;
   * a mode that a rule, this device or the other has not changes nothing. The mode in use takes
   * back what was asked for, unless the other side has said yes by then (CALL-91).
   */
  void switchMode(CallId call, CallMode to);

  /** Answers {@link CallSnapshot#requested}: what the other side asks for is weaker (CALL-66). */
  void answerSwitch(CallId call, boolean approved);

  /**
   * Takes the call to another device of this account: it rings there, and goes on there when its
   * person takes it; until then, and if nobody does, it goes on here (CALL-80). {@link
   * CallSnapshot#move} says what becomes of it.
   */
  void move(CallId call, int device);

  /**
   * Asks the other side's person for video in a call of sound (CALL-72); with a yes, pictures of
   * this side are sent as by {@link PictureChoice#ALL}. It also is a yes to what the other side
   * asks. Nothing follows where a device or mode has no video, or it was asked too often (CALL-74).
   */
  void requestVideo(CallId call);

  /**
   * Says yes to {@link VideoStage#ASKED}: a connection with video is made beside the one in use.
   *
   * @param pictures what of them is sent and shown here
   */
  void approveVideo(CallId call, PictureChoice pictures);

  /** Says no to it, as half a minute without an answer does. */
  void declineVideo(CallId call);

  /**
   * Makes it a call of sound: no picture is sent or shown from here once a snapshot says so, and
   * the other side's stop too (CALL-77). Takes back {@link #requestVideo} as well, and declines.
   */
  void endVideo(CallId call);

  /**
   * The listener is told each change from now on, on the call loop, one at a time and in order; it
   * must return quickly and not throw. Listeners stay until the engine closes.
   */
  void subscribe(Listener listener);

  /** Ends every call (HANGUP), waits until engines are released, stops the loop. */
  @Override
  void close();

  /** Receives each change of each call. */
  interface Listener {
    void changed(CallSnapshot snapshot);
  }
}
