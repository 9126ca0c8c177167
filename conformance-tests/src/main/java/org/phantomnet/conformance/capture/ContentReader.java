package org.phantomnet.conformance.capture;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import org.phantomnet.conformance.capture.Content.Channel;
import org.phantomnet.conformance.capture.Content.Dtls;
import org.phantomnet.conformance.capture.Content.DtlsRecord;
import org.phantomnet.conformance.capture.Content.Shield;
import org.phantomnet.conformance.capture.Content.Srtcp;
import org.phantomnet.conformance.capture.Content.Srtp;
import org.phantomnet.conformance.capture.Content.Stun;
import org.phantomnet.conformance.capture.Content.StunMethod;
import org.phantomnet.conformance.capture.Content.StunType;
import org.phantomnet.conformance.capture.Content.Unknown;

/**
 * Says what a datagram is, by its whole structure: what has one octet out of place is {@link
 * Unknown}. Written from the RFCs and without {@code protocol.stun}, {@code engine.path} and {@code
 * relay.forward}, which read the same formats: a mistake of theirs must show here. Immutable; never
 * throws.
 */
final class ContentReader {
  private static final int STUN_HEADER = 20;
  private static final long COOKIE = 0x2112a442L; // RFC 8489 section 5
  private static final long FINGERPRINT_XOR = 0x5354554eL; // RFC 8489 section 14.7
  private static final int LAST_CHANNEL = 0x4fff; // RFC 8656 section 12
  private static final int RTP_HEADER = 12;
  private static final int SRTP_TAG = 10; // AES_CM_128_HMAC_SHA1_80
  private static final int SRTCP_INDEX = 4;
  private static final int SHIELD_TAG = 16;
  private static final int SHIELD_TRAILER = 8;
  private static final int RTCP_CLEAR = 8;
  private static final int DTLS_HEADER = 13;
  private static final int DTLS_HANDSHAKE_HEADER = 12;
  private static final int GCM_NONCE = 8; // explicit part, a counter (RFC 5288)
  private static final int GCM_TAG = 16;
  private static final int LONGEST_RECORD = 16_384 + 256;

  private final boolean shielded;

  private ContentReader(boolean shielded) {
    this.shielded = shielded;
  }

  /** A whole datagram of UDP. */
  static Content datagram(Octets in) {
    return datagram(in, false);
  }

  /**
   * @param shielded whether media is under the media shield, as in Private
   */
  static Content datagram(Octets in, boolean shielded) {
    try {
      return new ContentReader(shielded).read(in, true);
    } catch (Malformed e) {
      return new Unknown(e.why());
    }
  }

  private Content inside(Octets in) {
    try {
      return read(in, false);
    } catch (Malformed e) {
      return new Unknown(e.why());
    }
  }

  /**
   * @param turn whether it may be TURN: what a relay carries is not TURN again
   */
  private Content read(Octets in, boolean turn) throws Malformed {
    Malformed.unless(!in.isEmpty(), "empty");
    int first = in.u8(0); // RFC 7983 section 7
    if (first <= 3) {
      return stun(in, turn);
    }
    if (first >= 20 && first <= 63) {
      return dtls(in);
    }
    if (turn && first >= 64 && first <= 79) {
      return channel(in);
    }
    if (first >= 128 && first <= 191) {
      return media(in);
    }
    throw new Malformed("first octet " + first);
  }

  private Content channel(Octets in) throws Malformed {
    Malformed.unless(in.length() >= 4, "ChannelData cut short");
    int length = in.u16(2);
    Malformed.unless(in.u16(0) <= LAST_CHANNEL, "number of the channel");
    int padded = 4 + (length + 3 & ~3);
    Malformed.unless(
        in.length() == 4 + length || in.length() == padded, "length of the ChannelData");
    zeros(in.after(4 + length), "padding of the ChannelData");
    return new Channel(in.u16(0), inside(in.part(4, length)));
  }

