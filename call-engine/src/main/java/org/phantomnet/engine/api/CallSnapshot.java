package org.phantomnet.engine.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * All a screen needs to know of one call at one moment: never combine two. Immutable; safe to keep
 * and to hand to another thread. Its {@code toString} names nobody.
 *
 * @param mode of the connection in use
 * @param switching the mode that this side asked for or both agreed on, while no connection in it
 *     is in use (CALL-63)
 * @param requested the weaker mode that the other side asks for, until the person answers (CALL-66)
 * @param wish what there is to say of the last own wish for another mode
 * @param addressShown the other side may have seen this device's address in this call
 * @param keysConfirmed both key confirmations were checked
 * @param gateOpen media may flow
 * @param media of the connection in use, while both people want video in the call, else sound
 * @param video whether there is video, and who asks for it; before people talk, what the call is to
 *     have
 * @param pictures what the person chose; without video that both agreed on always ALL
 * @param connections that carried it so far, 1 at first: one more each time a new one was made
 *     beside the old one (CALL-55)
 * @param move of this call to another device of this person
 * @param continues the call that went, or is to go, on as this one; of a call taken here it is what
 *     the caller says, for words only (CALL-82)
 * @param end present exactly in {@link Phase#ENDED}
 * @param path present once connected
 * @param constantRate whether sound leaves in packets of one size at one rate, looked at each
 *     second
 * @param required the weakest mode the callee would take; present exactly with MODE_TOO_WEAK
 */
public record CallSnapshot(
    CallId call,
    UserAddress contact,
    boolean outgoing,
    Phase phase,
    CallMode mode,
    Optional<CallMode> switching,
    Optional<CallMode> requested,
    Optional<ModeWish> wish,
    boolean addressShown,
    MediaKind media,
    VideoStage video,
    boolean keysConfirmed,
    boolean transportConnected,
    boolean gateOpen,
    boolean firstAudioHeard,
    boolean keysDestroyed,
    boolean engineReleased,
    boolean muted,
    boolean held,
    PictureChoice pictures,
    int connections,
    Instant since,
    Duration talked,
    Optional<PathView> path,
    Optional<QualityView> quality,
    ConstantRate constantRate,
    PrivacyReceipt receipt,
    Optional<MoveView> move,
    Optional<CallId> continues,
    Optional<EndReason> end,
    Optional<CallMode> required) {

  /** Where a call stands, in a person's words. */
  public enum Phase {
    /** An own call on its way. */
    DIALING,
    /** The other side says that it rings. */
    REMOTE_RINGING,
    /** An offer is being checked: the person must not know of it yet. */
    INCOMING,
    /** Ring now, and stop in any other phase. */
    RINGING,
    /** Answered; media is not open. */
    CONNECTING,
    CONNECTED,
    RECONNECTING,
    /** For good; comes again while keys and engine go. */
    ENDED
  }

  /**
   * Where the connection stands.
   *
   * @param localType what the engine calls its own end: host, srflx, prflx or relay
   * @param relayOperator the own relay's operator family, or empty if the own end is no relay's
   * @param remoteOperator that of the other side's relay, likewise
   */
  public record PathView(
      String localType,
      String remoteType,
      String protocol,
      String relayOperator,
      String remoteOperator,
      boolean isolated) {

    /** No relay is between the two: each side's packets come from its own address. */
    public boolean direct() {
      return !localType.equals(ModePolicy.RELAY) && !remoteType.equals(ModePolicy.RELAY);
    }
  }

  /**
   * One second's figures.
   *
   * @param packetsReceived, packetsLost, concealedSamples since the connection began
   * @param loss share of packets lost in this second, 0 to 1
   * @param concealment share of this second's sound that was made up for what did not come, 0 to 1
   * @param mos of this second, 1 to 4.5 (CALL-32)
   * @param poor true while the person is to be told so (CALL-59)
   */
  public record QualityView(
      long packetsReceived,
      long packetsLost,
      double loss,
      Duration jitter,
      Duration roundTrip,
      long concealedSamples,
      double concealment,
      double mos,
      boolean poor) {}

  /**
   * True while this device places it by itself so that another call goes on as it: nothing for a
   * screen before it is connected, and nothing at all if it never was.
   */
  public boolean waitsBehindAnother() {
    boolean stood = phase == Phase.CONNECTED || phase == Phase.RECONNECTING || !talked.isZero();
    return outgoing && continues.isPresent() && !stood;
  }

  /** Whether pictures of this side leave, or will once media flows. */
  public boolean showing() {
    return media == MediaKind.AUDIO_VIDEO && pictures.shows() && phase != Phase.ENDED;
  }

  @Override
  public String toString() {
    return "CallSnapshot(" + phase + ")";
  }
}
