package org.phantomnet.relay.turn;

import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.net.RelaySocket;

/** Allocate requests (RFC 8656 section 7.2). Step 1, authentication, has been done. */
final class AllocateHandler implements Handler {
  private static final int UDP = 17; // IANA protocol number
  private static final int RESERVE_NEXT = 0x80; // RFC 8656 section 18.7

  /** What coturn's programs up to 4.6 send for ADDITIONAL-ADDRESS-FAMILY, from a draft. */
  private static final int DRAFT_ADDITIONAL_FAMILY = 0x8032;

  private final TurnLoop loop;
  private final Node node;

  AllocateHandler(TurnLoop loop) {
    this.loop = loop;
    node = loop.node();
  }

  @Override
  public void handle(Exchange x) {
    // Step 2: one allocation per 5-tuple; the same request again gets the same answer
    if (x.allocation().isPresent()) {
      Allocation existing = x.allocation().get();
      if (existing.madeBy(x.request())) {
        succeed(x, existing, false);
      } else {
        x.error(StunErrorCode.ALLOCATION_MISMATCH);
      }
      return;
    }
    Wish wish = Wish.read(x.request(), node.ports());
    if (wish.refusal().isPresent()) {
      x.error(wish.refusal().get());
      return;
    }
    if (wish.token().isPresent()) {
      allocate(x, wish); // the reservation has been paid for
      return;
    }
    if (node.ledger().draining()) {
      drain(x, node);
      return;
    }
    // Step 10: quota
    switch (node.ledger().verdict(x.authenticated().username())) {
      case QUOTA_REACHED:
        x.counters().add(Counter.QUOTA_REACHED);
        x.error(StunErrorCode.ALLOCATION_QUOTA_REACHED);
        return;
      case CAPACITY_REACHED:
        x.counters().add(Counter.CAPACITY_REACHED);
        x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
        return;
      case TRAFFIC_SPENT:
        x.counters().add(Counter.TRAFFIC_SPENT);
        x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
        return;
      case ADMITTED:
        break;
    }
    allocate(x, wish);
  }

  /**
   * The server may redirect a new client at any point (RFC 8656 section 7.2, RFC 8489 section 10).
   */
  @Rule("TURN-17")
  static void drain(Exchange x, Node node) {
    x.counters().add(Counter.DRAINED);
    Optional<Alternate> other =
        node.alternates().forClient(x.client().getAddress().getAddress().length);
    if (other.isPresent()) {
      x.tryAlternate(other.get());
    } else {
      x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
    }
  }

