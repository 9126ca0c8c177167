package org.phantomnet.relay.turn;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.Fingerprint;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.PasswordAlgorithm;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.AnswerBudget;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;
import org.phantomnet.relay.net.ClientPath;
import org.phantomnet.relay.net.PacketBuffer;

/**
 * One STUN message from a client and the answer to it. One per loop, used again for every message;
 * a handler keeps nothing of it.
 */
final class Exchange {
  private final LoopCounters counters;
  private final AnswerBudget budget;
  private final Nonces nonces;
  private final byte[] realm;
  private final StunMessage request = new StunMessage();
  private final StunWriter writer = new StunWriter();
  private final PacketBuffer out = new PacketBuffer();
  private Optional<ClientPath> path = Optional.empty();
  private Optional<Allocation> allocation = Optional.empty();
  private Optional<Authenticated> authenticated = Optional.empty();
  private PacketBuffer in = out;
  private boolean keyTaken;
  private long now;

  /**
   * Who sent a request whose integrity is valid.
   *
   * @param own whether the key is that of the sender's allocation, which closes it
   */
  record Authenticated(String username, MessageIntegrity key, boolean own) {
    @Override
    public String toString() {
      return "Authenticated";
    }
  }

  Exchange(LoopCounters counters, AnswerBudget budget, Nonces nonces, byte[] realm) {
    this.counters = counters;
    this.budget = budget;
    this.nonces = nonces;
    this.realm = realm;
  }

  /** Points at a received packet; false if it is not a well-formed STUN message. */
  boolean begin(
      Optional<Allocation> knownAllocation,
      PacketBuffer buffer,
      int at,
      int length,
      long nowMillis) {
    allocation = knownAllocation;
    authenticated = Optional.empty();
    keyTaken = false;
    in = buffer;
    now = nowMillis;
    return request.wrap(buffer.array(), at, length) == StunMessage.Verdict.MESSAGE
        && request.fingerprint() != Fingerprint.Verdict.WRONG;
  }

  /** Needed by requests only: an indication is never answered. */
  void answerTo(ClientPath client) {
    path = Optional.of(client);
  }

  StunMessage request() {
    return request;
  }

  PacketBuffer in() {
    return in;
  }

  ClientPath path() {
    return path.orElseThrow();
  }

  InetSocketAddress client() {
    return path().remote();
  }

  Optional<Allocation> allocation() {
    return allocation;
  }

  long now() {
    return now;
  }

  Nonces nonces() {
    return nonces;
  }

  LoopCounters counters() {
    return counters;
  }

  byte[] realm() {
    return realm;
  }

  void authenticate(Authenticated proven) {
    authenticated = Optional.of(proven);
  }

  Authenticated authenticated() {
    return authenticated.orElseThrow();
  }

  /** The sender's key, to be closed by the caller. */
  MessageIntegrity takeKey() {
    keyTaken = true;
    return authenticated().key();
  }

  /** Wipes the sender's key unless an allocation holds it. */
  void end() {
    if (!keyTaken && !authenticated().own()) {
      authenticated().key().close();
    }
  }

  /** Starts a success response; {@link #send} finishes it. */
  StunWriter success() {
    return writer.begin(
        out.array(), PacketBuffer.HEADROOM, request.method(), StunClass.SUCCESS, request);
  }

  void addMappedAddress(StunWriter response) {
    InetAddress address = client().getAddress();
    byte[] bytes = address.getAddress();
    response.xorAddress(AttributeType.XOR_MAPPED_ADDRESS, bytes, bytes.length, client().getPort());
  }

  /** Answers with an error; integrity is added where the request proved its sender. */
  void error(StunErrorCode code) {
    send(startError(code));
  }

  /** 420 with the attributes that were not understood (RFC 8489 section 6.3.1). */
  void unknownAttributes(List<Integer> types) {
    byte[] value = new byte[2 * types.size()];
    for (int i = 0; i < types.size(); i++) {
      value[2 * i] = (byte) (types.get(i) >> 8);
      value[2 * i + 1] = (byte) (int) types.get(i);
    }
    send(
        startError(StunErrorCode.UNKNOWN_ATTRIBUTE).bytes(AttributeType.UNKNOWN_ATTRIBUTES, value));
  }

  /** 300 with ALTERNATE-SERVER (RFC 8489 section 10); integrity shows that it is ours. */
  void tryAlternate(Alternate other) {
    byte[] address = other.address().toByteArray();
    send(
        startError(StunErrorCode.TRY_ALTERNATE)
            .plainAddress(AttributeType.ALTERNATE_SERVER, address, address.length, other.port()));
  }

  /** 401 or 438 with realm and a nonce for this client (RFC 8489 section 9.2.4). */
  void challenge(StunErrorCode code) {
    send(
        startError(code)
            .bytes(AttributeType.REALM, realm)
            .bytes(AttributeType.NONCE, nonces.issue(client(), now))
            .bytes(AttributeType.PASSWORD_ALGORITHMS, PasswordAlgorithm.offer()));
  }

  /**
   * Phrases are left out until the sender has proven itself: they are for people and would only
   * amplify.
   */
  private StunWriter startError(StunErrorCode code) {
    StunWriter response =
        writer.begin(
            out.array(), PacketBuffer.HEADROOM, request.method(), StunClass.ERROR, request);
    return authenticated.isPresent() ? response.error(code) : response.error(code, "");
  }

  /** Ends the response with integrity and, if the request had one, a fingerprint; then sends it. */
  void send(StunWriter response) {
    if (authenticated.isPresent()) {
      MessageIntegrity key = authenticated.get().key();
      if (request.integritySha256At() != StunMessage.NONE) {
        response.integritySha256(key);
      } else {
        response.integrity(key);
      }
    }
    if (request.fingerprintAt() != StunMessage.NONE) {
      response.fingerprint();
    }
    boolean mayAnswer =
        authenticated.isPresent()
            || path().stream() // a TCP handshake has proven the address
            || budget.spend(
                client().getAddress().getAddress(), request.length(), response.length(), now);
    if (!mayAnswer) {
      counters.add(Counter.ANSWER_BUDGET_SPENT);
    } else if (!path().send(out, PacketBuffer.HEADROOM, response.length())) {
      counters.add(Counter.ANSWERS_NOT_SENT);
    }
  }
}
