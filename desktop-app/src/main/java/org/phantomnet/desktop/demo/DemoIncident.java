package org.phantomnet.desktop.demo;

import java.io.IOException;

/** What happens to a call while the two talk, and it must go on. One use; one thread. */
interface DemoIncident {
  /** Now; returns when both are as they should be again. */
  void happens(DemoClient alice, DemoClient bob) throws DemoFailure;

  /** After the recordings were compared. */
  void judge() throws DemoFailure, IOException;
}
