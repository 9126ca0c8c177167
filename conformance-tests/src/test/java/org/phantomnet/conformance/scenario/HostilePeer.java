package org.phantomnet.conformance.scenario;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.phantomnet.engine.path.FilteredTunnel;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CalleeShares;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.testkit.SeededRandom;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualEngine;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualWorld;

/**
 * A contact whose client is its own: it takes the place of a device, makes shares, keys, proofs and
 * media as the rules say, and says whatever a test wants under MACs that are good.
 */
final class HostilePeer {
  private final VirtualWorld world;
  private final DeviceAddress self;
  private final DeviceAddress victim;
  private final ListedRelay relay;
  private final SecureChannel channel;
  private final SeededRandom random = new SeededRandom(4711);
  private final DtlsIdentity dtls = DtlsIdentity.generate(random, Clock.systemUTC());
  private final List<SealedCall> heard = new ArrayList<>();
  private CallMode mode = CallMode.PRIVATE;
  private Role role = Role.CALLER;
  private Optional<CallBinding> binding = Optional.empty();
  private Optional<EarlyKeys> early = Optional.empty();
  private Optional<CallKeys> keys = Optional.empty();
  private Optional<VirtualSession> session = Optional.empty();
  private Optional<MediaSession.Local> local = Optional.empty();
  private long counter;
  private Set<Capability> named = Set.of(Capability.MEDIA_SHIELD, Capability.REKEY);

  /**
   * @param place the device whose sessions, identity and name it has; its honest client is gone
   */
  HostilePeer(VirtualWorld world, VirtualDevice place, VirtualDevice victim, ListedRelay relay) {
    this.world = world;
    this.self = place.self();
    this.victim = victim.self();
    this.relay = relay;
    this.channel = place.channel();
    place.kill();
    place
        .channel()
        .setReceiver(Receiver.atOnce(received -> heard.add(decoded(received.content()))));
  }

  /** It says of itself that it changes modes. */
  HostilePeer withModeSwitch() {
    named = Set.of(Capability.MEDIA_SHIELD, Capability.REKEY, Capability.MODE_SWITCH);
    return this;
  }

  /** It says of itself that it has video. */
  HostilePeer withVideo() {
    named = Set.of(Capability.MEDIA_SHIELD, Capability.REKEY, Capability.VIDEO);
    return this;
  }

  /** From now on it calls, and is called, in Fast. */
  HostilePeer inFast() {
    mode = CallMode.FAST;
    return this;
  }

  private Optional<RelayCandidate> place(MediaSession.Local own) {
    return own.candidates().stream()
        .map(candidate -> new RelayCandidate(candidate, relay.relayId()))
        .findFirst();
  }

  private static List<Candidate> named(Optional<RelayCandidate> place) {
    return place.map(RelayCandidate::candidate).stream().toList();
  }

