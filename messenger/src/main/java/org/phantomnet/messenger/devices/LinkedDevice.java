package org.phantomnet.messenger.devices;

/**
 * A device of this account. Immutable.
 *
 * @param name what the person calls it; empty if nobody said
 * @param primary the one that links and unlinks
 * @param here this one
 * @param pending linked, but it has not said hello yet
 */
public record LinkedDevice(
    int number, String name, boolean primary, boolean here, boolean pending) {
  @Override
  public String toString() {
    return "LinkedDevice";
  }
}