  private Content stun(Octets in, boolean turn) throws Malformed {
    Malformed.unless(in.length() >= STUN_HEADER && in.u32(4) == COOKIE, "no magic cookie");
    Malformed.unless(
        in.u16(2) == in.length() - STUN_HEADER && in.length() % 4 == 0,
        "length of the STUN message");
    int bits = in.u16(0);
    StunType type = StunType.values()[(bits >> 7 & 2) | (bits >> 4 & 1)];
    StunMethod method = method((bits >> 2 & 0xf80) | (bits >> 1 & 0x70) | (bits & 15));
    boolean carries = method == StunMethod.SEND || method == StunMethod.DATA;
    Malformed.unless(turn || method == StunMethod.BINDING, "TURN inside TURN");
    Malformed.unless(
        method == StunMethod.BINDING || carries == (type == StunType.INDICATION),
        "class of that method");
    List<StunAttribute> attributes = new ArrayList<>();
    Octets header = in.part(0, STUN_HEADER);
    Set<StunAttribute.Type> seen = EnumSet.noneOf(StunAttribute.Type.class);
    int at = STUN_HEADER;
    while (at < in.length()) {
      StunAttribute.Type kind = StunAttribute.Type.of(in.u16(at));
      int length = in.u16(at + 2);
      Malformed.unless(length <= in.length() - at - 4, "an attribute's length");
      Malformed.unless(!seen.contains(StunAttribute.Type.FINGERPRINT), "behind the fingerprint");
      Malformed.unless(
          seen.add(kind) || kind == StunAttribute.Type.XOR_PEER_ADDRESS, "twice " + kind);
      Octets value = in.part(at + 4, length);
      attributes.add(StunAttribute.read(kind, value, header));
      if (kind == StunAttribute.Type.FINGERPRINT) {
        CRC32 sum = new CRC32();
        sum.update(in.part(0, at).copy());
        Malformed.unless((sum.getValue() ^ FINGERPRINT_XOR) == value.u32(0), "the fingerprint");
      }
      int end = at + 4 + length;
      at = at + 4 + (length + 3 & ~3);
      Malformed.unless(at <= in.length(), "an attribute's padding");
      zeros(in.part(end, at - end), "an attribute's padding");
    }
    Stun message = new Stun(method, type, in.part(8, 12), attributes, Optional.empty());
    if (!carries) {
      Malformed.unless(!seen.contains(StunAttribute.Type.DATA), "DATA in that method");
      return message;
    }
    Octets data =
        message
            .find(StunAttribute.Type.DATA)
            .orElseThrow(() -> new Malformed("an indication without DATA"))
            .value();
    long peers =
        attributes.stream().filter(a -> a.type() == StunAttribute.Type.XOR_PEER_ADDRESS).count();
    Malformed.unless(peers == 1, "an indication of one peer");
    return new Stun(method, type, in.part(8, 12), attributes, Optional.of(inside(data)));
  }

  private static StunMethod method(int number) throws Malformed {
    for (StunMethod method : StunMethod.values()) {
      if (method.number == number) {
        return method;
      }
    }
    throw new Malformed("STUN method " + number);
  }

  private static Content dtls(Octets in) throws Malformed {
    List<DtlsRecord> records = new ArrayList<>();
    Octets rest = in;
    while (!rest.isEmpty()) {
      Malformed.unless(rest.length() >= DTLS_HEADER, "a DTLS record cut short");
      int type = rest.u8(0);
      int version = rest.u16(1);
      int epoch = rest.u16(3);
      int length = rest.u16(11);
      Malformed.unless(type >= 20 && type <= 23, "type of a DTLS record");
      Malformed.unless(version == 0xfefd || version == 0xfeff, "version of DTLS");
      Malformed.unless(
          length > 0 && length <= LONGEST_RECORD && length <= rest.length() - DTLS_HEADER,
          "length of a DTLS record");
      Octets fragment = rest.part(DTLS_HEADER, length);
      Octets sealed = Octets.NONE;
      if (epoch > 0) {
        Malformed.unless(length > GCM_NONCE + GCM_TAG, "a sealed DTLS record is too short");
        sealed = fragment.after(GCM_NONCE);
      } else {
        openDtls(type, fragment);
      }
      records.add(new DtlsRecord(type, version, epoch, sealed));
      rest = rest.after(DTLS_HEADER + length);
    }
    return new Dtls(records);
  }

