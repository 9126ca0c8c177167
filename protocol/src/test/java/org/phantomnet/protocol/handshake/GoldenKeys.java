package org.phantomnet.protocol.handshake;

/** Keys and MACs of {@code Handshake} with seed 1. */
final class GoldenKeys {
  static final String CONFIRM_CALLER =
      "70e476edfcb55b7d1d44575294566b8a52b1b26d447f2a5402f232d0bad17960";
  static final String CONFIRM_CALLEE =
      "884e3fa3dd7354074585b6aacd9999c509373b1323cd8000d41cd57139d6f7a3";
  static final String POLICY_MAC =
      "a20322c62e1aa26c94bfb5a45be447eb06fce8e4387a672b9277257c6e9e9ce1";
  static final String EARLY_MAC =
      "b35af7757e75b0eaf8e2f1e6cfb33c5c42de8725d7a8d661a17d8843fd173ca2";
  static final String MEDIA_CALLER =
      "9639505018b7fae5e231af0b1290964c868748679c41a4550b21adf793fd90bf";

  private GoldenKeys() {}
}
