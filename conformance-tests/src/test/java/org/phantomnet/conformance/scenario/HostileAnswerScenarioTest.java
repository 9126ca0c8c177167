package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.People;

/** A contact that answers with good keys, and something else than was offered. */
final class HostileAnswerScenarioTest {
  private final TwoPhones phones = new TwoPhones();

  /** An answer with good keys that says something else than was offered. */
  private EndReason answered(UnaryOperator<CallMessage.Answer> change) {
    HostilePeer mallory = phones.hostileCallee();
    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));

    mallory.answer(change);
    phones.run(Duration.ofSeconds(1));
    if (phones.alice.live().isPresent()) {
      mallory.say(new CallMessage.Accept(phones.alice.live().orElseThrow().call()));
    }
    mallory.speak();
    phones.run(Duration.ofSeconds(1));

    for (CallSnapshot shown : phones.alice.screen()) {
      assertFalse(shown.gateOpen());
      assertFalse(shown.keysConfirmed());
    }
    assertFalse(phones.alice.speaks());
    return phones.alice.last().end().orElseThrow();
  }

  @Test
  @Covers("CALL-25")
  @Adversary("ADV-20")
  void answerInAWeakerMode_endsTheCall() {
    assertEquals(
        EndReason.SECURITY_FAILURE,
        answered(a -> with(a, CallMode.FAST, a.media(), a.relay(), a.x25519Share())));
  }

  @Test
  @Covers("CALL-25")
  @Adversary({"ADV-07", "ADV-20"})
  void answerWithVideo_toAnAudioCall_endsIt() {
    phones.alice.media().videoCodecs(List.of(Codec.VP8));
    assertEquals(EndReason.SECURITY_FAILURE, answered(HostileAnswerScenarioTest::withVideo));
  }

  /** As a device would say it that can do it, in a call that offers it. */
  private static CallMessage.Answer withVideo(CallMessage.Answer a) {
    ConnectionParameters own = a.parameters();
    ConnectionParameters both =
        Changed.with(
            Changed.with(own, "codecs", List.of(Codec.OPUS, Codec.VP8)),
            "maxVideoBitrate",
            500_000);
    CallMessage.Answer video = Changed.with(a, "media", MediaKind.AUDIO_VIDEO);
    return Changed.with(
        Changed.with(video, "parameters", both),
        "capabilities",
        Set.of(Capability.MEDIA_SHIELD, Capability.REKEY, Capability.VIDEO));
  }

  @Test
  @Covers("CALL-25")
  @Adversary({"ADV-34", "ADV-36"})
  void answerWithoutRelay_endsTheCall() {
    assertEquals(
        EndReason.SECURITY_FAILURE,
        answered(a -> with(a, a.mode(), a.media(), Optional.empty(), a.x25519Share())));
  }

  private static CallMessage.Answer with(
      CallMessage.Answer a,
      CallMode mode,
      MediaKind media,
      Optional<RelayCandidate> relay,
      Bytes x25519) {
    CallMessage.Answer moded = Changed.with(Changed.with(a, "mode", mode), "media", media);
    return Changed.with(Changed.with(moded, "relay", relay), "x25519Share", x25519);
  }
}
