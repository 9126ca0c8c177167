package org.phantomnet.conformance.explore;

/** The two devices. */
enum Side {
  ALICE("Alice"),
  BOB("Bob");

  private final String person;

  Side(String person) {
    this.person = person;
  }

  String person() {
    return person;
  }

  Side other() {
    return this == ALICE ? BOB : ALICE;
  }
}
