package org.phantomnet.engine.port;

import java.util.Optional;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What the person decided about a contact.
 *
 * <p>Read on the call loop, for each call and each message: answers from memory, at once, and does
 * not throw. May be called from any thread. It is asked anew each time, so a change counts from the
 * next message on. Lives as long as the engine.
 */
public interface ContactBook {
  /** Empty for anyone who is not an accepted contact: such a person can neither ring nor learn. */
  Optional<ContactPolicy> policy(UserAddress contact);

  /**
   * Settings of an accepted contact; they belong to the address, never to a key.
   *
   * @param floor the weakest mode taken or offered
   * @param mayReplyUnasked an earlier accepted call, an own call, or a verified safety number
   *     (RING-2)
   * @param identityAcknowledged false after an identity change until the person acknowledges it: no
   *     calls
   */
  record ContactPolicy(
      CallMode defaultMode,
      CallMode floor,
      boolean requirePq,
      boolean blocked,
      boolean verified,
      boolean mayReplyUnasked,
      boolean identityAcknowledged) {
    /** A new contact's settings. */
    public static ContactPolicy initial() {
      return new ContactPolicy(CallMode.PRIVATE, CallMode.FAST, false, false, false, false, true);
    }
  }
}
