package org.phantomnet.conformance.embedding;

import java.util.function.Function;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.loop.EnginePorts;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** Calls in a messenger of your own: place, show, answer, hang up. */
public final class EmbeddedCalls implements AutoCloseable {
  /** Your user interface. Called on the call loop: hand over to your own thread and return. */
  public interface Screen {
    void ring(CallId call, UserAddress contact, CallMode mode);

    void show(CallId call, String line);
  }

  private final Calls calls;
  private final Screen screen;

  /** Takes your channel, contacts, records, relays and the rest; {@code CallEngine::start}. */
  public EmbeddedCalls(EnginePorts ports, Function<EnginePorts, Calls> engine, Screen screen) {
    this.screen = screen;
    this.calls = engine.apply(ports);
    calls.subscribe(this::changed);
  }

  /** What becomes of it shows in the snapshots, a refusal too. */
  public CallId call(UserAddress contact) {
    return calls.start(contact, MediaKind.AUDIO, CallMode.PRIVATE);
  }

  public void answer(CallId call) {
    calls.answer(call);
  }

  public void hangup(CallId call) {
    calls.hangup(call);
  }

  private void changed(CallSnapshot call) {
    switch (call.phase()) {
      case INCOMING -> {} // being checked: the person must not know of it yet
      case RINGING -> screen.ring(call.call(), call.contact(), call.mode());
      case CONNECTED -> screen.show(call.call(), "talking, " + call.talked().toSeconds() + " s");
      case ENDED -> screen.show(call.call(), call.end().orElseThrow().name());
      case DIALING, REMOTE_RINGING, CONNECTING, RECONNECTING ->
          screen.show(call.call(), call.phase().name());
    }
  }

  /** Ends every call and waits until engines and keys are gone. */
  @Override
  public void close() {
    calls.close();
  }
}
