package org.phantomnet.engine.loop;

import java.util.List;
import java.util.function.Consumer;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;

/** The way back from effects and adapters to the loop. Thread-safe; in order per thread. */
interface Reports {
  /** Something the machine decides on. */
  void post(CallEvent event);

  /** The same of several that belong together: the screen sees only what comes of all of them. */
  void postTogether(List<CallEvent> events);

  /** Something only the screen needs to know. Nothing happens if the call is forgotten. */
  void show(CallRef call, Consumer<CallView> change);
}
