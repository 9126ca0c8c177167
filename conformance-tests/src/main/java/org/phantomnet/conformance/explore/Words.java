package org.phantomnet.conformance.explore;

import java.util.Arrays;

/** A row of whole numbers as a key. */
final class Words {
  final int[] all;
  private final int hash;

  Words(int[] all) {
    this.all = all;
    this.hash = Arrays.hashCode(all);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Words && Arrays.equals(all, ((Words) other).all);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
