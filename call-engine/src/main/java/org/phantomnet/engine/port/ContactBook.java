package org.phantomnet.engine.port;

import java.util.Optional;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/** What the person decided about a contact. Read on the call loop; answers from memory. */
public interface ContactBook {
  /** Empty for anyone who is not an accepted contact. */
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
