package org.phantomnet.messenger;

import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The door of the messenger for a client (desktop, Android): one account on one device.
 *
 * <p>Thread-safe. Only {@link #open} and {@link #register} use the network or the disk for long; call them off a UI
 * thread. All else is durable when it returns, within milliseconds. Every method throws {@link StoreException} if the
 * store fails. Lives until {@link #close()}.
 */
public final class Messenger implements AutoCloseable {
  private Messenger() {}

  /**
   * Opens or creates the store, then connects in the background if there is an account. Works without a network.
   *
   * @throws StoreException with a reason and advice; the mailbox is closed then
   */
  public static Messenger open(MessengerConfig config) {
    throw new UnsupportedOperationException();
  }

  public boolean isRegistered() {
    throw new UnsupportedOperationException();
  }

  /** The own address once registered. */
  public Optional<UserAddress> self() {
    throw new UnsupportedOperationException();
  }

  /**
   * Makes identity and prekeys and opens the account. Blocks for the network. May be repeated after a failure.
   *
   * @throws MessengerException NAME_TAKEN, BAD_NAME, ALREADY_REGISTERED, MAILBOX_UNREACHABLE, PIN_MISMATCH,
   *     CLOCK_WRONG or MAILBOX_REFUSED
   */
  public void register(String name) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** Asks someone of the own mailbox (or of one whose keys are known). If both ask, both have consented. */
  public void requestContact(UserAddress contact) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** As {@link #requestContact(UserAddress)}, pinning the keys of that person's mailbox from an invitation. */
  public void requestContact(UserAddress contact, MailboxKeys mailbox) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** Consents to a request (state ASKED). */
  public void acceptContact(UserAddress contact) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** Nothing of a blocked contact shows, rings or is answered; the delivery token is rotated. */
  public void setBlocked(UserAddress contact, boolean blocked) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  public void setModes(UserAddress contact, CallMode defaultMode, CallMode floor, boolean requirePq)
      throws MessengerException {
    throw new UnsupportedOperationException();
  }

  public List<Contact> contacts() {
    throw new UnsupportedOperationException();
  }

  public SafetyNumber safetyNumber(UserAddress contact) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** The person compared the safety number. */
  public void markVerified(UserAddress contact) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** The person saw that the contact's identity changed; calls and messages go again, unverified. */
  public void acknowledgeIdentity(UserAddress contact) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** Queues a chat message to all devices of an accepted contact. */
  public MessageId sendChat(UserAddress to, String text) throws MessengerException {
    throw new UnsupportedOperationException();
  }

  /** Oldest first. */
  public List<ChatMessage> chats(UserAddress contact) {
    throw new UnsupportedOperationException();
  }

  public void markRead(UserAddress contact) {
    throw new UnsupportedOperationException();
  }

  /** All calls, newest first. */
  public List<CallEntry> history() {
    throw new UnsupportedOperationException();
  }

  /** The listener is called on the messenger's own thread, in order; it must return quickly and not throw. */
  public void subscribe(Listener listener) {
    throw new UnsupportedOperationException();
  }

  /** The engine's channel. Only once registered. */
  public SecureChannel channel() {
    throw new UnsupportedOperationException();
  }

  public ContactBook contactBook() {
    throw new UnsupportedOperationException();
  }

  public CallRecords callRecords() {
    throw new UnsupportedOperationException();
  }

  public GuardStore guardStore() {
    throw new UnsupportedOperationException();
  }

  public RelayListStore relayListStore() {
    throw new UnsupportedOperationException();
  }

  /** Stops receiving, commits what is under way, closes the mailbox and the store, wipes the key. Idempotent. */
  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** Told what happened. Everything told is already durable; after a restart, ask for the lists. */
  public interface Listener {
    default void chatReceived(ChatMessage message) {}

    /** The contact's device has it. */
    default void chatDelivered(UserAddress contact, MessageId message) {}

    default void contactRequested(UserAddress contact) {}

    /** Both have consented: chat and calls work from now on. */
    default void contactAccepted(UserAddress contact) {}

    /** Calls to and from the contact are refused until {@link Messenger#acknowledgeIdentity}. */
    default void identityChanged(UserAddress contact) {}

    /** No such user at that mailbox, for a request made earlier. */
    default void contactNotFound(UserAddress contact) {}

    default void connectionState(Mailbox.ConnectionState state) {}

    /** The store was older than what this device had already sent: sessions were reset (STORE-6). */
    default void storeRolledBack() {}

    default void storeFailed(StoreException.Reason reason) {}
  }
}