  private void allocate(Exchange x, Wish wish) {
    Optional<PrefixQuota.Place> place =
        node.prefixes()
            .take(x.client().getAddress(), node.ledger().limits().allocationsPerPrefix(), x.now());
    if (place.isEmpty()) {
      x.counters().add(Counter.PREFIX_FULL);
      x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    String username = x.authenticated().username();
    Optional<CredentialLedger.Holding> holding =
        wish.token().isPresent() ? Optional.empty() : node.ledger().admit(username);
    Optional<Sockets> sockets =
        wish.token().isPresent()
            ? claim(wish.token().get(), username, x.now())
            : holding.flatMap(h -> open(wish, username, h, x.now()));
    if (!sockets.isPresent()) {
      holding.ifPresent(h -> node.ledger().release(h, x.now()));
      node.prefixes().giveBack(place.get());
      x.counters().add(Counter.CAPACITY_REACHED);
      x.error(StunErrorCode.INSUFFICIENT_CAPACITY);
      return;
    }
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    System.arraycopy(x.request().buffer(), x.request().transactionIdOffset(), id, 0, id.length);
    Allocation.Parts parts =
        new Allocation.Parts(
            username,
            x.takeKey(),
            sockets.get().holding(),
            place.get(),
            sockets.get().relayed(),
            Bytes.copyOf(id),
            sockets.get().reservationToken());
    long lifetime = Lifetimes.granted(x.request());
    Allocation made = loop.begin(x.path(), parts, x.now() + lifetime * 1000);
    succeed(x, made, wish.additional().isPresent() && made.relayed().size() == 1);
  }

  private record Sockets(
      List<Allocation.Relayed> relayed,
      CredentialLedger.Holding holding,
      Optional<Bytes> reservationToken) {
    @Override
    public String toString() {
      return "Sockets";
    }
  }

  private Optional<Sockets> claim(Bytes token, String username, long now) {
    return node.reservations()
        .claim(token, username, now)
        .map(
            held ->
                new Sockets(
                    List.of(new Allocation.Relayed(held.family(), held.socket())),
                    held.holding(),
                    Optional.empty()));
  }

  /** Steps 8 and 9 as far as they open ports. */
  private Optional<Sockets> open(
      Wish wish, String username, CredentialLedger.Holding holding, long now) {
    if (wish.reserveNext()) {
      return openPair(wish, username, holding, now);
    }
    Optional<RelaySocket> first = node.ports().open(wish.family(), wish.even());
    if (!first.isPresent()) {
      return Optional.empty();
    }
    Allocation.Relayed main = new Allocation.Relayed(wish.family(), first.get());
    Optional<Allocation.Relayed> second =
        wish.additional()
            .filter(node.ports()::has)
            .flatMap(f -> node.ports().open(f, false).map(s -> new Allocation.Relayed(f, s)));
    List<Allocation.Relayed> relayed =
        second.isPresent() ? List.of(main, second.get()) : List.of(main);
    return Optional.of(new Sockets(relayed, holding, Optional.empty()));
  }

  private Optional<Sockets> openPair(
      Wish wish, String username, CredentialLedger.Holding holding, long now) {
    Optional<CredentialLedger.Holding> forNext = node.ledger().admit(username);
    if (!forNext.isPresent()) {
      return Optional.empty();
    }
    Optional<RelayPorts.Pair> pair = node.ports().openPair(wish.family());
    if (!pair.isPresent()) {
      node.ledger().release(forNext.get(), now);
      return Optional.empty();
    }
    Bytes token =
        node.reservations()
            .hold(
                new Reservations.Held(
                    pair.get().odd(),
                    wish.family(),
                    username,
                    forNext.get(),
                    now + Reservations.LIFETIME_MILLIS));
    List<Allocation.Relayed> relayed =
        List.of(new Allocation.Relayed(wish.family(), pair.get().even()));
    return Optional.of(new Sockets(relayed, holding, Optional.of(token)));
  }

  private void succeed(Exchange x, Allocation allocation, boolean additionalFailed) {
    StunWriter response = x.success();
    for (Allocation.Relayed relayed : allocation.relayed()) {
      response.xorAddress(
          AttributeType.XOR_RELAYED_ADDRESS,
          node.ports().advertised(relayed.family()),
          relayed.socket().port());
    }
    if (additionalFailed) {
      response.u32(AttributeType.ADDRESS_ERROR_CODE, addressError());
    }
    response.u32(AttributeType.LIFETIME, allocation.remainingSeconds(x.now()));
    allocation
        .reservationToken()
        .ifPresent(token -> response.bytes(AttributeType.RESERVATION_TOKEN, token.toByteArray()));
    x.addMappedAddress(response);
    x.send(response);
  }

  /** RFC 8656 section 18.12: family, then class and number of the error, without a phrase. */
  private static long addressError() {
    int code = StunErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED.number();
    return (long) AddressFamily.IPV6.code() << 24 | code / 100 << 8 | code % 100;
  }

  /** What the attributes ask for, or why they cannot be granted. */
  private record Wish(
      AddressFamily family,
      Optional<AddressFamily> additional,
      boolean even,
      boolean reserveNext,
      Optional<Bytes> token,
      Optional<StunErrorCode> refusal) {

    @Rule("TURN-2")
    static Wish read(StunMessage request, RelayPorts ports) {
      // Step 3: REQUESTED-TRANSPORT
      int transport = request.find(AttributeType.REQUESTED_TRANSPORT);
      if (transport == StunMessage.NONE || request.lengthAt(transport) != 4) {
        return refuse(StunErrorCode.BAD_REQUEST);
      }
      if (request.u32(transport) >> 24 != UDP) {
        return refuse(StunErrorCode.UNSUPPORTED_TRANSPORT_PROTOCOL);
      }
      // Step 4: DONT-FRAGMENT is understood, or has been answered with 420
      int token = request.find(AttributeType.RESERVATION_TOKEN);
      int even = request.find(AttributeType.EVEN_PORT);
      int requested = request.find(AttributeType.REQUESTED_ADDRESS_FAMILY);
      int additional = request.find(AttributeType.ADDITIONAL_ADDRESS_FAMILY);
      boolean malformed =
          wrongLength(request, token, Reservations.TOKEN_LENGTH)
              || wrongLength(request, even, 1)
              || wrongLength(request, requested, 4)
              || wrongLength(request, additional, 4)
              || wrongLength(request, request.find(AttributeType.LIFETIME), 4);
      boolean reserve =
          !malformed
              && even != StunMessage.NONE
              && (request.buffer()[request.valueOffset(even)] & RESERVE_NEXT) != 0;
      // Steps 5, 6, 8 and 9: which attributes exclude each other
      boolean excluded =
          token != StunMessage.NONE
                  && (even != StunMessage.NONE
                      || requested != StunMessage.NONE
                      || additional != StunMessage.NONE)
              || additional != StunMessage.NONE && (requested != StunMessage.NONE || reserve);
      if (malformed || excluded) {
        return refuse(StunErrorCode.BAD_REQUEST);
      }
      AddressFamily family = AddressFamily.IPV4;
      if (requested != StunMessage.NONE) {
        Optional<AddressFamily> asked = AddressFamily.of((int) (request.u32(requested) >> 24));
        if (!asked.isPresent()) {
          return refuse(StunErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
        }
        family = asked.get();
      }
      if (token == StunMessage.NONE && !ports.has(family)) {
        return refuse(StunErrorCode.ADDRESS_FAMILY_NOT_SUPPORTED);
      }
      Optional<AddressFamily> second = Optional.empty();
      if (additional != StunMessage.NONE) {
        if (request.u32(additional) >> 24 != AddressFamily.IPV6.code()) {
          return refuse(StunErrorCode.BAD_REQUEST);
        }
        second = Optional.of(AddressFamily.IPV6);
      } else if (requested == StunMessage.NONE
          && token == StunMessage.NONE
          && !reserve
          && draftAsksForIpv6(request)) {
        second = Optional.of(AddressFamily.IPV6);
      }
      Optional<Bytes> claimed =
          token == StunMessage.NONE
              ? Optional.empty()
              : Optional.of(Bytes.copyOf(request.copyValue(token)));
      return new Wish(family, second, even != StunMessage.NONE, reserve, claimed, Optional.empty());
    }

    /** Anything else under that number is not understood, and so ignored. */
    private static boolean draftAsksForIpv6(StunMessage request) {
      int at = request.find(DRAFT_ADDITIONAL_FAMILY);
      return at != StunMessage.NONE
          && request.lengthAt(at) == 4
          && request.u32(at) >> 24 == AddressFamily.IPV6.code();
    }

    private static boolean wrongLength(StunMessage request, int at, int length) {
      return at != StunMessage.NONE && request.lengthAt(at) != length;
    }

    private static Wish refuse(StunErrorCode code) {
      return new Wish(
          AddressFamily.IPV4, Optional.empty(), false, false, Optional.empty(), Optional.of(code));
    }
  }
}
