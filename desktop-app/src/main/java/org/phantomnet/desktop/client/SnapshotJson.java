package org.phantomnet.desktop.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.MoveWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.messenger.words.EndWords;

/** Call snapshots and receipts as JSON, for scripts and for the stored history. */
final class SnapshotJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SnapshotJson() {}

  static void write(CallSnapshot call, ObjectNode line) {
    line.put("call", HexFormat.of().formatHex(call.call().value().toByteArray()))
        .put("with", call.contact().text())
        .put("outgoing", call.outgoing())
        .put("phase", call.phase().name())
        .put("mode", call.mode().name())
        .put("addressShown", call.addressShown())
        .put("media", call.media().name())
        .put("video", call.video().name())
        .put("keysConfirmed", call.keysConfirmed())
        .put("transportConnected", call.transportConnected())
        .put("gateOpen", call.gateOpen())
        .put("firstAudio", call.firstAudioHeard())
        .put("keysDestroyed", call.keysDestroyed())
        .put("engineReleased", call.engineReleased())
        .put("muted", call.muted())
        .put("held", call.held())
        .put("pictures", call.pictures().name())
        .put("showing", call.showing())
        .put("constantRate", call.constantRate().name())
        .put("connections", call.connections())
        .put("talkedMs", call.talked().toMillis());
    if (call.phase() == CallSnapshot.Phase.RECONNECTING) {
      line.put("phaseText", CallWords.RECONNECTING);
    }
    call.switching().ifPresent(mode -> line.put("switching", mode.name()));
    call.requested().ifPresent(mode -> line.put("requested", mode.name()));
    call.wish().ifPresent(wish -> line.put("wish", wish.name()));
    call.continues()
        .ifPresent(
            old -> line.put("continues", HexFormat.of().formatHex(old.value().toByteArray())));
    call.move()
        .ifPresent(
            move ->
                line.putObject("move")
                    .put("device", move.device())
                    .put("state", move.state().name())
                    .put("text", MoveWords.of(move.state())));
    call.path().ifPresent(path -> line.set("path", JSON.valueToTree(path)));
    call.quality()
        .ifPresent(
            quality ->
                line.putObject("quality")
                    .put("packetsReceived", quality.packetsReceived())
                    .put("packetsLost", quality.packetsLost())
                    .put("loss", quality.loss())
                    .put("jitterMs", quality.jitter().toNanos() / 1e6)
                    .put("roundTripMs", quality.roundTrip().toNanos() / 1e6)
                    .put("concealedSamples", quality.concealedSamples())
                    .put("concealment", quality.concealment())
                    .put("mos", quality.mos())
                    .put("poor", quality.poor()));
    line.set("receipt", receipt(call.receipt()));
    call.end().ifPresent(end -> line.put("end", end.name()).put("endText", EndWords.of(end)));
    call.required().ifPresent(mode -> line.put("required", mode.name()));
  }

  static ObjectNode receipt(PrivacyReceipt receipt) {
    return JSON.valueToTree(receipt);
  }
}
