package org.phantomnet.protocol.signal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.form.WireScan;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.wire.AnswerCore;
import org.phantomnet.protocol.signal.wire.CandidateCore;
import org.phantomnet.protocol.signal.wire.ConfirmCore;
import org.phantomnet.protocol.signal.wire.DeclineCore;
import org.phantomnet.protocol.signal.wire.Device;
import org.phantomnet.protocol.signal.wire.HangupCore;
import org.phantomnet.protocol.signal.wire.IceCandidate;
import org.phantomnet.protocol.signal.wire.MediaAckCore;
import org.phantomnet.protocol.signal.wire.MediaRequestCore;
import org.phantomnet.protocol.signal.wire.ModeSwitchAckCore;
import org.phantomnet.protocol.signal.wire.ModeSwitchRequestCore;
import org.phantomnet.protocol.signal.wire.MoveCore;
import org.phantomnet.protocol.signal.wire.NonceCore;
import org.phantomnet.protocol.signal.wire.OfferCore;
import org.phantomnet.protocol.signal.wire.Parameters;
import org.phantomnet.protocol.signal.wire.PlainCore;
import org.phantomnet.protocol.signal.wire.RekeyCore;
import org.phantomnet.protocol.signal.wire.Relay;
import org.phantomnet.protocol.signal.wire.UpdateCore;

/**
 * Protobuf bytes that {@link WireScan} passed, to records. Every enumerated number is in range
 * here; what only a record can refuse comes out as {@link IllegalArgumentException}.
 */
final class CoreReader {
  private static final CallMode[] MODES = CallMode.values();

  private CoreReader() {}

  static CallMessage read(MessageType type, byte[] core)
      throws InvalidProtocolBufferException, Malformed {
    return switch (type) {
      case OFFER -> offer(OfferCore.parseFrom(core));
      case RING -> new CallMessage.Ring(plain(core));
      case ANSWER -> answer(AnswerCore.parseFrom(core));
      case CONFIRM -> confirm(ConfirmCore.parseFrom(core));
      case CANDIDATE -> candidates(CandidateCore.parseFrom(core));
      case ACCEPT -> new CallMessage.Accept(plain(core));
      case DECLINE -> decline(DeclineCore.parseFrom(core));
      case SELECTED -> new CallMessage.Selected(plain(core));
      case REKEY -> rekey(RekeyCore.parseFrom(core));
      case MODE_SWITCH_REQUEST -> modeSwitchRequest(ModeSwitchRequestCore.parseFrom(core));
      case MODE_SWITCH_ACK -> modeSwitchAck(ModeSwitchAckCore.parseFrom(core));
      case UPDATE -> update(UpdateCore.parseFrom(core));
      case MEDIA_REQUEST -> mediaRequest(MediaRequestCore.parseFrom(core));
      case MEDIA_ACK -> mediaAck(MediaAckCore.parseFrom(core));
      case MOVE -> move(MoveCore.parseFrom(core));
      case HANGUP -> hangup(HangupCore.parseFrom(core));
      case NONCE_CHALLENGE -> challenge(NonceCore.parseFrom(core));
      case NONCE_RESPONSE -> response(NonceCore.parseFrom(core));
    };
  }

  private static CallMessage offer(OfferCore m) {
    return new CallMessage.Offer(
        callId(m.getCallId()),
        device(m.getCaller()),
        device(m.getCallee()),
        mode(m.getMode()),
        MediaKind.values()[m.getMedia() - 1],
        parameters(m.getParameters()),
        m.hasRelay() ? Optional.of(relay(m.getRelay())) : Optional.empty(),
        bytes(m.getCallerSecret()),
        bytes(m.getX25519Share()),
        bytes(m.getMlKemKey()),
        capabilities(m.getCapabilitiesList()),
        m.getCreatedAtMillis(),
        bytes(m.getDtlsCertificate()),
        bytes(m.getDtlsProof()),
        m.getContinues().isEmpty() ? Optional.empty() : Optional.of(callId(m.getContinues())));
  }

  private static CallMessage answer(AnswerCore m) {
    return new CallMessage.Answer(
        callId(m.getCallId()),
        device(m.getCaller()),
        device(m.getCallee()),
        mode(m.getMode()),
        MediaKind.values()[m.getMedia() - 1],
        parameters(m.getParameters()),
        m.hasRelay() ? Optional.of(relay(m.getRelay())) : Optional.empty(),
        bytes(m.getCalleeSecret()),
        bytes(m.getX25519Share()),
        bytes(m.getMlKemCiphertext()),
        capabilities(m.getCapabilitiesList()),
        bytes(m.getDtlsCertificate()),
        bytes(m.getDtlsProof()));
  }

  private static CallId plain(byte[] core) throws InvalidProtocolBufferException {
    return callId(PlainCore.parseFrom(core).getCallId());
  }

  private static CallMessage confirm(ConfirmCore m) {
    return new CallMessage.Confirm(callId(m.getCallId()), bytes(m.getConfirmCaller()));
  }

  private static CallMessage candidates(CandidateCore m) {
    List<Candidate> candidates = new ArrayList<>();
    m.getCandidatesList().forEach(candidate -> candidates.add(candidate(candidate)));
    return new CallMessage.Candidates(callId(m.getCallId()), m.getSequence(), candidates);
  }

