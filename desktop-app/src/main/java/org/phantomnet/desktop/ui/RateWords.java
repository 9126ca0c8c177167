package org.phantomnet.desktop.ui;

import org.phantomnet.engine.privacy.ConstantRate;

/** What is known of the constant rate, in words; the only place of them. Stateless. */
public final class RateWords {
  private RateWords() {}

  /** A few words, behind "constant rate:". */
  public static String of(ConstantRate rate) {
    return switch (rate) {
      case NOT_OFFERED -> "not offered in this mode";
      case UNVERIFIED -> "on, not yet verified";
      case VERIFIED -> "on, verified";
      case VIOLATED -> "violated";
    };
  }

  /** With what it means, for a screen during a call. */
  public static String sentence(ConstantRate rate) {
    return "Constant rate: "
        + of(rate)
        + switch (rate) {
          case NOT_OFFERED -> ". Packets follow your voice.";
          case UNVERIFIED -> ".";
          case VERIFIED -> ". Packets do not show when you speak.";
          case VIOLATED -> ". Packets may show when you speak: please report it.";
        };
  }

  /** As it stands in a receipt, which an older version may have written without it. */
  public static String ofReceipt(String name) {
    for (ConstantRate rate : ConstantRate.values()) {
      if (rate.name().equals(name)) {
        return rate == ConstantRate.UNVERIFIED ? "on, not verified at the end" : of(rate);
      }
    }
    return "not known";
  }
}
