package org.phantomnet.engine.path;

import java.util.Arrays;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/** TURN packets as an engine and a relay write them. */
final class TurnPackets {
  static final String USER = "1790000000:x";
  static final String PASSWORD = "secret";
  static final byte[] RTP = payload(0x80, 160);
  static final byte[] RTCP = payload(0x81, 60);
  static final byte[] DTLS = payload(22, 200);
  static final byte[] CHECK = payload(0, 92);

  private static final byte[] ID = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  private TurnPackets() {}

  static MessageIntegrity key() {
    return MessageIntegrity.longTerm(USER, TestRelays.REALM, PASSWORD);
  }

  static byte[] payload(int first, int length) {
    byte[] payload = new byte[length];
    payload[0] = (byte) first;
    return payload;
  }

  /** Builds a message; {@code body} adds the attributes. */
  static byte[] message(StunMethod method, StunClass kind, Body body) {
    byte[] out = new byte[2_048];
    StunWriter writer = new StunWriter().begin(out, 0, method, kind, ID, 0);
    body.write(writer);
    return Arrays.copyOf(out, writer.length());
  }

  /** A request with this call's integrity. */
  static byte[] request(StunMethod method, Body body) {
    return message(
        method,
        StunClass.REQUEST,
        writer -> {
          body.write(writer);
          proved(writer);
        });
  }

  private static void proved(StunWriter writer) {
    writer
        .text(AttributeType.USERNAME, USER)
        .text(AttributeType.REALM, TestRelays.REALM)
        .text(AttributeType.NONCE, "n")
        .integrity(key())
        .fingerprint();
  }

  static byte[] bareAllocate() {
    return message(
        StunMethod.ALLOCATE, StunClass.REQUEST, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
  }

  static byte[] allocate() {
    return request(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
  }

  static byte[] refresh() {
    return request(StunMethod.REFRESH, w -> w.u32(AttributeType.LIFETIME, 0));
  }

  static byte[] createPermission(Bytes... peers) {
    return request(
        StunMethod.CREATE_PERMISSION,
        w -> {
          for (Bytes peer : peers) {
            w.xorAddress(AttributeType.XOR_PEER_ADDRESS, peer, 9);
          }
        });
  }

  static byte[] channelBind(int channel, Bytes peer, int port) {
    return request(
        StunMethod.CHANNEL_BIND,
        w ->
            w.u16(AttributeType.CHANNEL_NUMBER, channel)
                .xorAddress(AttributeType.XOR_PEER_ADDRESS, peer, port));
  }

  static byte[] send(Bytes peer, int port, byte[] data) {
    return message(
        StunMethod.SEND,
        StunClass.INDICATION,
        w ->
            w.xorAddress(AttributeType.XOR_PEER_ADDRESS, peer, port)
                .bytes(AttributeType.DATA, data));
  }

  static byte[] data(Bytes peer, int port, byte[] data) {
    return message(
        StunMethod.DATA,
        StunClass.INDICATION,
        w ->
            w.bytes(AttributeType.DATA, data)
                .xorAddress(AttributeType.XOR_PEER_ADDRESS, peer, port));
  }

  static byte[] channelData(int channel, byte[] data) {
    byte[] packet = new byte[4 + data.length];
    ChannelData.writeHeader(packet, 0, channel, data.length);
    System.arraycopy(data, 0, packet, 4, data.length);
    return packet;
  }

  static byte[] allocated(Bytes relayed, int port) {
    return message(
        StunMethod.ALLOCATE,
        StunClass.SUCCESS,
        w ->
            w.xorAddress(AttributeType.XOR_RELAYED_ADDRESS, relayed, port)
                .u32(AttributeType.LIFETIME, 600)
                .xorAddress(AttributeType.XOR_MAPPED_ADDRESS, TestRelays.ip(203, 0, 113, 1), 5)
                .integrity(key()));
  }

  static byte[] error(StunMethod method, StunErrorCode code) {
    return message(method, StunClass.ERROR, w -> w.error(code));
  }

  /** 438 to an Allocate with a nonce of that many bytes. */
  static byte[] stale(int nonceLength) {
    return message(
        StunMethod.ALLOCATE,
        StunClass.ERROR,
        w ->
            w.error(StunErrorCode.STALE_NONCE, "")
                .bytes(AttributeType.NONCE, payload('n', nonceLength)));
  }

  interface Body {
    void write(StunWriter writer);
  }
}
