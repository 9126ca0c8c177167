package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.directory.RelayDescriptor.ListenerKind;
import org.phantomnet.protocol.rule.Rule;

/** A descriptor's canonical bytes (spec/09-discovery, "Descriptor"). */
final class DescriptorCodec {
  static final int MAX_LISTENERS = 16;
  static final int MAX_RELAYED_ADDRESSES = 8;
  static final int MAX_ONION = 70;
  static final int MAX_REALM = 128;

  private static final int VERSION = 1;
  private static final int PIN_LENGTH = 32;
  private static final int TOKEN_KEY = 66; // number of the extension
  private static final Pattern ONION = Pattern.compile("([a-z2-7]{56}\\.onion)?");
  private static final Pattern REGION = Pattern.compile("[a-z-]{2,16}");
  private static final Pattern REALM = Pattern.compile("[A-Za-z0-9.:_-]{1,128}");

  private DescriptorCodec() {}

  static Bytes encode(RelayDescriptor d) {
    WireWriter writer =
        new WireWriter()
            .u8(VERSION)
            .fixed(d.signingKey(), RelayDescriptor.SIGNING_KEY_LENGTH)
            .u8(d.listeners().size());
    for (Listener listener : d.listeners()) {
      writer.u8(number(listener.kind()));
      writeAddress(writer, listener.address());
      writer.u16(listener.port());
    }
    writer.u8(d.relayedAddresses().size());
    d.relayedAddresses().forEach(address -> writeAddress(writer, address));
    Bytes encoded =
        writer
            .u16(d.minPort())
            .u16(d.maxPort())
            .text8(d.onion())
            .text8(d.region())
            .u8(d.capacity())
            .text8(d.realm())
            .u16(d.issuerPort())
            .bytes16(d.issuerPin())
            .u64(d.notBefore().getEpochSecond())
            .u64(d.notAfter().getEpochSecond())
            .extension(TOKEN_KEY, d.tokenKey())
            .toBytes();
    try {
      decode(encoded); // what others would refuse is not signed either
    } catch (ProtocolException e) {
      throw new IllegalArgumentException("relay descriptor");
    }
    return encoded;
  }

  @Rule("TOK-21")
  static RelayDescriptor decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes signingKey = reader.fixed(RelayDescriptor.SIGNING_KEY_LENGTH);
    List<Listener> listeners = new ArrayList<>();
    for (int left = reader.count(MAX_LISTENERS); left > 0; left--) {
      listeners.add(new Listener(kind(reader.u8()), readAddress(reader), readPort(reader)));
    }
    List<Bytes> relayed = new ArrayList<>();
    for (int left = reader.count(MAX_RELAYED_ADDRESSES); left > 0; left--) {
      relayed.add(readAddress(reader));
    }
    int minPort = readPort(reader);
    int maxPort = readPort(reader);
    String onion = matching(ONION, reader.text8(MAX_ONION));
    String region = matching(REGION, reader.text8(16));
    int capacity = reader.u8();
    String realm = matching(REALM, reader.text8(MAX_REALM));
    int issuerPort = reader.u16();
    Bytes issuerPin = reader.bytes16(PIN_LENGTH);
    Instant notBefore = Times.read(reader);
    Instant notAfter = Times.read(reader);
    Optional<Bytes> tokenKey = reader.end(TOKEN_KEY);
    if (tokenKey.isPresent() && tokenKey.get().length() != RelayDescriptor.TOKEN_KEY_LENGTH) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    if (issuerPin.length() != (issuerPort == 0 ? 0 : PIN_LENGTH)) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    try {
      return new RelayDescriptor(
          signingKey,
          listeners,
          relayed,
          minPort,
          maxPort,
          onion,
          region,
          capacity,
          realm,
          issuerPort,
          issuerPin,
          notBefore,
          notAfter,
          tokenKey.orElse(Bytes.EMPTY));
    } catch (IllegalArgumentException e) {
      throw new Malformed(Reason.BAD_VALUE);
    }
  }

  private static int number(ListenerKind kind) {
    return switch (kind) {
      case UDP -> 1;
      case TCP -> 2;
      case TLS -> 3;
    };
  }

  private static ListenerKind kind(int number) throws Malformed {
    for (ListenerKind kind : ListenerKind.values()) {
      if (number(kind) == number) {
        return kind;
      }
    }
    throw new Malformed(Reason.BAD_VALUE);
  }

  static void writeAddress(WireWriter writer, Bytes address) {
    writer.u8(address.length()).fixed(address, address.length());
  }

  static Bytes readAddress(WireReader reader) throws Malformed {
    int length = reader.u8();
    if (length != 4 && length != 16) {
      throw new Malformed(Reason.BAD_ADDRESS);
    }
    return reader.fixed(length);
  }

  static int readPort(WireReader reader) throws Malformed {
    int port = reader.u16();
    if (port == 0) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return port;
  }

  private static String matching(Pattern form, String text) throws Malformed {
    if (!form.matcher(text).matches()) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return text;
  }
}
