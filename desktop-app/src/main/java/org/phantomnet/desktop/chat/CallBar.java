package org.phantomnet.desktop.chat;

import java.util.Locale;
import org.jline.utils.AttributedStyle;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.MoveWords;
import org.phantomnet.desktop.ui.RateWords;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.engine.privacy.ConstantRate;

/** The call that runs: who, mode, what the lock means now, time and quality. */
final class CallBar {
  private CallBar() {}

  static void draw(View.Call call, Drawing on) {
    Look look = on.look();
    CallSnapshot now = call.snapshot();
    boolean rings = !now.outgoing() && CallCommands.isRinging(now.phase());
    on.rule();
    on.sides(
        " " + CallWords.phase(now) + " " + call.name(),
        rings ? look.warning() : look.bold(),
        now.talked().isZero() ? "" : CallWords.clock(now.talked()) + " ",
        look.bold());
    on.badge(
        ModeWords.name(now.mode()).toUpperCase(Locale.ROOT),
        look.bar(),
        ModeWords.label(now.mode(), now.addressShown()),
        look.plain());
    now.switching()
        .ifPresent(to -> on.paragraph(" " + ModeWords.switching(now, to), 1, look.warning()));
    now.requested()
        .ifPresent(
            to ->
                on.paragraph(
                    " " + ConsentWords.requested(call.name(), now.mode(), to), 1, look.warning()));
    boolean locked = CallWords.isLocked(now);
    on.badge(
        locked ? ScreenWords.LOCKED : ScreenWords.NOT_LOCKED,
        locked ? look.good().inverse() : look.warning().inverse(),
        CallWords.lock(now, call.verified()),
        look.plain());
    if (now.gateOpen()) {
      on.line(
          " " + RateWords.sentence(now.constantRate()),
          now.constantRate() == ConstantRate.VIOLATED ? look.warning() : look.plain());
    }
    if (rings && now.continues().isPresent()) {
      on.line(" " + MoveWords.continues(call.name()), look.warning());
    }
    now.move()
        .filter(move -> move.state() == MoveView.State.ASKED)
        .ifPresent(move -> on.paragraph(" " + MoveWords.of(move.state()), 1, look.warning()));
    if (rings) {
      on.line(
          " " + (call.verified() ? ScreenWords.RINGS_VERIFIED : ScreenWords.RINGS_NOT_VERIFIED),
          call.verified() ? look.good() : look.warning());
    }
    video(call, rings, on);
    if (now.phase() == Phase.RECONNECTING) {
      on.line(" " + CallWords.RECONNECTING, look.warning());
    }
    AttributedStyle style = look.plain();
    if (now.muted()) {
      on.badge(ScreenWords.MUTED, look.warning().inverse(), ScreenWords.NOW_MUTED, style);
    }
    if (now.held()) {
      on.badge(ScreenWords.HELD, look.warning().inverse(), ScreenWords.NOW_HELD, style);
    }
    now.quality()
        .ifPresent(
            quality -> {
              on.line(
                  " " + look.bars(CallWords.bars(quality)) + " " + CallWords.quality(quality),
                  style);
              CallWords.advice(quality).ifPresent(advice -> on.line(" " + advice, style));
            });
  }

  /** Whether there are pictures, who asks for them, and what leaves. */
  private static void video(View.Call call, boolean rings, Drawing on) {
    Look look = on.look();
    CallSnapshot now = call.snapshot();
    switch (now.video()) {
      case SOUND -> {
        // as most calls
      }
      case ASKING -> on.line(" " + VideoWords.ASKING, look.warning());
      case ASKED ->
          on.paragraph(
              " "
                  + VideoWords.asks(call.name())
                  + ". "
                  + VideoWords.HOW_TO_SAY_YES
                  + " "
                  + VideoWords.HOW_TO_SAY_NO,
              1,
              look.warning());
      case AGREED -> on.line(" " + VideoWords.COMING, look.plain());
      case VIDEO ->
          on.badge(
              ScreenWords.VIDEO,
              look.bar(),
              rings
                  ? VideoWords.RINGS
                  : VideoWords.of(now.pictures())
                      + call.sent()
                          .map(state -> ". " + VideoWords.ownCamera(state.words()))
                          .orElse("")
                      + call.shown().map(seen -> ". " + seen.words()).orElse(""),
              look.plain());
    }
  }
}