  private static void openDtls(int type, Octets fragment) throws Malformed {
    switch (type) {
      case 20 ->
          Malformed.unless(
              fragment.length() == 1 && fragment.u8(0) == 1, "a DTLS change of cipher");
      case 21 ->
          Malformed.unless(
              fragment.length() == 2 && fragment.u8(0) >= 1 && fragment.u8(0) <= 2, "a DTLS alert");
      case 22 -> {
        Octets rest = fragment;
        while (!rest.isEmpty()) {
          Malformed.unless(rest.length() >= DTLS_HANDSHAKE_HEADER, "a DTLS handshake cut short");
          int length = rest.u24(9);
          Malformed.unless(
              rest.u24(6) + length <= rest.u24(1)
                  && length <= rest.length() - DTLS_HANDSHAKE_HEADER,
              "lengths of a DTLS handshake");
          rest = rest.after(DTLS_HANDSHAKE_HEADER + length);
        }
      }
      default -> throw new Malformed("application data of DTLS in clear");
    }
  }

  /** RFC 5761 section 4: RTCP's packet types stand where RTP has marker and payload type. */
  /** Either has the shield's tag and trailer behind it, or, in Fast, nothing. */
  private Content media(Octets whole) throws Malformed {
    if (!shielded) {
      return media(whole, Optional.empty());
    }
    int end = whole.length() - SHIELD_TRAILER;
    Malformed.unless(end >= RTCP_CLEAR + SHIELD_TAG, "too short for the shield");
    long counter = ((long) whole.u16(end + 2) << 32) + whole.u32(end + 4);
    return media(whole.part(0, end), Optional.of(new Shield(whole.u16(end), counter)));
  }

  private static Content media(Octets in, Optional<Shield> shield) throws Malformed {
    int second = in.length() < 2 ? 0 : in.u8(1);
    if (shield.isPresent() && second >= 192 && second <= 223) {
      return new Srtcp(second, in.u32(4), in.after(RTCP_CLEAR), shield);
    }
    Malformed.unless(in.length() >= RTP_HEADER + SRTP_TAG, "too short for SRTP");
    if (second >= 192 && second <= 223) {
      return srtcp(in, second);
    }
    int contributors = in.u8(0) & 15;
    boolean extension = (in.u8(0) & 16) != 0;
    int header = RTP_HEADER + 4 * contributors;
    if (extension) {
      Malformed.unless(in.length() >= header + 4, "header extension of SRTP");
      header += 4 + 4 * in.u16(header + 2);
    }
    Malformed.unless(in.length() > header + SRTP_TAG, "header of SRTP");
    return new Srtp(
        second & 127,
        (in.u8(0) & 32) != 0,
        extension,
        contributors,
        in.u32(8),
        in.length(),
        in.after(header),
        shield);
  }

  private static Content srtcp(Octets in, int type) throws Malformed {
    int trailer = SRTCP_INDEX + SRTP_TAG;
    Malformed.unless(in.length() >= RTCP_CLEAR + trailer, "too short for SRTCP");
    int first = 4 * (in.u16(2) + 1);
    Malformed.unless(first <= in.length() - trailer, "length of RTCP");
    Malformed.unless((in.u8(in.length() - trailer) & 128) != 0, "RTCP that is not encrypted");
    int sealed = in.length() - trailer - RTCP_CLEAR;
    // Ciphertext and tag stand around the index, which counts.
    byte[] random = new byte[sealed + SRTP_TAG];
    System.arraycopy(in.copy(), RTCP_CLEAR, random, 0, sealed);
    System.arraycopy(in.copy(), in.length() - SRTP_TAG, random, sealed, SRTP_TAG);
    return new Srtcp(type, in.u32(4), Octets.of(random), Optional.empty());
  }

  private static void zeros(Octets padding, String what) throws Malformed {
    for (int at = 0; at < padding.length(); at++) {
      Malformed.unless(padding.u8(at) == 0, what + " holds something");
    }
  }
}