  private static SealedCall decoded(Bytes content) {
    try {
      return SignalCodec.decode(content);
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static CallMessage read(SealedCall sealed) {
    try {
      return SignalCodec.decodeCore(sealed.type(), sealed.core());
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Optional<SealedCall> heard(MessageType type) {
    return heard.stream().filter(said -> said.type() == type).findFirst();
  }

  /** How often the victim said something of that type. */
  long count(MessageType type) {
    return heard.stream().filter(said -> said.type() == type).count();
  }

  /** The newest message of that type that the victim sent. */
  CallMessage last(MessageType type) {
    return heard.stream()
        .filter(said -> said.type() == type)
        .reduce((first, second) -> second)
        .map(HostilePeer::read)
        .orElseThrow();
  }

  private Party party(DeviceAddress device) {
    return new Party(device, TestKeys.of(device.user()));
  }

  private void openMedia(Optional<MediaEndpoint.Remote> remote) {
    RelayGrant grant =
        new RelayGrant(
            relay.relayId(), "user", "password", world.time().now().plus(Duration.ofHours(1)));
    MediaEndpoint endpoint =
        new MediaEndpoint(
            mode,
            MediaKind.AUDIO,
            dtls,
            new NoTunnel(),
            grant,
            mode == CallMode.FAST
                ? Optional.of(new MediaEndpoint.StunServer(Bytes.copyOf(new byte[4]), 3478))
                : Optional.empty(),
            remote,
            Optional.empty());
    session =
        Optional.of(
            (VirtualSession)
                new VirtualEngine(world.media(), random).open(endpoint, new Gathering()));
    world.run(Duration.ofMillis(60));
  }

  /** Calls the victim. The offer's core is changed as asked before it is sealed. */
  CallId call(UnaryOperator<CallMessage.Offer> change, UnaryOperator<Bytes> surgery) {
    role = Role.CALLER;
    keys = Optional.empty();
    counter = 0;
    CallId id = new CallId(random.bytes(CallId.LENGTH));
    CallBinding bound = new CallBinding(id, party(self), party(victim));
    binding = Optional.of(bound);
    CallerShares shares = CallerShares.generate(random);
    openMedia(Optional.empty());
    MediaSession.Local own = local.orElseThrow();
    CallMessage.Offer offer =
        change.apply(
            new CallMessage.Offer(
                id,
                self,
                victim,
                mode,
                MediaKind.AUDIO,
                own.parameters(),
                place(own),
                shares.secret(),
                shares.x25519Share(),
                shares.mlKemKey(),
                named,
                world.time().now().toEpochMilli(),
                dtls.certificate(),
                dtls.prove(bound, Role.CALLER)));
    early = Optional.of(EarlyKeys.derive(bound, offer.callerSecret()));
    Bytes core = surgery.apply(SignalCodec.encodeCore(offer));
    send(sealed(MessageType.OFFER, core));
    agree =
        answer ->
            CallKeys.forCaller(
                bound, shares, (CallMessage.Answer) read(answer), core, answer.core());
    return id;
  }

  private interface Agreement {
    CallKeys keys(SealedCall answer) throws ProtocolException;
  }

  private Agreement agree =
      answer -> {
        throw new IllegalStateException("no call was made");
      };

  CallId call() {
    return call(UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** Takes the victim's answer, confirms, and lets its media connect. */
  void confirm() {
    SealedCall answer = heard(MessageType.ANSWER).orElseThrow();
    try {
      keys = Optional.of(agree.keys(answer));
    } catch (ProtocolException bad) {
      throw new AssertionError(bad);
    }
    CallMessage.Answer said = (CallMessage.Answer) read(answer);
    session.orElseThrow().connect(new MediaEndpoint.Remote(said.parameters(), named(said.relay())));
    say(new CallMessage.Confirm(said.callId(), keys.orElseThrow().confirm(Role.CALLER)));
    world.run(Duration.ofMillis(300));
  }

  /** Answers the victim's offer; the answer is changed as asked before keys are made of it. */
  void answer(UnaryOperator<CallMessage.Answer> change) {
    role = Role.CALLEE;
    SealedCall sealed = heard(MessageType.OFFER).orElseThrow();
    CallMessage.Offer offer = (CallMessage.Offer) read(sealed);
    CallBinding bound = new CallBinding(offer.callId(), party(victim), party(self));
    binding = Optional.of(bound);
    early = Optional.of(EarlyKeys.derive(bound, offer.callerSecret()));
    openMedia(Optional.of(new MediaEndpoint.Remote(offer.parameters(), named(offer.relay()))));
    try {
      CalleeShares shares = CalleeShares.respond(offer, random);
      MediaSession.Local own = local.orElseThrow();
      CallMessage.Answer honest =
          new CallMessage.Answer(
              offer.callId(),
              victim,
              self,
              offer.mode(),
              offer.media(),
              own.parameters(),
              place(own),
              shares.secret(),
              shares.x25519Share(),
              shares.mlKemCiphertext(),
              named,
              dtls.certificate(),
              dtls.prove(bound, Role.CALLEE));
      Bytes core = SignalCodec.encodeCore(change.apply(honest));
      CallKeys made = CallKeys.forCallee(bound, shares, offer, sealed.core(), core);
      keys = Optional.of(made);
      send(
          new SealedCall(
              MessageType.ANSWER,
              0,
              ++counter,
              core,
              made.confirm(Role.CALLEE),
              made.mac(Role.CALLEE, MessageType.ANSWER, 0, counter, core)));
    } catch (ProtocolException bad) {
      throw new AssertionError(bad);
    }
  }

  /** Opens its own gate, whatever anybody agreed to: from now on it sends sound. */
  void speak() {
    session.orElseThrow().openGate();
  }

  boolean heardAnything() {
    return session.map(VirtualSession::heard).orElse(false);
  }

  /** An UPDATE that is good in every part, with a certificate and a place on that relay. */
  CallMessage.Update update(boolean reply, ListedRelay on) {
    return update(reply, on, local.orElseThrow().parameters().codecs());
  }

  /** The same that names those codecs. */
  CallMessage.Update update(boolean reply, ListedRelay on, List<Codec> codecs) {
    DtlsIdentity fresh = DtlsIdentity.generate(random, Clock.systemUTC());
    ConnectionParameters own = local.orElseThrow().parameters();
    Candidate place =
        new Candidate(
            CandidateType.RELAY,
            TransportProtocol.UDP,
            on.descriptor().relayedAddresses().get(0),
            on.descriptor().minPort(),
            1);
    CallBinding bound = binding.orElseThrow();
    return new CallMessage.Update(
        bound.callId(),
        0,
        reply,
        true,
        new ConnectionParameters(
            own.iceUfrag(),
            own.icePwd(),
            fresh.fingerprint(),
            codecs,
            own.maxAudioBitrate(),
            own.maxVideoBitrate()),
        Optional.of(new RelayCandidate(place, on.relayId())),
        fresh.certificate(),
        fresh.prove(bound, role),
        reply ? theirRequest() : Bytes.EMPTY);
  }

  /** The name of what the victim asked for last; of nothing, where it did not ask. */
  private Bytes theirRequest() {
    return Sha256.of(
        heard.stream()
            .filter(said -> said.type() == MessageType.UPDATE)
            .reduce((first, second) -> second)
            .map(SealedCall::core)
            .orElse(Bytes.EMPTY));
  }

  /** Says something under the newest key that it has. */
  void say(CallMessage message) {
    send(sealed(message.type(), SignalCodec.encodeCore(message)));
  }

  /** Says what only the other role sends, with the MAC that the other role would give it. */
  void sayAsTheVictim(CallMessage message) {
    Bytes core = SignalCodec.encodeCore(message);
    counter++;
    Bytes mac =
        keys.isPresent()
            ? keys.get().mac(role.other(), message.type(), 0, counter, core)
            : early.orElseThrow().mac(role.other(), message.type(), counter, core);
    send(new SealedCall(message.type(), 0, counter, core, Bytes.EMPTY, mac));
  }

  private SealedCall sealed(MessageType type, Bytes core) {
    counter++;
    Bytes mac =
        keys.isPresent()
            ? keys.get().mac(role, type, 0, counter, core)
            : early.orElseThrow().mac(role, type, counter, core);
    return new SealedCall(type, 0, counter, core, Bytes.EMPTY, mac);
  }

  private void send(SealedCall sealed) {
    channel.send(victim, SignalCodec.encode(sealed), Duration.ZERO, outcome -> {});
    world.run(Duration.ofMillis(100));
  }

  private static final class NoTunnel implements FilteredTunnel {
    @Override
    public void fromEngine(int localPort, byte[] packet, int offset, int length) {
      // virtual media carry nothing over tunnels
    }

    @Override
    public void setEngineSink(EngineSink sink) {
      // as above
    }

    @Override
    public void close() {
      // as above
    }
  }

  private final class Gathering implements MediaSession.Listener {
    @Override
    public void gathered(MediaSession.Local gathered) {
      local = Optional.of(gathered);
    }

    @Override
    public void connected(MediaSession.SelectedPath path) {
      // what the own engine reports changes nothing here
    }

    @Override
    public void interrupted() {
      // as above
    }

    @Override
    public void stats(MediaSession.Stats stats) {
      // as above
    }

    @Override
    public void firstAudio() {
      // as above
    }

    @Override
    public void failed(MediaSession.FailureReason reason) {
      // as above
    }

    @Override
    public void candidates(List<Candidate> found) {
      // as above
    }

    @Override
    public void released() {
      // as above
    }
  }
}
