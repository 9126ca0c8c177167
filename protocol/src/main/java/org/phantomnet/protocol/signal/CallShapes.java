package org.phantomnet.protocol.signal;

import static org.phantomnet.protocol.form.WireField.bytes;
import static org.phantomnet.protocol.form.WireField.choice;
import static org.phantomnet.protocol.form.WireField.choices;
import static org.phantomnet.protocol.form.WireField.flag;
import static org.phantomnet.protocol.form.WireField.message;
import static org.phantomnet.protocol.form.WireField.number;
import static org.phantomnet.protocol.form.WireField.set;
import static org.phantomnet.protocol.form.WireField.share;
import static org.phantomnet.protocol.form.WireField.text;
import static org.phantomnet.protocol.form.WireShape.of;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.form.WireContent;
import org.phantomnet.protocol.form.WireField;
import org.phantomnet.protocol.form.WireField.Refusal;
import org.phantomnet.protocol.form.WireScan;
import org.phantomnet.protocol.form.WireShape;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * What each message of {@code call.proto} may look like on the wire: the tables of
 * spec/02-messages.md. {@link WireScan} walks bytes by them before protobuf sees a message.
 */
@Rule("SIG-8")
final class CallShapes {
  private static final int MAX_USER_TEXT = 256;
  private static final long MAX_MILLIS = 1L << 53;
  private static final int MAX_CERTIFICATE = 1_024;
  private static final int MIN_PROOF = 8; // DER of an ECDSA signature with two one-byte integers
  private static final int MAX_PROOF = 72; // the same with two 33-byte integers
  private static final int MAX_INT = Integer.MAX_VALUE;
  private static final int IPV4_LENGTH = 4;
  private static final int IPV6_LENGTH = 16;

  private static final WireShape DEVICE =
      of(
          text(1, 1, MAX_USER_TEXT).holding(WireContent.USER_ADDRESS),
          number(2, 1, DeviceAddress.MAX_DEVICE),
          number(3, 1, DeviceAddress.MAX_REGISTRATION_ID));

  private static final WireShape PARAMETERS =
      of(
          text(1, 4, 32).holding(CallShapes::checkIceText),
          text(2, 22, 64).holding(CallShapes::checkIceText),
          bytes(
              3, ConnectionParameters.FINGERPRINT_LENGTH, ConnectionParameters.FINGERPRINT_LENGTH),
          choices(4, Codec.values(), Refusal.CODEC),
          number(5, ConnectionParameters.MIN_AUDIO_BITRATE, ConnectionParameters.MAX_AUDIO_BITRATE),
          number(6, 0, ConnectionParameters.MAX_VIDEO_BITRATE));

  private static final WireShape CANDIDATE =
      of(
          choice(1, CandidateType.values(), Refusal.VALUE),
          choice(2, TransportProtocol.values(), Refusal.VALUE),
          bytes(3, IPV4_LENGTH, IPV6_LENGTH).holding(CallShapes::checkIpAddress),
          number(4, 1, 0xffff),
          number(5, 1, Candidate.MAX_PRIORITY));

  private static final WireShape RELAY =
      of(
          message(1, CANDIDATE),
          bytes(2, RelayCandidate.RELAY_ID_LENGTH, RelayCandidate.RELAY_ID_LENGTH));

  @Rule("SIG-10")
  static final WireShape SEALED =
      of(
          number(1, 1, MessageType.values().length).refusing(Refusal.MESSAGE_TYPE),
          number(2, 0, MAX_INT),
          number(3, 1, SealedCall.MAX_COUNTER),
          bytes(4, 1, SignalCodec.MAX_CORE).refusing(Refusal.SIZE),
          bytes(5, CallMessage.CONFIRM_LENGTH, CallMessage.CONFIRM_LENGTH).optional(),
          bytes(6, SealedCall.MAC_LENGTH, SealedCall.MAC_LENGTH));

  private CallShapes() {}

  private static WireShape core(WireField... own) {
    List<WireField> fields = new ArrayList<>();
    fields.add(number(1, 1, MAX_INT));
    fields.add(number(2, 1, SignalCodec.VERSION).refusing(Refusal.VERSION));
    fields.add(bytes(3, CallId.LENGTH, CallId.LENGTH));
    fields.addAll(List.of(own));
    return of(fields);
  }

  @Rule("SIG-1")
  static WireShape ofCore(MessageType type) {
    return switch (type) {
      case OFFER -> OFFER;
      case RING, ACCEPT, SELECTED -> PLAIN;
      case ANSWER -> ANSWER;
      case CONFIRM -> CONFIRM;
      case CANDIDATE -> CANDIDATES;
      case DECLINE -> DECLINE;
      case REKEY -> REKEY;
      case MODE_SWITCH_REQUEST -> MODE_SWITCH_REQUEST;
      case MODE_SWITCH_ACK -> MODE_SWITCH_ACK;
      case UPDATE -> UPDATE;
      case MEDIA_REQUEST -> MEDIA_REQUEST;
      case MEDIA_ACK -> MEDIA_ACK;
      case MOVE -> MOVE;
      case HANGUP -> HANGUP;
      case NONCE_CHALLENGE, NONCE_RESPONSE -> NONCE;
    };
  }

