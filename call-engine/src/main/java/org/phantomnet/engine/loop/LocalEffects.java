package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.protocol.signal.CallMode;

/** Limits and records. Effect thread only; timers are {@link CallTimers}'. */
final class LocalEffects {
  private final EnginePorts ports;
  private final Keyring keyring;
  private final Paths paths;
  private final Reports reports;

  LocalEffects(EnginePorts ports, Keyring keyring, Paths paths, Reports reports) {
    this.ports = ports;
    this.keyring = keyring;
    this.paths = paths;
    this.reports = reports;
  }

  void run(LocalEffect effect, Optional<CallFacts> facts) {
    if (effect instanceof LocalEffect.TakeReply take) {
      reports.post(new CheckEvent.ReplyPermitDecided(take.call(), mayReply(take, facts)));
    } else if (effect instanceof LocalEffect.DropOffer drop) {
      keyring.destroy(drop.call());
      ports.records().discard(drop.call().id(), drop.call().outgoing());
      ports.trace().trace(Trace.of(TraceCode.OFFER_REFUSED));
    } else if (effect instanceof LocalEffect.RecordHistory record) {
      recordHistory(record, facts.orElseThrow());
    } else {
      throw new IllegalStateException("not an effect of this runner");
    }
  }

  /** A call that the person here wants to go on is none of the contact's. */
  private boolean mayReply(LocalEffect.TakeReply take, Optional<CallFacts> facts) {
    return facts
            .flatMap(CallFacts::continues)
            .filter(call -> ports.channel().takeComing(take.contact(), call))
            .isPresent()
        || ports.records().takeAutomaticReply(take.contact(), ports.clock().instant());
  }

  /** What the history says of a live call if this process dies now. */
  void keep(CallFacts facts) {
    keep(ports.records(), facts, facts.mode());
  }

  /**
   * As {@link #keep(CallFacts)}.
   *
   * @param weakest the weakest mode that the call had
   */
  static void keep(CallRecords records, CallFacts facts, CallMode weakest) {
    records.keep(
        facts.call().id(),
        new CallRecords.Entry(
            facts.contact(),
            facts.call().outgoing(),
            weakest,
            facts.startedAt(),
            Duration.ZERO,
            EndReason.INTERNAL_ERROR.name(),
            ReceiptJson.of(PrivacyReceipt.empty(weakest))));
  }

  private void recordHistory(LocalEffect.RecordHistory effect, CallFacts facts) {
    PrivacyReceipt receipt = paths.takeReceipt(effect.call(), facts.mode());
    reports.show(effect.call(), view -> view.receipt = receipt);
    if (facts.isContinuation() && effect.talked().isZero()) {
      ports.records().discard(effect.call().id(), true); // nothing went on in it (CALL-85)
      return;
    }
    ports
        .records()
        .addHistory(
            effect.call().id(),
            new CallRecords.Entry(
                facts.contact(),
                effect.call().outgoing(),
                receipt.mode(),
                facts.startedAt(),
                effect.talked(),
                effect.reason().name(),
                ReceiptJson.of(receipt)));
    ports.trace().trace(Trace.of(TraceCode.ENDED));
  }
}
