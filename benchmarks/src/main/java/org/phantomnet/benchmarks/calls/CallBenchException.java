package org.phantomnet.benchmarks.calls;

/** A call that should have been measured did not work; the message says which step and why. */
public final class CallBenchException extends Exception {
  private static final long serialVersionUID = 1;

  CallBenchException(String message) {
    super(message);
  }
}
