package org.phantomnet.conformance.capture;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * One direction of a TCP connection: puts segments together by sequence number and reads TLS 1.3
 * records (RFC 8446 section 5) from them. A retransmission must repeat what was sent. Not
 * thread-safe; one per connection and direction.
 */
final class TlsStream {
  private static final int HEADER = 5;
  private static final int LONGEST_RECORD = 16_384 + 256; // RFC 8446 section 5.2
  private static final int CHANGE_CIPHER = 20;
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION = 23;
  private static final int TAG = 16;

  private final boolean fromClient;
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
  private final TreeMap<Long, Octets> waiting = new TreeMap<>();
  private final List<Octets> sealed = new ArrayList<>();
  private OptionalLong start = OptionalLong.empty();
  private int parsed;
  private boolean hello;
  private boolean encrypted;
  private Optional<TlsHello> greeting = Optional.empty();

  TlsStream(boolean fromClient) {
    this.fromClient = fromClient;
  }

  /** The initial sequence number. */
  void open(long sequence) throws Malformed {
    Malformed.unless(
        start.isEmpty() || start.getAsLong() == sequence, "a connection that begins twice");
    start = OptionalLong.of(sequence);
  }

  /** One segment's payload. */
  void add(long sequence, Octets payload) throws Malformed {
    Malformed.unless(start.isPresent(), "a connection whose beginning was not captured");
    long at = sequence - start.getAsLong() - 1 & 0xffffffffL;
    if (at == 0xffffffffL && payload.length() == 1 && payload.u8(0) == 0) {
      return; // a keep-alive with one octet of garbage before the stream
    }
    Malformed.unless(at < 1L << 31, "a segment before its connection");
    waiting.merge(at, payload, (one, other) -> one.length() >= other.length() ? one : other);
    while (!waiting.isEmpty() && waiting.firstKey() <= whole.size()) {
      long from = waiting.firstKey();
      Octets next = Objects.requireNonNull(waiting.remove(from));
      int known = (int) Math.min(whole.size() - from, next.length());
      Octets before = Octets.of(whole.toByteArray()).part((int) from, known);
      Malformed.unless(before.equals(next.part(0, known)), "a retransmission of something else");
      whole.writeBytes(next.after(known).copy());
    }
    parse();
  }

  private void parse() throws Malformed {
    Octets all = Octets.of(whole.toByteArray());
    while (all.length() - parsed >= HEADER) {
      int type = all.u8(parsed);
      int version = all.u16(parsed + 1);
      int length = all.u16(parsed + 3);
      Malformed.unless(
          version == 0x0303 || (version == 0x0301 && !hello && fromClient), "no TLS record");
      Malformed.unless(length > 0 && length <= LONGEST_RECORD, "length of a TLS record");
      if (all.length() - parsed - HEADER < length) {
        Malformed.unless(type >= CHANGE_CIPHER && type <= APPLICATION, "type of a TLS record");
        return;
      }
      record(type, all.part(parsed + HEADER, length));
      parsed += HEADER + length;
    }
  }

  private void record(int type, Octets body) throws Malformed {
    switch (type) {
      case HANDSHAKE -> {
        Malformed.unless(!encrypted, "a TLS handshake in clear behind sealed records");
        TlsHello read = TlsHello.read(body, fromClient);
        greeting = Optional.of(read);
        hello = true;
      }
      case CHANGE_CIPHER ->
          Malformed.unless(hello && body.length() == 1 && body.u8(0) == 1, "TLS change of cipher");
      case ALERT ->
          Malformed.unless(
              !encrypted && body.length() == 2 && body.u8(0) <= 2, "a TLS alert in clear");
      case APPLICATION -> {
        Malformed.unless(hello, "application data before a hello");
        Malformed.unless(body.length() > TAG, "a sealed TLS record is too short");
        encrypted = true;
        sealed.add(body);
      }
      default -> throw new Malformed("type of a TLS record");
    }
  }

  /** Why the stream is not complete, once everything was added. */
  Optional<String> gap() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of("a gap in a TCP stream");
  }

  /** What was in clear; the last one if there were two (HelloRetryRequest). */
  Optional<TlsHello> greeting() {
    return greeting;
  }

  /** Bodies of records that must look random. */
  List<Octets> sealed() {
    return sealed;
  }

  /** All that was sent, for searches that no segment's border hinders. */
  Octets whole() {
    return Octets.of(whole.toByteArray());
  }
}
