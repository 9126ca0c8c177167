package org.phantomnet.desktop.client;

import java.util.Optional;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.StoreException;

/**
 * Something that could not be done, for a person or a script. Immutable.
 *
 * @param code stable, for scripts
 * @param text a sentence that says what to do
 */
public record Failure(String code, String text) {
  /** Empty for what is a defect of this program. */
  public static Optional<Failure> of(Exception e) {
    if (e instanceof MessengerException refused) {
      return Optional.of(new Failure(refused.reason().name(), refused.advice()));
    }
    if (e instanceof StoreException failed) {
      return Optional.of(new Failure(failed.reason().name(), failed.advice()));
    }
    if (e instanceof ClientException refused) {
      return Optional.of(new Failure(refused.code(), String.valueOf(refused.getMessage())));
    }
    return Optional.empty();
  }
}
