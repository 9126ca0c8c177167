package org.phantomnet.conformance.capture;

import java.util.List;
import java.util.Optional;

/** What a datagram of UDP is, or what stands inside ChannelData or a Send or Data indication. */
public sealed interface Content {
  /** One or two words, for a report. */
  String words();

  /** What a relay was asked to carry, or carried; empty if this is no such thing. */
  default Optional<Content> inside() {
    return Optional.empty();
  }

  /** Of media, what the media shield says of itself. */
  default Optional<Shield> shield() {
    return Optional.empty();
  }

  /** This, or what stands in it. */
  default Content innermost() {
    return inside().orElse(this);
  }

  /**
   * A STUN message (RFC 8489), each of its attributes of the form its type demands.
   *
   * @param inside the content of its DATA
   */
  record Stun(
      StunMethod method,
      StunType type,
      Octets transaction,
      List<StunAttribute> attributes,
      Optional<Content> inside)
      implements Content {
    public Stun {
      attributes = List.copyOf(attributes);
    }

    @Override
    public String words() {
      return method.words + " " + type.words;
    }

    /** The value of its first attribute of that type. */
    Optional<StunAttribute> find(StunAttribute.Type wanted) {
      return attributes.stream().filter(a -> a.type() == wanted).findFirst();
    }
  }

  /** ChannelData (RFC 8656 section 12.4). */
  record Channel(int number, Content payload) implements Content {
    @Override
    public String words() {
      return "ChannelData";
    }

    @Override
    public Optional<Content> inside() {
      return Optional.of(payload);
    }
  }

  /** DTLS records (RFC 6347) that fill a datagram. */
  record Dtls(List<DtlsRecord> records) implements Content {
    public Dtls {
      records = List.copyOf(records);
    }

    @Override
    public String words() {
      return "DTLS";
    }
  }

  /**
   * SRTP (RFC 3711).
   *
   * @param contributors how many sources the header names
   * @param sealed what must look random: ciphertext and tag
   * @param shield what the media shield says of itself, in clear; empty if none was looked for
   */
  record Srtp(
      int payloadType,
      boolean padding,
      boolean extension,
      int contributors,
      long ssrc,
      int length,
      Octets sealed,
      Optional<Shield> shield)
      implements Content {
    @Override
    public String words() {
      return "SRTP";
    }
  }

  /** SRTCP (RFC 3711 section 3.4), told from SRTP as RFC 5761 section 4 says. */
  record Srtcp(int packetType, long ssrc, Octets sealed, Optional<Shield> shield)
      implements Content {
    @Override
    public String words() {
      return "SRTCP";
    }
  }

  /** The last eight octets of a payload under the media shield (SHIELD-3). */
  record Shield(int epoch, long counter) {}

  /** Anything else; says why it is none of the others. */
  record Unknown(String why) implements Content {
    @Override
    public String words() {
      return "UNKNOWN (" + why + ")";
    }
  }

  /** The methods of STUN and TURN. */
  enum StunMethod {
    BINDING(1, "Binding"),
    ALLOCATE(3, "Allocate"),
    REFRESH(4, "Refresh"),
    SEND(6, "Send"),
    DATA(7, "Data"),
    CREATE_PERMISSION(8, "CreatePermission"),
    CHANNEL_BIND(9, "ChannelBind");

    final int number;
    final String words;

    StunMethod(int number, String words) {
      this.number = number;
      this.words = words;
    }
  }

  /** The classes of STUN, in the order of their numbers. */
  enum StunType {
    REQUEST("request"),
    INDICATION("indication"),
    SUCCESS("success"),
    ERROR("error");

    final String words;

    StunType(String words) {
      this.words = words;
    }
  }

  /**
   * One DTLS record.
   *
   * @param sealed what must look random; empty in epoch 0
   */
  record DtlsRecord(int type, int version, int epoch, Octets sealed) {}
}
