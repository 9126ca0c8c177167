package org.phantomnet.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/** A contact book that a test writes in. */
public final class MemoryContacts implements ContactBook {
  /** An accepted contact with an earlier call. */
  public static final ContactPolicy FRIEND = policy(CallMode.FAST, false, true);

  /** An accepted contact without one: nothing is said to it before the person answers. */
  public static final ContactPolicy NEW_CONTACT = policy(CallMode.FAST, false, false);

  private final Map<UserAddress, ContactPolicy> policies = new HashMap<>();

  public static ContactPolicy policy(CallMode floor, boolean requirePq, boolean mayReplyUnasked) {
    return new ContactPolicy(
        CallMode.PRIVATE, floor, requirePq, false, false, mayReplyUnasked, true);
  }

  public void put(UserAddress contact, ContactPolicy policy) {
    policies.put(contact, policy);
  }

  public void remove(UserAddress contact) {
    policies.remove(contact);
  }

  @Override
  public Optional<ContactPolicy> policy(UserAddress contact) {
    return Optional.ofNullable(policies.get(contact));
  }
}
