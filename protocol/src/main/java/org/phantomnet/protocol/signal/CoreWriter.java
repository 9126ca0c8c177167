package org.phantomnet.protocol.signal;

import com.google.protobuf.ByteString;
import java.util.Set;
import java.util.TreeSet;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;
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
 * Records to protobuf bytes. Fields come in number order and sets sorted, so equal messages give
 * equal bytes.
 */
@Rule("SIG-2")
final class CoreWriter {
  private CoreWriter() {}

  static byte[] write(CallMessage message) {
    if (message instanceof CallMessage.Offer) {
      return offer((CallMessage.Offer) message);
    } else if (message instanceof CallMessage.Answer) {
      return answer((CallMessage.Answer) message);
    } else if (message instanceof CallMessage.Confirm) {
      return confirm((CallMessage.Confirm) message);
    } else if (message instanceof CallMessage.Candidates) {
      return candidates((CallMessage.Candidates) message);
    } else if (message instanceof CallMessage.Decline) {
      return decline((CallMessage.Decline) message);
    } else if (message instanceof CallMessage.Rekey) {
      return rekey((CallMessage.Rekey) message);
    } else if (message instanceof CallMessage.ModeSwitchRequest) {
      return modeSwitchRequest((CallMessage.ModeSwitchRequest) message);
    } else if (message instanceof CallMessage.ModeSwitchAck) {
      return modeSwitchAck((CallMessage.ModeSwitchAck) message);
    } else if (message instanceof CallMessage.Update) {
      return update((CallMessage.Update) message);
    } else if (message instanceof CallMessage.MediaRequest) {
      return mediaRequest((CallMessage.MediaRequest) message);
    } else if (message instanceof CallMessage.MediaAck) {
      return mediaAck((CallMessage.MediaAck) message);
    } else if (message instanceof CallMessage.Move) {
      return move((CallMessage.Move) message);
    } else if (message instanceof CallMessage.Hangup) {
      return hangup((CallMessage.Hangup) message);
    } else if (message instanceof CallMessage.NonceChallenge) {
      return nonce(message.callId(), ((CallMessage.NonceChallenge) message).nonce());
    } else if (message instanceof CallMessage.NonceResponse) {
      return nonce(message.callId(), ((CallMessage.NonceResponse) message).nonce());
    } else if (message instanceof CallMessage.Ring
        || message instanceof CallMessage.Accept
        || message instanceof CallMessage.Selected) {
      return plain(message.callId());
    }
    throw new IllegalStateException("message type");
  }

  private static byte[] offer(CallMessage.Offer m) {
    OfferCore.Builder core =
        OfferCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setCaller(device(m.caller()))
            .setCallee(device(m.callee()))
            .setMode(number(m.mode()))
            .setMedia(number(m.media()))
            .setParameters(parameters(m.parameters()))
            .setCallerSecret(bytes(m.callerSecret()))
            .setX25519Share(bytes(m.x25519Share()))
            .setMlKemKey(bytes(m.mlKemKey()))
            .addAllCapabilities(numbers(m.capabilities()))
            .setCreatedAtMillis(m.createdAtMillis())
            .setDtlsCertificate(bytes(m.dtlsCertificate()))
            .setDtlsProof(bytes(m.dtlsProof()));
    m.relay().ifPresent(relay -> core.setRelay(relay(relay)));
    m.continues().ifPresent(before -> core.setContinues(bytes(before)));
    return core.build().toByteArray();
  }

  private static byte[] answer(CallMessage.Answer m) {
    AnswerCore.Builder core =
        AnswerCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setCaller(device(m.caller()))
            .setCallee(device(m.callee()))
            .setMode(number(m.mode()))
            .setMedia(number(m.media()))
            .setParameters(parameters(m.parameters()))
            .setCalleeSecret(bytes(m.calleeSecret()))
            .setX25519Share(bytes(m.x25519Share()))
            .setMlKemCiphertext(bytes(m.mlKemCiphertext()))
            .addAllCapabilities(numbers(m.capabilities()))
            .setDtlsCertificate(bytes(m.dtlsCertificate()))
            .setDtlsProof(bytes(m.dtlsProof()));
    m.relay().ifPresent(relay -> core.setRelay(relay(relay)));
    return core.build().toByteArray();
  }

