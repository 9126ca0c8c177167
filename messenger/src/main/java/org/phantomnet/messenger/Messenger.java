package org.phantomnet.messenger;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Invitation;
import org.phantomnet.messenger.contacts.SafetyNumber;
import org.phantomnet.messenger.contacts.ScannedCode;
import org.phantomnet.messenger.devices.LinkedDevice;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.CallLog;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.ChatSummary;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.history.RelayRecords;
import org.phantomnet.messenger.history.SecurityEntry;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.relays.TokenPassStore;
import org.phantomnet.messenger.session.Exchange;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The door of the messenger for a client (desktop, Android): one account on one device.
 *
 * <p>Thread-safe. Only {@link #open}, {@link #register}, {@link #requestContact(Invitation)} and
 * {@link #acceptContact} use the network or the disk for long; call them off a UI thread. All else
 * is durable when it returns, within milliseconds. Every method throws {@link StoreException} if
 * the store fails. Lives until {@link #close()}.
 */
public final class Messenger implements AutoCloseable {
  private final MessengerCore core;
  private final Introductions introductions;
  private final People people;
  private final ChatLines chatLines;
  private final OwnDevices devices;
  private final CallLog calls;
  private final RelayRecords relays;

  private Messenger(MessengerCore core) {
    this.core = core;
    this.introductions = new Introductions(core);
    this.people = new People(core);
    this.chatLines = new ChatLines(core);
    this.devices = new OwnDevices(core);
    this.calls = new CallLog(core.store, core.contacts);
    this.relays = new RelayRecords(core.store);
  }

  /**
   * Opens or creates the store, then connects in the background if there is an account. Works
   * without a network.
   *
   * @throws StoreException with a reason and advice; the mailbox is closed then
   * @throws MessengerException OTHER_MAILBOX if the store's account is not of this mailbox or its
   *     keys differ from the pinned ones; the mailbox is closed then
   */
  public static Messenger open(MessengerConfig config) throws MessengerException {
    try {
      return new Messenger(MessengerCore.open(config));
    } finally {
      Arrays.fill(config.passphrase(), '\0');
    }
  }

  public boolean isRegistered() {
    return core.enrolled().isPresent();
  }

  /** The own address once registered. */
  public Optional<UserAddress> self() {
    return core.enrolled().map(who -> who.device().address().user());
  }

  /**
   * Makes identity and prekeys and opens the account. Blocks for the network. May be repeated after
   * a failure.
   *
   * @throws MessengerException NAME_TAKEN, BAD_NAME, ALREADY_REGISTERED, MAILBOX_UNREACHABLE,
   *     PIN_MISMATCH, CLOCK_WRONG or MAILBOX_REFUSED
   */
  public void register(String name) throws MessengerException {
    core.register(name);
  }

  /**
   * Asks someone of the own mailbox (or of one whose keys are known). If both ask, both have
   * consented.
   */
  public void requestContact(UserAddress contact) throws MessengerException {
    introductions.requestContact(contact);
  }

  /** The own address with the pin of the own mailbox, for others to read or scan. */
  public Invitation invitation() throws MessengerException {
    return introductions.invitation();
  }

  /**
   * Asks whom an invitation names. If their mailbox is not known yet, its document is fetched
   * through the own one, and pinned: blocks for the network then.
   *
   * @throws MessengerException PIN_MISMATCH if their mailbox is not what the invitation's pin, or
   *     what is pinned already, says; UNKNOWN_MAILBOX if neither says anything;
   *     FOREIGN_MAILBOX_UNREACHABLE or MAILBOX_UNREACHABLE if it could not be fetched
   */
  public void requestContact(Invitation invitation) throws MessengerException {
    introductions.requestContact(invitation);
  }

  /**
   * Consents to a request (state ASKED). If their mailbox is not known yet, its document is fetched
   * through the own one, and pinned: blocks for the network then.
   *
   * @throws MessengerException PIN_MISMATCH if their mailbox is not what their request said;
   *     FOREIGN_MAILBOX_UNREACHABLE or MAILBOX_UNREACHABLE if that could not be asked
   */
  public void acceptContact(UserAddress contact) throws MessengerException {
    introductions.acceptContact(contact);
  }

  /** Drops a request (state ASKED) without a word to the other side, who may ask again. */
  public void ignoreContact(UserAddress contact) throws MessengerException {
    people.ignoreContact(contact);
  }

  /** Nothing of a blocked contact shows, rings or is answered; the delivery token is rotated. */
  public void setBlocked(UserAddress contact, boolean blocked) throws MessengerException {
    people.setBlocked(contact, blocked);
  }

  public void setModes(UserAddress contact, CallMode defaultMode, CallMode floor, boolean requirePq)
      throws MessengerException {
    people.setModes(contact, defaultMode, floor, requirePq);
  }

  /**
   * Messages, calls, receipts and the security log of this chat go after that time; zero keeps
   * them.
   */
  public void setAutoDelete(UserAddress contact, Duration after) throws MessengerException {
    people.setAutoDelete(contact, after);
  }

  /** Zero if the chat is kept. */
  public Duration autoDelete(UserAddress contact) {
    return core.store.inTransaction(sql -> AutoDelete.of(sql, contact));
  }

  /** All chats with unread count and last message, the newest first. */
  public List<ChatSummary> chatList() {
    return people.chatList();
  }

  public List<Contact> contacts() {
    return people.contacts();
  }

  /** Takes libsignal some 20 ms. */
  public SafetyNumber safetyNumber(UserAddress contact) throws MessengerException {
    return people.safetyNumber(contact);
  }

  /**
   * What the code says that was scanned from this contact's screen. Marks nothing: on {@link
   * ScannedCode#MATCH} ask, then {@link #markVerified}. Blocks for some milliseconds a contact.
   *
   * @param scanned the bytes in the QR code, {@link SafetyNumber#scannable} of the other side
   */
  public ScannedCode compareScanned(UserAddress contact, Bytes scanned) throws MessengerException {
    return people.compareScanned(contact, scanned);
  }

  /**
   * The person compared this safety number and it was the same.
   *
   * @throws MessengerException IDENTITY_CHANGED if the contact's key is another by now
   */
  public void markVerified(UserAddress contact, SafetyNumber compared) throws MessengerException {
    people.markVerified(contact, compared);
  }

  /**
   * The person saw that the contact's identity changed; calls and messages go again, unverified.
   */
  public void acknowledgeIdentity(UserAddress contact) throws MessengerException {
    people.acknowledgeIdentity(contact);
  }

  /** The person no longer vouches for this contact's key. */
  public void withdrawVerification(UserAddress contact) throws MessengerException {
    people.withdrawVerification(contact);
  }

  /** What happened to the security of account and chats, newest first; never leaves this device. */
  public List<SecurityEntry> securityLog() {
    return people.securityLog();
  }

  /**
   * Whether the first-call privacy panel is still to be shown: before the first call with a
   * contact, and again after its identity changed.
   */
  public boolean isFirstCall(UserAddress contact) {
    return people.isFirstCall(contact);
  }

  /** The person saw the first-call privacy panel of this contact. */
  public void markFirstCallSeen(UserAddress contact) throws MessengerException {
    people.markFirstCallSeen(contact);
  }

  /** Whether the person was ever warned that Fast shows the own address to the other side. */
  public boolean isFastWarned() {
    return people.isFastWarned();
  }

  public void markFastWarned() {
    people.markFastWarned();
  }

  /** The devices of this account, this one included, by number; empty before registration. */
  public List<LinkedDevice> devices() {
    return devices.devices();
  }

  /**
   * Links a new device to this account. Ask the person first: it will read and write all that this
   * one does. Blocks for the network; the listener hears {@code deviceLinked} when it is done.
   *
   * @param code what the new device shows
   * @param name what the person calls it; may be empty
   * @throws MessengerException NOT_PRIMARY, BAD_LINK_CODE, BAD_DEVICE_NAME, TOO_MANY_DEVICES,
   *     LINK_EXPIRED, LINK_USED or of the mailbox
   */
  public void link(String code, String name) throws MessengerException {
    devices.link(code, name);
  }

  /**
   * Takes a device off the account: it can neither read nor write any more from then on, and
   * contacts are told. Blocks for the network; where that fails it is repeated until it works.
   *
   * @throws MessengerException NOT_PRIMARY, NOT_LINKED or of the mailbox
   */
  public void unlink(int device) throws MessengerException {
    devices.unlink(device);
  }

  /**
   * Makes this new store a device of an account that exists. Blocks for the network. Repeat it
   * after a crash: what the primary already sent is finished without a new code.
   *
   * @param name what this device calls itself
   * @throws MessengerException ALREADY_REGISTERED, BAD_DEVICE_NAME or of the mailbox
   */
  public Linking startLinking(String name) throws MessengerException {
    return Linking.start(core, OwnDevices.requireName(name));
  }

  /** This device was unlinked: nothing is sent or received any more, what is stored stays. */
  public boolean isUnlinked() {
    return core.isUnlinked();
  }

  /** Queues a chat message to all devices of an accepted contact. */
  public MessageId sendChat(UserAddress to, String text) throws MessengerException {
    return chatLines.send(to, text);
  }

  /** Oldest first. */
  public List<ChatMessage> chats(UserAddress contact) {
    return core.store.inTransaction(sql -> Chats.of(sql, contact));
  }

  /** The newest messages of a chat, oldest first. */
  public List<ChatMessage> chats(UserAddress contact, int atMost) {
    return core.store.inTransaction(sql -> Chats.newest(sql, contact, atMost));
  }

  public void markRead(UserAddress contact) {
    core.step(
        step -> {
          boolean unread = Chats.unread(step.sql(), contact) > 0;
          Chats.markRead(step.sql(), contact);
          if (unread) {
            Chats.lastReceived(step.sql(), contact, 1)
                .forEach(id -> core.sync.tell(step, new Sync.Read(contact, id)));
          }
          return contact;
        });
  }

  /** All calls, newest first. */
  public List<CallEntry> history() {
    return calls.all();
  }

  /**
   * The listener is called on the messenger's own thread, in order; it must return quickly and not
   * throw.
   */
  public void subscribe(MessengerListener listener) {
    core.listeners.add(listener);
  }

  /** The engine's channel. Only once registered ({@link IllegalStateException}). */
  public SecureChannel channel() {
    return core.exchange().orElseThrow(() -> new IllegalStateException("not registered")).channel();
  }

  /**
   * The device stands in another network now: everything is connected anew at once instead of when
   * the loss is noticed. Any thread; returns at once.
   */
  public void networkChanged() {
    core.exchange().ifPresent(Exchange::networkChanged);
  }

  public ContactBook contactBook() {
    return core.contacts;
  }

  public CallRecords callRecords() {
    return calls;
  }

  public GuardStore guardStore() {
    return relays.guards();
  }

  public RelayListStore relayListStore() {
    return relays.relayList();
  }

  public TokenPassStore tokenPassStore() {
    return relays.passes();
  }

  /**
   * Stops receiving, commits what is under way, closes the mailbox and the store, wipes the key.
   * Idempotent.
   */
  @Override
  public void close() {
    core.close();
  }
}
