package org.phantomnet.relay.authority;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantCodec;
import org.phantomnet.protocol.grant.GrantPaths;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.Refused;

/**
 * Asks a relay as a client would: every listener, its issuer under the pin, and with a grant of
 * that issuer for a relayed address, through which packets must cross. Blocks; bounded in time and
 * in what it reads. One thread.
 */
public final class Probe {
  static final int MOST_BYTES = 1_500;
  private static final int UNAUTHENTICATED = 401;
  private static final int UDP_TRANSPORT = 17;
  private static final int MAX_ANSWER = 1_024;

  private final RandomSource random;
  private final Duration within;
  private final IssuerProbe issuers;

  /**
   * @param within how long one question may take
   */
  public Probe(RandomSource random, Duration within, Clock clock) {
    this.random = random;
    this.within = within;
    this.issuers = new IssuerProbe(random, within, clock);
  }

  /**
   * What was found.
   *
   * @param faults what is not as the descriptor says, in words for its operator; empty if all is
   * @param tokens keys of an issuer of tokens; absent if it is none, or something is wrong
   */
  public record Found(List<String> faults, Optional<IssuerKeys> tokens) {
    public Found {
      faults = List.copyOf(faults);
    }

    @Override
    public String toString() {
      return "Found";
    }
  }

  /** Asks all of it, one after the other. */
  @Rule("DIR-16")
  public Found ask(RelayDescriptor descriptor) {
    List<String> faults = new ArrayList<>();
    for (Listener listener : descriptor.listeners()) {
      String place = listener.kind() + " port " + listener.port();
      try (ProbeLine line = ProbeLine.open(listener, within)) {
        StunMessage binding = line.ask(request(StunMethod.BINDING, w -> {}));
        if (binding.messageClass() != StunClass.SUCCESS
            || binding.find(AttributeType.XOR_MAPPED_ADDRESS) < 0) {
          faults.add(place + " does not answer a Binding request as a relay does");
          continue;
        }
        StunMessage refused = line.ask(allocate(w -> {}));
        if (error(refused) != UNAUTHENTICATED || refused.find(AttributeType.NONCE) < 0) {
          faults.add(place + " does not ask for a credential: this is no relay, or an open one");
        } else if (!text(refused, AttributeType.REALM).equals(descriptor.realm())) {
          faults.add(place + " has another realm than the descriptor: submit a new one");
        }
      } catch (ProbeLine.OutOfTime e) {
        faults.add(place + " shows a certificate that is not valid now: renew it, check the clock");
      } catch (IOException e) {
        faults.add(place + " does not answer: open it in the firewall, and check the address");
      }
    }
    if (faults.isEmpty() && descriptor.issuerPort() != 0) {
      relayed(descriptor).ifPresent(faults::add);
    }
    if (!faults.isEmpty() || descriptor.issuerPort() == 0) {
      return new Found(faults, Optional.empty());
    }
    IssuerProbe.Answer answer = issuers.ask(descriptor);
    return new Found(answer.fault().map(List::of).orElse(List.of()), answer.keys());
  }

  private Optional<String> relayed(RelayDescriptor descriptor) {
    Listener first = descriptor.listeners().get(0);
    RelayGrant grant;
    try {
      grant = grant(descriptor);
    } catch (IOException | ProtocolException | Refused e) {
      return Optional.of(
          "the issuer on port "
              + descriptor.issuerPort()
              + " gives no grant under its pin: check https.listen, and submit a new descriptor"
              + " if its key changed");
    }
    try (ProbeLine line = ProbeLine.open(first, within)) {
      StunMessage challenge = line.ask(allocate(w -> {}));
      String realm = text(challenge, AttributeType.REALM);
      byte[] nonce = challenge.copyValue(challenge.find(AttributeType.NONCE));
      Consumer<StunWriter> credential =
          w ->
              w.text(AttributeType.USERNAME, grant.username())
                  .text(AttributeType.REALM, realm)
                  .bytes(AttributeType.NONCE, nonce)
                  .integrity(MessageIntegrity.longTerm(grant.username(), realm, grant.password()));
      StunMessage mapped = line.ask(request(StunMethod.BINDING, w -> {}));
      StunMessage allocated = line.ask(allocate(credential));
      int at = allocated.find(AttributeType.XOR_RELAYED_ADDRESS);
      StunAddress address = new StunAddress();
      if (allocated.messageClass() != StunClass.SUCCESS
          || at < 0
          || address.readXor(allocated, at) != StunAddress.Verdict.ADDRESS) {
        return Optional.of("a grant of its issuer gets no relayed address there");
      }
      boolean claimed =
          descriptor.relayedAddresses().contains(address.copyAddress())
              && address.port() >= descriptor.minPort()
              && address.port() <= descriptor.maxPort();
      Optional<String> fault =
          claimed
              ? carries(descriptor, line, credential, mapped, address)
              : Optional.of("the relayed address it gives is not among those of its descriptor");
      line.ask(
          request(StunMethod.REFRESH, w -> credential.accept(w.u32(AttributeType.LIFETIME, 0))));
      return fault;
    } catch (IOException e) {
      return Optional.of("it does not answer a client with a grant");
    }
  }