  private static final WireField MODE = choice(6, CallMode.values(), Refusal.MODE);
  private static final WireField MEDIA = choice(7, MediaKind.values(), Refusal.MEDIA);
  private static final WireField CAPABILITIES = set(13, Capability.values());

  private static final WireShape OFFER =
      core(
          message(4, DEVICE),
          message(5, DEVICE),
          MODE,
          MEDIA,
          message(8, PARAMETERS),
          message(9, RELAY).optional(),
          share(10, CallMessage.SHARE_LENGTH),
          share(11, CallMessage.SHARE_LENGTH),
          share(12, CallMessage.KEM_KEY_LENGTH),
          CAPABILITIES,
          number(14, 1, MAX_MILLIS),
          bytes(15, 1, MAX_CERTIFICATE),
          bytes(16, MIN_PROOF, MAX_PROOF),
          bytes(64, CallId.LENGTH, CallId.LENGTH).optional());

  private static final WireShape ANSWER =
      core(
          message(4, DEVICE),
          message(5, DEVICE),
          MODE,
          MEDIA,
          message(8, PARAMETERS),
          message(9, RELAY).optional(),
          share(10, CallMessage.SHARE_LENGTH),
          share(11, CallMessage.SHARE_LENGTH),
          share(12, CallMessage.KEM_CIPHERTEXT_LENGTH),
          CAPABILITIES,
          bytes(15, 1, MAX_CERTIFICATE),
          bytes(16, MIN_PROOF, MAX_PROOF));

  private static final WireShape PLAIN = core();

  private static final WireShape CONFIRM =
      core(bytes(4, CallMessage.CONFIRM_LENGTH, CallMessage.CONFIRM_LENGTH));

  private static final WireShape CANDIDATES =
      core(
          number(4, 0, MAX_INT),
          message(5, CANDIDATE).repeated(CallMessage.Candidates.MAX_CANDIDATES));

  private static final WireShape DECLINE =
      core(
          choice(4, DeclineReason.values(), Refusal.VALUE),
          choice(5, CallMode.values(), Refusal.MODE).optional());

  private static final WireShape REKEY =
      core(
          number(4, 1, MAX_INT),
          flag(5),
          share(6, CallMessage.SHARE_LENGTH),
          // 1088 in a reply, 1184 in a request: the record checks which
          bytes(7, CallMessage.KEM_CIPHERTEXT_LENGTH, CallMessage.KEM_KEY_LENGTH)
              .refusing(Refusal.KEY_SHARE));

  private static final WireShape MODE_SWITCH_REQUEST =
      core(
          number(4, 1, MAX_INT),
          choice(5, CallMode.values(), Refusal.MODE),
          choice(6, CallMode.values(), Refusal.MODE),
          choice(7, ModeSwitchReason.values(), Refusal.VALUE),
          share(8, CallMessage.SHARE_LENGTH),
          share(9, CallMessage.KEM_KEY_LENGTH));

  private static final WireShape MODE_SWITCH_ACK =
      core(
          number(4, 1, MAX_INT),
          choice(5, CallMode.values(), Refusal.MODE),
          flag(6),
          share(7, CallMessage.SHARE_LENGTH).optional(),
          share(8, CallMessage.KEM_CIPHERTEXT_LENGTH).optional(),
          bytes(64, Sha256.LENGTH, Sha256.LENGTH).optional());

  private static final WireShape UPDATE =
      core(
          number(4, 0, MAX_INT),
          flag(5),
          flag(6),
          message(7, PARAMETERS),
          message(8, RELAY).optional(),
          bytes(9, 1, MAX_CERTIFICATE),
          bytes(10, MIN_PROOF, MAX_PROOF),
          bytes(64, Sha256.LENGTH, Sha256.LENGTH).optional());

  private static final WireShape MEDIA_REQUEST =
      core(number(4, 0, MAX_INT), choice(5, MediaChange.values(), Refusal.MEDIA));

  private static final WireShape MEDIA_ACK = core(number(4, 0, MAX_INT), flag(5));

  private static final WireShape MOVE =
      core(message(4, DEVICE), choice(5, MoveRefusal.values(), Refusal.VALUE).optional());

  private static final WireShape HANGUP = core(choice(4, HangupReason.values(), Refusal.VALUE));

  private static final WireShape NONCE =
      core(bytes(4, CallMessage.NONCE_LENGTH, CallMessage.NONCE_LENGTH));

  private static void checkIceText(byte[] data, int start, int end) throws Malformed {
    for (int i = start; i < end; i++) {
      WireContent.require(ConnectionParameters.isIceChar(data[i]), Malformed.Reason.BAD_VALUE);
    }
  }

  private static void checkIpAddress(byte[] data, int start, int end) throws Malformed {
    int length = end - start;
    WireContent.require(
        length == IPV4_LENGTH || length == IPV6_LENGTH, Malformed.Reason.BAD_LENGTH);
  }
}
