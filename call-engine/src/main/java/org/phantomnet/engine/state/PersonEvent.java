package org.phantomnet.engine.state;

import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** What the person at this device did. */
public sealed interface PersonEvent extends CallEvent {
  /**
   * The person placed a call.
   *
   * @param identity the contact's identity key; empty if there is no session
   * @param devices the contact's devices with a session, primary first
   * @param policy empty for anyone who is not an accepted contact
   * @param rank SHA-256(call id || own address || own device): decides glare between equal modes
   * @param ability what this device's engine can do for such a call
   * @param occupancy set by {@link DeviceCalls}; {@code FREE} when posted
   * @param continues the call that goes on as this one, where its peer asked for that (CALL-81)
   */
  record StartRequested(
      CallRef call,
      UserAddress contact,
      Bytes identity,
      List<Integer> devices,
      Optional<ContactPolicy> policy,
      CallMode mode,
      MediaKind media,
      Bytes rank,
      Ability ability,
      Occupancy occupancy,
      Optional<CallId> continues)
      implements PersonEvent {
    public StartRequested {
      devices = List.copyOf(devices);
    }

    /** Of a call that continues no other. */
    public StartRequested(
        CallRef call,
        UserAddress contact,
        Bytes identity,
        List<Integer> devices,
        Optional<ContactPolicy> policy,
        CallMode mode,
        MediaKind media,
        Bytes rank,
        Ability ability,
        Occupancy occupancy) {
      this(
          call,
          contact,
          identity,
          devices,
          policy,
          mode,
          media,
          rank,
          ability,
          occupancy,
          Optional.empty());
    }

    StartRequested with(Occupancy decided) {
      return new StartRequested(
          call, contact, identity, devices, policy, mode, media, rank, ability, decided, continues);
    }

    @Override
    public String toString() {
      return "StartRequested";
    }
  }

  /** The person takes the call that rings. */
  record AnswerPressed(CallRef call) implements PersonEvent {}

  /** The person refuses the call that rings. */
  record DeclinePressed(CallRef call) implements PersonEvent {}

  /** The person, or the closing client, ends the call. */
  record HangupPressed(CallRef call) implements PersonEvent {}

  /** The person mutes or unmutes. */
  record MutePressed(CallRef call, boolean muted) implements PersonEvent {}
}