  /** Whether the relayed address is the relay's: a packet there and one back. */
  private Optional<String> carries(
      RelayDescriptor descriptor,
      ProbeLine line,
      Consumer<StunWriter> credential,
      StunMessage mapped,
      StunAddress relayed)
      throws IOException {
    int at = mapped.find(AttributeType.XOR_MAPPED_ADDRESS);
    StunAddress own = new StunAddress();
    if (at < 0
        || own.readXor(mapped, at) != StunAddress.Verdict.ADDRESS
        || own.copyAddress().length() != relayed.copyAddress().length()) {
      return Optional.of("its first listener has no address of the relayed one's kind");
    }
    try (Witness witness = Witness.open(descriptor, relayed, random, within)) {
      StunMessage permitted =
          line.ask(
              request(
                  StunMethod.CREATE_PERMISSION,
                  w -> credential.accept(Witness.peer(w, own.copyAddress(), own.port()))));
      if (permitted.messageClass() != StunClass.SUCCESS) {
        return Optional.of("it lets no packet of this probe's address through");
      }
      return witness.crossed(line)
          ? Optional.empty()
          : Optional.of(
              "packets do not cross at the relayed address it gives: open the relayed ports in the"
                  + " firewall, for UDP, and check turn.relayed and turn.advertised");
    }
  }

  private RelayGrant grant(RelayDescriptor descriptor)
      throws IOException, Refused, ProtocolException {
    Bytes id = SignedDescriptor.relayId(descriptor.signingKey());
    PinnedClient issuer = new PinnedClient(IssuerProbe.place(descriptor), within);
    GrantChallenge challenge = GrantChallenge.decode(issuer.get(GrantPaths.CHALLENGE, MAX_ANSWER));
    OptionalLong solution = ProofOfWork.solve(challenge, Thread.currentThread()::isInterrupted);
    if (!challenge.relayId().equals(id) || solution.isEmpty()) {
      throw new IOException("another relay's issuer");
    }
    return GrantCodec.decode(
        issuer.post(
            GrantPaths.GRANT,
            new GrantRequest(challenge, solution.getAsLong()).encode(),
            MAX_ANSWER));
  }

  private byte[] allocate(Consumer<StunWriter> credential) {
    return request(
        StunMethod.ALLOCATE,
        w -> credential.accept(w.u8(AttributeType.REQUESTED_TRANSPORT, UDP_TRANSPORT)));
  }

  private byte[] request(StunMethod method, Consumer<StunWriter> attributes) {
    return message(method, StunClass.REQUEST, random, attributes);
  }

  static byte[] message(
      StunMethod method,
      StunClass messageClass,
      RandomSource random,
      Consumer<StunWriter> attributes) {
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    random.fill(id);
    byte[] out = new byte[MOST_BYTES];
    StunWriter writer = new StunWriter().begin(out, 0, method, messageClass, id, 0);
    attributes.accept(writer);
    return Arrays.copyOf(out, writer.length());
  }

  private static int error(StunMessage answer) {
    int at = answer.find(AttributeType.ERROR_CODE);
    byte[] value = at < 0 ? new byte[0] : answer.copyValue(at);
    return value.length < 4 ? 0 : (value[2] & 0x07) * 100 + (value[3] & 0xff);
  }

  private static String text(StunMessage answer, int attribute) {
    int at = answer.find(attribute);
    return at < 0 ? "" : new String(answer.copyValue(at), StandardCharsets.UTF_8);
  }

  static InetAddress address(Listener listener) throws IOException {
    return InetAddress.getByAddress(listener.address().toByteArray());
  }
}
