package org.phantomnet.engine.loop;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.Connected;
import org.phantomnet.engine.state.Reconnecting;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What a person does in a call beside its machine: nothing that the machine decides depends on it,
 * until both sides agreed. Loop thread only.
 */
final class InCallActions {
  private final CallLoop loop;
  private final Executor effects;
  private final Switches switches;

  InCallActions(CallLoop loop, Executor effects, Switches switches) {
    this.loop = loop;
    this.effects = effects;
    this.switches = switches;
  }

  void hold(CallRef call, boolean held) {
    view(
        call,
        CallView::talks,
        view -> {
          view.held = held;
          switches.hold(call, held);
        });
  }

  @Rule("CALL-70")
  void choose(CallRef call, PictureChoice pictures) {
    view(
        call,
        CallView::mayChoosePictures,
        view -> {
          view.pictures = pictures;
          switches.choose(call, pictures);
        });
  }

  void switchMode(CallRef call, CallMode to) {
    later(call, leg -> loop.rekeys().ask(leg, to));
  }

  void answerSwitch(CallRef call, boolean approved) {
    later(call, leg -> loop.rekeys().answer(leg, approved));
  }

  /** Only of a call whose connection stands. */
  void move(CallRef call, int device) {
    CallState state = loop.calls().state(call);
    if (state instanceof Connected) {
      later(call, leg -> loop.moves().ask(leg, device));
    } else if (state instanceof Reconnecting) {
      loop.show(
          call, view -> view.move = Optional.of(new MoveView(device, MoveView.State.NOT_NOW)));
    }
  }

  void requestVideo(CallRef call) {
    loop.view(call).ifPresent(view -> view.wants(PictureChoice.ALL));
    later(call, loop.videos()::ask);
  }

  void approveVideo(CallRef call, PictureChoice pictures) {
    loop.view(call).ifPresent(view -> view.wants(pictures));
    later(call, loop.videos()::approve);
  }

  void declineVideo(CallRef call) {
    later(call, loop.videos()::decline);
  }

  /** Pictures stop here; the rest follows. */
  void endVideo(CallRef call) {
    view(
        call,
        view -> view.talks() && view.wantsNone(),
        view -> {
          switches.choose(call, PictureChoice.SOUND_ONLY);
          later(call, loop.videos()::end);
        });
  }

  private void view(CallRef call, Predicate<CallView> may, Consumer<CallView> change) {
    Optional<CallView> found = loop.view(call).filter(may);
    if (found.isPresent()) {
      change.accept(found.get());
      loop.publish(call, found.get());
    }
  }

  private void later(CallRef call, Consumer<LegId> then) {
    loop.talking(call).ifPresent(leg -> effects.execute(() -> then.accept(leg)));
  }
}
