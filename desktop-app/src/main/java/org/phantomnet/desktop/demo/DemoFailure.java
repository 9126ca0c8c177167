package org.phantomnet.desktop.demo;

/** A step of the demo that did not work: which one, why, and what a person can do. */
final class DemoFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final String step;

  DemoFailure(String step, String why) {
    super(why);
    this.step = step;
  }

  String step() {
    return step;
  }
}
