package org.phantomnet.messenger.words;

import java.util.Locale;
import java.util.ResourceBundle;
import org.phantomnet.engine.api.EndReason;

/**
 * Why a call ended, in plain words: {@code End.properties} has them in English, {@code
 * End_xx.properties} in other languages; what a language lacks is said in English. No text suggests
 * weakening privacy (ADV-38), and none has room for a name or an address. Stateless; thread-safe.
 */
public final class EndWords {
  static final String BUNDLE = "org.phantomnet.messenger.words.End";

  private EndWords() {}

  /** In this machine's language. */
  public static String of(EndReason reason) {
    return of(reason, Locale.getDefault());
  }

  public static String of(EndReason reason, Locale language) {
    ResourceBundle.Control noOther =
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    return ResourceBundle.getBundle(BUNDLE, language, noOther).getString(reason.name());
  }
}