  private static CallMessage decline(DeclineCore m) throws Malformed {
    requireExactly(
        DeclineReason.values()[m.getReason() - 1] == DeclineReason.MODE_TOO_WEAK,
        m.getRequired() != 0);
    return new CallMessage.Decline(
        callId(m.getCallId()),
        DeclineReason.values()[m.getReason() - 1],
        m.getRequired() == 0 ? Optional.empty() : Optional.of(mode(m.getRequired())));
  }

  private static CallMessage rekey(RekeyCore m) throws Malformed {
    int length = m.getReply() ? CallMessage.KEM_CIPHERTEXT_LENGTH : CallMessage.KEM_KEY_LENGTH;
    if (m.getMlKem().size() != length) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
    return new CallMessage.Rekey(
        callId(m.getCallId()),
        m.getEpoch(),
        m.getReply(),
        bytes(m.getX25519Share()),
        bytes(m.getMlKem()));
  }

  private static CallMessage modeSwitchRequest(ModeSwitchRequestCore m) {
    return new CallMessage.ModeSwitchRequest(
        callId(m.getCallId()),
        m.getEpoch(),
        mode(m.getFrom()),
        mode(m.getTo()),
        ModeSwitchReason.values()[m.getReason() - 1],
        bytes(m.getX25519Share()),
        bytes(m.getMlKemKey()));
  }

  private static CallMessage modeSwitchAck(ModeSwitchAckCore m) throws Malformed {
    requireExactly(m.getApproved(), !m.getX25519Share().isEmpty());
    requireExactly(m.getApproved(), !m.getMlKemCiphertext().isEmpty());
    requireExactly(!m.getApproved(), !m.getRefuses().isEmpty());
    return new CallMessage.ModeSwitchAck(
        callId(m.getCallId()),
        m.getEpoch(),
        mode(m.getTo()),
        m.getApproved(),
        bytes(m.getX25519Share()),
        bytes(m.getMlKemCiphertext()),
        bytes(m.getRefuses()));
  }

  private static CallMessage update(UpdateCore m) throws Malformed {
    requireExactly(m.getReply(), !m.getAnswers().isEmpty());
    return new CallMessage.Update(
        callId(m.getCallId()),
        m.getEpoch(),
        m.getReply(),
        m.getNewConnection(),
        parameters(m.getParameters()),
        m.hasRelay() ? Optional.of(relay(m.getRelay())) : Optional.empty(),
        bytes(m.getDtlsCertificate()),
        bytes(m.getDtlsProof()),
        bytes(m.getAnswers()));
  }

  private static CallMessage mediaRequest(MediaRequestCore m) {
    return new CallMessage.MediaRequest(
        callId(m.getCallId()), m.getSequence(), MediaChange.values()[m.getChange() - 1]);
  }

  private static CallMessage mediaAck(MediaAckCore m) {
    return new CallMessage.MediaAck(callId(m.getCallId()), m.getSequence(), m.getApproved());
  }

  private static CallMessage move(MoveCore m) {
    return new CallMessage.Move(
        callId(m.getCallId()),
        device(m.getTo()),
        m.getRefusal() == 0
            ? Optional.empty()
            : Optional.of(MoveRefusal.values()[m.getRefusal() - 1]));
  }

  private static CallMessage hangup(HangupCore m) {
    return new CallMessage.Hangup(callId(m.getCallId()), HangupReason.values()[m.getReason() - 1]);
  }

  private static CallMessage challenge(NonceCore m) {
    return new CallMessage.NonceChallenge(callId(m.getCallId()), bytes(m.getNonce()));
  }

  private static CallMessage response(NonceCore m) {
    return new CallMessage.NonceResponse(callId(m.getCallId()), bytes(m.getNonce()));
  }

  private static CallId callId(ByteString value) {
    return new CallId(bytes(value));
  }

  private static CallMode mode(int number) {
    return MODES[number - 1];
  }

  private static Set<Capability> capabilities(List<Integer> numbers) {
    Set<Capability> set = EnumSet.noneOf(Capability.class);
    numbers.forEach(number -> set.add(Capability.values()[number - 1]));
    return set;
  }

  private static DeviceAddress device(Device m) {
    return new DeviceAddress(UserAddress.parse(m.getUser()), m.getDevice(), m.getRegistrationId());
  }

  private static ConnectionParameters parameters(Parameters m) {
    List<Codec> codecs = new ArrayList<>();
    m.getCodecsList().forEach(number -> codecs.add(Codec.values()[number - 1]));
    return new ConnectionParameters(
        m.getIceUfrag(),
        m.getIcePwd(),
        bytes(m.getDtlsFingerprint()),
        codecs,
        m.getMaxAudioBitrate(),
        m.getMaxVideoBitrate());
  }

  private static RelayCandidate relay(Relay m) {
    return new RelayCandidate(candidate(m.getCandidate()), bytes(m.getRelayId()));
  }

  private static Candidate candidate(IceCandidate m) {
    return new Candidate(
        CandidateType.values()[m.getType() - 1],
        TransportProtocol.values()[m.getTransport() - 1],
        bytes(m.getAddress()),
        m.getPort(),
        m.getPriority());
  }

  /** A field that another one's value calls for is there, and only then (SIG-6, SIG-8). */
  static void requireExactly(boolean calledFor, boolean present) throws Malformed {
    if (calledFor && !present) {
      throw new Malformed(Malformed.Reason.MISSING_FIELD);
    }
    if (!calledFor && present) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  static Bytes bytes(ByteString value) {
    return Bytes.copyOf(value.toByteArray());
  }
}