  private static byte[] plain(CallId callId) {
    return PlainCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(callId))
        .build()
        .toByteArray();
  }

  private static byte[] confirm(CallMessage.Confirm m) {
    return ConfirmCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setConfirmCaller(bytes(m.confirmCaller()))
        .build()
        .toByteArray();
  }

  private static byte[] candidates(CallMessage.Candidates m) {
    CandidateCore.Builder core =
        CandidateCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setSequence(m.sequence());
    m.candidates().forEach(candidate -> core.addCandidates(candidate(candidate)));
    return core.build().toByteArray();
  }

  private static byte[] decline(CallMessage.Decline m) {
    DeclineCore.Builder core =
        DeclineCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setReason(number(m.reason()));
    m.required().ifPresent(mode -> core.setRequired(number(mode)));
    return core.build().toByteArray();
  }

  private static byte[] rekey(CallMessage.Rekey m) {
    return RekeyCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setEpoch(m.epoch())
        .setReply(m.reply())
        .setX25519Share(bytes(m.x25519Share()))
        .setMlKem(bytes(m.mlKem()))
        .build()
        .toByteArray();
  }

  private static byte[] modeSwitchRequest(CallMessage.ModeSwitchRequest m) {
    return ModeSwitchRequestCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setEpoch(m.epoch())
        .setFrom(number(m.from()))
        .setTo(number(m.to()))
        .setReason(number(m.reason()))
        .setX25519Share(bytes(m.x25519Share()))
        .setMlKemKey(bytes(m.mlKemKey()))
        .build()
        .toByteArray();
  }

  private static byte[] modeSwitchAck(CallMessage.ModeSwitchAck m) {
    return ModeSwitchAckCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setEpoch(m.epoch())
        .setTo(number(m.to()))
        .setApproved(m.approved())
        .setX25519Share(bytes(m.x25519Share()))
        .setMlKemCiphertext(bytes(m.mlKemCiphertext()))
        .setRefuses(bytes(m.refuses()))
        .build()
        .toByteArray();
  }

  private static byte[] update(CallMessage.Update m) {
    UpdateCore.Builder core =
        UpdateCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setEpoch(m.epoch())
            .setReply(m.reply())
            .setNewConnection(m.newConnection())
            .setParameters(parameters(m.parameters()))
            .setDtlsCertificate(bytes(m.dtlsCertificate()))
            .setDtlsProof(bytes(m.dtlsProof()))
            .setAnswers(bytes(m.answers()));
    m.relay().ifPresent(relay -> core.setRelay(relay(relay)));
    return core.build().toByteArray();
  }

  private static byte[] mediaRequest(CallMessage.MediaRequest m) {
    return MediaRequestCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setSequence(m.sequence())
        .setChange(number(m.change()))
        .build()
        .toByteArray();
  }

  private static byte[] mediaAck(CallMessage.MediaAck m) {
    return MediaAckCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setSequence(m.sequence())
        .setApproved(m.approved())
        .build()
        .toByteArray();
  }

  private static byte[] move(CallMessage.Move m) {
    MoveCore.Builder core =
        MoveCore.newBuilder()
            .setVersion(SignalCodec.VERSION)
            .setMinVersion(SignalCodec.VERSION)
            .setCallId(bytes(m.callId()))
            .setTo(device(m.to()));
    m.refusal().ifPresent(refusal -> core.setRefusal(number(refusal)));
    return core.build().toByteArray();
  }

  private static byte[] hangup(CallMessage.Hangup m) {
    return HangupCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(m.callId()))
        .setReason(number(m.reason()))
        .build()
        .toByteArray();
  }

  private static byte[] nonce(CallId callId, Bytes nonce) {
    return NonceCore.newBuilder()
        .setVersion(SignalCodec.VERSION)
        .setMinVersion(SignalCodec.VERSION)
        .setCallId(bytes(callId))
        .setNonce(bytes(nonce))
        .build()
        .toByteArray();
  }

  private static Device device(DeviceAddress address) {
    return Device.newBuilder()
        .setUser(address.user().text())
        .setDevice(address.device())
        .setRegistrationId(address.registrationId())
        .build();
  }

  private static Parameters parameters(ConnectionParameters p) {
    Parameters.Builder wire =
        Parameters.newBuilder()
            .setIceUfrag(p.iceUfrag())
            .setIcePwd(p.icePwd())
            .setDtlsFingerprint(bytes(p.dtlsFingerprint()))
            .setMaxAudioBitrate(p.maxAudioBitrate())
            .setMaxVideoBitrate(p.maxVideoBitrate());
    p.codecs().forEach(codec -> wire.addCodecs(number(codec)));
    return wire.build();
  }

  private static Relay relay(RelayCandidate relay) {
    return Relay.newBuilder()
        .setCandidate(candidate(relay.candidate()))
        .setRelayId(bytes(relay.relayId()))
        .build();
  }

  private static IceCandidate candidate(Candidate c) {
    return IceCandidate.newBuilder()
        .setType(number(c.type()))
        .setTransport(number(c.transport()))
        .setAddress(bytes(c.address()))
        .setPort(c.port())
        .setPriority((int) c.priority())
        .build();
  }

  /** Enumerated values are their position from 1 (SIG-8): 0 never names anything. */
  private static int number(Enum<?> value) {
    return value.ordinal() + 1;
  }

  private static Set<Integer> numbers(Set<? extends Enum<?>> values) {
    Set<Integer> sorted = new TreeSet<>();
    values.forEach(value -> sorted.add(number(value)));
    return sorted;
  }

  private static ByteString bytes(CallId id) {
    return bytes(id.value());
  }

  private static ByteString bytes(Bytes bytes) {
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
