package org.phantomnet.protocol.signal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/** One message of each kind, and the variants that encode differently. */
public final class SampleMessages {
  public static final CallId CALL = new CallId(filled(16, 7));
  public static final DeviceAddress ALICE =
      new DeviceAddress(new UserAddress("alice", "mail.example:8443"), 1, 1001);
  public static final DeviceAddress BOB =
      new DeviceAddress(new UserAddress("bob", "post.example"), 2, 2002);
  public static final Candidate RELAYED =
      new Candidate(
          CandidateType.RELAY, TransportProtocol.UDP, filled(4, 198), 50_000, 0x0100_00ffL);
  public static final RelayCandidate RELAY = new RelayCandidate(RELAYED, filled(32, 9));
  public static final ConnectionParameters PARAMETERS =
      new ConnectionParameters(
          "abcd",
          "0123456789abcdef012345",
          filled(32, 3),
          List.of(Codec.OPUS, Codec.VP8),
          32_000,
          0);

  private SampleMessages() {}

  public static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  public static CallMessage.Offer offer() {
    return new CallMessage.Offer(
        CALL,
        ALICE,
        BOB,
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        PARAMETERS,
        Optional.of(RELAY),
        filled(32, 1),
        filled(32, 2),
        filled(1184, 4),
        Set.of(Capability.REKEY, Capability.VIDEO, Capability.MEDIA_SHIELD),
        1_790_000_000_000L,
        filled(420, 5),
        filled(71, 6));
  }

  public static CallMessage.Answer answer() {
    return new CallMessage.Answer(
        CALL,
        ALICE,
        BOB,
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        PARAMETERS,
        Optional.of(RELAY),
        filled(32, 1),
        filled(32, 2),
        filled(1088, 4),
        Set.of(Capability.REKEY),
        filled(420, 5),
        filled(70, 6));
  }

  /** At least one of every message type. */
  public static List<CallMessage> all() {
    List<CallMessage> all = new ArrayList<>();
    all.add(offer());
    all.add(answer());
    all.add(new CallMessage.Ring(CALL));
    all.add(new CallMessage.Confirm(CALL, filled(32, 8)));
    all.add(
        new CallMessage.Candidates(
            CALL,
            0,
            List.of(
                RELAYED,
                new Candidate(
                    CandidateType.HOST,
                    TransportProtocol.TCP,
                    filled(16, 0x20),
                    9,
                    Candidate.MAX_PRIORITY))));
    all.add(new CallMessage.Accept(CALL));
    all.add(new CallMessage.Decline(CALL, DeclineReason.BUSY, Optional.empty()));
    all.add(
        new CallMessage.Decline(CALL, DeclineReason.MODE_TOO_WEAK, Optional.of(CallMode.PARANOID)));
    all.add(new CallMessage.Selected(CALL));
    all.add(new CallMessage.Rekey(CALL, 1, false, filled(32, 2), filled(1184, 4)));
    all.add(new CallMessage.Rekey(CALL, 2, true, filled(32, 2), filled(1088, 4)));
    all.add(
        new CallMessage.ModeSwitchRequest(
            CALL,
            3,
            CallMode.FAST,
            CallMode.PRIVATE,
            ModeSwitchReason.MORE_PRIVACY,
            filled(32, 2),
            filled(1184, 4)));
    all.add(
        new CallMessage.ModeSwitchAck(
            CALL, 3, CallMode.PRIVATE, true, filled(32, 2), filled(1088, 4), Bytes.EMPTY));
    all.add(CallMessage.ModeSwitchAck.refusal(CALL, 3, CallMode.PRIVATE, filled(32, 7)));
    all.add(
        new CallMessage.Update(
            CALL,
            4,
            true,
            false,
            PARAMETERS,
            Optional.empty(),
            filled(400, 5),
            filled(72, 6),
            filled(32, 7)));
    all.add(new CallMessage.MediaRequest(CALL, 0, MediaChange.HOLD));
    all.add(new CallMessage.MediaAck(CALL, 5, true));
    all.add(new CallMessage.Move(CALL, BOB));
    all.add(new CallMessage.Move(CALL, BOB, Optional.of(MoveRefusal.BUSY)));
    all.add(new CallMessage.Hangup(CALL, HangupReason.NO_SECOND_OPERATOR));
    all.add(new CallMessage.NonceChallenge(CALL, filled(16, 1)));
    all.add(new CallMessage.NonceResponse(CALL, filled(16, 1)));
    return all;
  }
}
