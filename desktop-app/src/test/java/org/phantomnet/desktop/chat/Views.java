package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.testkit.Changed;

/** Views and snapshots for tests. */
final class Views {
  static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final Instant AT = Instant.parse("2026-11-21T10:42:00Z");

  private Views() {}

  static ChatMessage message(boolean outgoing, String text, ChatMessage.State state) {
    return new ChatMessage(
        new MessageId(Bytes.copyOf(new byte[MessageId.LENGTH])),
        BOB,
        outgoing,
        text,
        outgoing ? AT.plusSeconds(60) : AT,
        state);
  }

  static View.Open open(ChatMessage... messages) {
    return new View.Open("bob", ScreenWords.VERIFIED, false, List.of(messages));
  }

  static CallSnapshot call(Phase phase, CallMode mode) {
    return call(1, phase, mode, phase != Phase.RINGING, Optional.empty(), Optional.empty());
  }

  /** A connected call that was in Fast first. */
  static CallSnapshot fromFast(CallMode mode, Optional<CallMode> switching) {
    return connected(mode, switching, Optional.empty(), true);
  }

  /** A connected call that was never in Fast, and in which the other side asks for that mode. */
  static CallSnapshot requested(CallMode mode) {
    return connected(CallMode.PRIVATE, Optional.empty(), Optional.of(mode), false);
  }

  private static CallSnapshot connected(
      CallMode mode,
      Optional<CallMode> switching,
      Optional<CallMode> requested,
      boolean addressShown) {
    CallSnapshot call = Changed.with(call(Phase.CONNECTED, mode), "switching", switching);
    return Changed.with(Changed.with(call, "requested", requested), "addressShown", addressShown);
  }

  /** A connected call with that wish for video. */
  static CallSnapshot video(VideoStage stage, PictureChoice pictures) {
    MediaKind media = stage == VideoStage.VIDEO ? MediaKind.AUDIO_VIDEO : MediaKind.AUDIO;
    CallSnapshot call = Changed.with(call(Phase.CONNECTED, CallMode.PRIVATE), "video", stage);
    return Changed.with(Changed.with(call, "media", media), "pictures", pictures);
  }

  /** A connected call that sounds so, over a slow and lossy line. */
  static CallSnapshot sounding(double mos) {
    return call(
        1,
        Phase.CONNECTED,
        CallMode.PRIVATE,
        true,
        Optional.empty(),
        Optional.empty(),
        new CallSnapshot.QualityView(
            75, 25, 0.25, Duration.ofMillis(2), Duration.ofMillis(80), 960, 0.02, mos, mos < 2));
  }

  static CallSnapshot ended(boolean outgoing, EndReason end, Optional<CallMode> required) {
    return call(1, Phase.ENDED, CallMode.PRIVATE, outgoing, Optional.of(end), required);
  }

  /** Of any number of calls that were placed here. */
  static CallSnapshot ended(int id, EndReason end, Optional<CallMode> required) {
    return call(id, Phase.ENDED, CallMode.PRIVATE, true, Optional.of(end), required);
  }

  /** Another call than all others, placed here. */
  static CallSnapshot another(Phase phase, Optional<EndReason> end) {
    return call(2, phase, CallMode.PRIVATE, true, end, Optional.empty());
  }

  private static CallSnapshot call(
      int id,
      Phase phase,
      CallMode mode,
      boolean outgoing,
      Optional<EndReason> end,
      Optional<CallMode> required) {
    return call(
        id,
        phase,
        mode,
        outgoing,
        end,
        required,
        new CallSnapshot.QualityView(
            99, 1, 0.01, Duration.ofMillis(2), Duration.ofMillis(40), 0, 0, 3.9, false));
  }

  private static CallSnapshot call(
      int id,
      Phase phase,
      CallMode mode,
      boolean outgoing,
      Optional<EndReason> end,
      Optional<CallMode> required,
      CallSnapshot.QualityView quality) {
    boolean connected = phase == Phase.CONNECTED;
    return new CallSnapshot(
        new CallId(Bytes.copyOf(Arrays.copyOf(new byte[] {(byte) id}, CallId.LENGTH))),
        BOB,
        outgoing,
        phase,
        mode,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        mode == CallMode.FAST,
        MediaKind.AUDIO,
        VideoStage.SOUND,
        true,
        true,
        connected,
        connected,
        false,
        false,
        false,
        false,
        PictureChoice.ALL,
        1,
        AT,
        connected ? Duration.ofSeconds(42) : Duration.ZERO,
        Optional.empty(),
        connected ? Optional.of(quality) : Optional.empty(),
        ConstantRate.before(mode),
        PrivacyReceipt.empty(mode),
        Optional.empty(),
        Optional.empty(),
        end,
        required);
  }

  static View empty() {
    return view(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static View with(View.Open open, Optional<View.Call> call) {
    return view(Optional.of(open), call, Optional.empty(), Optional.empty());
  }

  static View asking(Question question) {
    return view(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(question));
  }

  static View reading(Panel panel) {
    return view(Optional.empty(), Optional.empty(), Optional.of(panel), Optional.empty());
  }

  /** An open chat while the person looks at the own pictures. */
  static View looking(View.Open open, OwnPreview.Shown preview) {
    return Changed.with(with(open, Optional.empty()), "preview", Optional.of(preview));
  }

  private static View view(
      Optional<View.Open> open,
      Optional<View.Call> call,
      Optional<Panel> panel,
      Optional<Question> question) {
    return new View(
        "alice@mail.example",
        Mailbox.ConnectionState.QUEUE_DELIVERED,
        false,
        true,
        false,
        List.of(new View.Row("bob", 0, "Hello Bob", false), new View.Row("carol", 2, "", false)),
        open,
        call,
        Optional.empty(),
        panel,
        question,
        List.of(),
        Optional.empty(),
        List.of(),
        "",
        0,
        false,
        0,
        ZoneOffset.UTC);
  }
}
