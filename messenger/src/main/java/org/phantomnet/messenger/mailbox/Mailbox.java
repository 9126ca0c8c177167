package org.phantomnet.messenger.mailbox;

import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.UserBundles;

/**
 * This device's own mailbox, the only one that it ever connects to (DESIGN 3). Requests about users
 * of other mailboxes go through it too.
 *
 * <p>Thread-safe. Every method but {@link #openReceiver} and {@link #close} blocks for the network,
 * at most about ten seconds: never call one on the call loop or a UI thread. Lives until {@link
 * #close()}.
 */
public interface Mailbox extends AutoCloseable {
  /** Name and pinned keys of this mailbox. Local. */
  MailboxKeys keys();

  /**
   * Opens an account and signs in to it. Repeating the same registration gives the same account
   * (see {@link Registration}).
   *
   * @throws MailboxException NAME_TAKEN if the name is another's
   */
  Account register(Registration registration) throws MailboxException;

  /**
   * Uses an account opened earlier. Local: whether the mailbox still knows it shows at the first
   * request.
   */
  void signIn(Account account);

  /** Where keys of other mailboxes are kept: before the first request about their users. */
  default void use(KnownMailboxes known) {}

  /**
   * The document of that mailbox, own or other, as it came: the caller checks it ({@link
   * DocumentCheck}).
   *
   * @throws MailboxException FOREIGN_UNREACHABLE if another mailbox cannot be reached
   */
  MailboxDocument fetchDocument(String mailbox) throws MailboxException;

  void upload(PreKeyUpload keys) throws MailboxException;

  PreKeyCounts preKeyCounts() throws MailboxException;

  /**
   * Fetches, and so consumes, one-time prekeys of every device of {@code user}. For users of other
   * mailboxes this, {@link #accountOf} and {@link #send} throw FOREIGN_MAILBOX if theirs is not
   * pinned, FOREIGN_PIN_MISMATCH if it is not what is pinned, and FOREIGN_UNREACHABLE.
   */
  UserBundles fetchBundles(UserAddress user) throws MailboxException;

  AccountId accountOf(UserAddress user) throws MailboxException;

  /**
   * Replaces the own device list (DEV-8). Repeat it after UNREACHABLE with the same bytes.
   *
   * @throws MailboxException NAME_TAKEN if the mailbox has a newer list
   */
  void replaceDevices(DeviceUpload upload) throws MailboxException;

  /**
   * Opens a slot for a provisioning message, or takes what was put into it. Needs no account.
   *
   * @param slot 16 random bytes
   * @return empty while there is nothing
   */
  Optional<Bytes> takeLink(Bytes slot) throws MailboxException;

  /**
   * Puts a provisioning message into a slot.
   *
   * @throws MailboxException NO_SUCH_DEVICE if nobody opened the slot or its time is over,
   *     NAME_TAKEN if there is another message in it
   */
  void putLink(LinkDeposit deposit) throws MailboxException;

  /**
   * Registers a linked device and signs in to it. Repeating the same gives the same.
   *
   * @throws MailboxException BAD_TOKEN if the link token is unknown, used or too old
   */
  Account registerLinked(LinkRegistration registration) throws MailboxException;

  /**
   * A libsignal {@code SenderCertificate}, serialized, of 24 h validity, under {@link
   * MailboxKeys#trustRoot()}. Its sender UUID is the account id; its E.164 field holds {@code
   * name@mailbox} (MBX-6).
   */
  Bytes senderCertificate() throws MailboxException;

  /** Replaces the delivery token: whoever knows only the old one can send no more. 16 bytes. */
  void replaceDeliveryToken(Bytes deliveryToken) throws MailboxException;

  /**
   * Puts a sealed envelope into the queue of one device, over a connection that carries no
   * authentication. Idempotent: the same {@code envelopeId} for the same device is queued once, so
   * repeat it after UNREACHABLE with the same bytes. The caller does not pad; this port does
   * (ENV-1).
   *
   * @param sealedEnvelope sealed-sender ciphertext, at most {@code EnvelopePadding.MAX_CONTENT}
   *     bytes
   * @param deliveryToken the recipient's delivery token, or the introduction of its bundles, 16
   *     bytes
   */
  void send(UserAddress to, int device, Bytes sealedEnvelope, Bytes deliveryToken, UUID envelopeId)
      throws MailboxException;

  /**
   * Starts receiving, and keeps at it with back-off until the subscription or the mailbox is
   * closed. At most one at a time; an earlier one is closed. What was delivered but not
   * acknowledged comes again after a reconnect.
   */
  Subscription openReceiver(Receiver receiver);

  /**
   * The device stands in another network now: drops every connection and receives over a new one at
   * once, without back-off. Requests under way fail with UNREACHABLE. Returns at once.
   */
  default void networkChanged() {}

  /** Idempotent. Requests under way fail with CLOSED or UNREACHABLE. */
  @Override
  void close();

  /** A running receiver. */
  interface Subscription extends AutoCloseable {
    /** Idempotent; at most one callback may still be running when it returns. */
    @Override
    void close();
  }

  /**
   * Takes what arrives, on one thread of the mailbox, one call at a time, oldest envelope first.
   * Must not throw.
   */
  interface Receiver {
    /**
     * @param acknowledge run once the envelope is durable here (or known to be useless): the
     *     mailbox then deletes it. From any thread, now or later; more than once is harmless.
     */
    void received(QueuedEnvelope envelope, Runnable acknowledge);

    /** The connection's state changed. */
    void state(ConnectionState state);
  }

  /** State of the receiving connection. */
  enum ConnectionState {
    CONNECTING("Connecting to the mailbox."),
    CONNECTED("Connected; fetching what waits."),
    /** The mailbox has delivered everything that was queued when the connection opened. */
    QUEUE_DELIVERED("Connected."),
    /** Lost; another attempt follows after a pause. */
    DISCONNECTED(
        "No connection to the mailbox. It is tried again by itself; check the network if it lasts."),
    /** As DISCONNECTED: the answering server does not hold the pinned key. */
    PIN_MISMATCH(
        "Whoever answers is not your mailbox: someone may be in between. Nothing was sent. Try another network."),
    /** As DISCONNECTED: own clock and the mailbox's differ by more than five minutes. */
    CLOCK_WRONG(
        "This device's clock and the mailbox's differ by more than five minutes. Set this one; if it is right, tell whoever runs the mailbox."),
    /** The mailbox does not know this account: no more attempts. */
    NOT_SIGNED_IN(
        "The mailbox does not know this account any more. Ask whoever runs it, or open a new account.");

    private final String advice;

    ConnectionState(String advice) {
      this.advice = advice;
    }

    /** A sentence for the person: what it is, and what to do where something can be done. */
    public String advice() {
      return advice;
    }
  }
}
