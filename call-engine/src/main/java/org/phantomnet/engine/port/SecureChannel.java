package org.phantomnet.engine.port;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The port by which any messenger plugs in: bytes to one device of a contact inside the chat's
 * ratchet session, and authenticated bytes back.
 *
 * <p><b>Threads.</b> Every method may be called from any thread, several at once, and returns
 * without waiting for disk or network. The receiver is called on one thread at a time, never on the
 * thread that calls {@link #setReceiver}; it returns quickly. {@link SendResult} may come on any
 * thread, also before {@link #send} returned.
 *
 * <p><b>At least once.</b> What was {@link SendOutcome#QUEUED} is delivered until the other device
 * has it, through losses of network and process, unless {@code staleAfter} passed at a restart. A
 * repetition is the same ciphertext, never a new one: a message key is used once. What was received
 * stays in the inbox, through restarts too, until the receiver says it has taken it; so a process
 * that dies in between sees it again, and the receiver must bear repetitions.
 *
 * <p><b>Order.</b> Messages from one device to another arrive in the order in which they were sent,
 * as long as no session is lost; across devices there is no order. The receiver gets one message,
 * and the next when it has taken that. But an OFFER may be preceded by the HANGUP that waits behind
 * it, which comes again in its turn: the receiver must bear that, and should not ring then.
 *
 * <p><b>Size.</b> Content is 1 to {@link #MAX_CONTENT} bytes, not looked into but for the type of
 * the message (CONT-13).
 *
 * <p><b>What it vouches for.</b> {@link Received#from} and {@link Received#identity} are the
 * session's, never what the content says. Nothing is sent to, or received from, someone who is no
 * accepted contact; nothing is sent to a contact whose changed identity was not acknowledged.
 *
 * <p><b>Lifetime.</b> One account on one device, from sign-in until its messenger closes. After
 * that sends end STORE_FAILED and nothing is received.
 *
 * <p><b>Errors.</b> No method throws for a reason outside the program; {@link #peers} may throw
 * what the embedder's store throws.
 */
public interface SecureChannel {
  /** Largest content, so that content, ratchet and sealed sender fit one padded envelope. */
  int MAX_CONTENT = 3_072;

  DeviceAddress self();

  /** This account's identity public key as libsignal serializes it (33 bytes). */
  Bytes selfIdentity();

  /** The devices of a contact with whom a session can be had, primary first; empty if unknown. */
  List<Peer> peers(UserAddress contact);

  /**
   * This account's devices, this one among them, as its device list has them: where a call can be
   * moved to. Empty where the messenger has no such list.
   */
  default List<DeviceAddress> ownDevices() {
    return List.of();
  }

  /**
   * Commits {@code content} to the outbox for one device. {@code sent} is called exactly once, when
   * the ratchet step and the ciphertext are durable together, or failed together.
   *
   * @param staleAfter after a restart the message is dropped if older than this; {@link
   *     Duration#ZERO} keeps it for ever
   */
  void send(DeviceAddress to, Bytes content, Duration staleAfter, SendResult sent);

  /**
   * The engine saw that this device's way into the network is another one, as after a NAT forgot
   * it: connections under this channel may be dead without knowing it. Returns at once.
   */
  default void wayOutChanged() {}

  /**
   * Tells that own device that a call with this contact is to go on there: its person asked for it
   * here (DEV-24). Where the messenger tells own devices nothing, the limit of automatic replies
   * counts for such a call as for any.
   */
  default void tellComing(DeviceAddress own, UserAddress contact, CallId call) {}

  /** Whether an own device said just now that this call goes on here; true once. */
  default boolean takeComing(UserAddress contact, CallId call) {
    return false;
  }

  /**
   * At most one receiver: a later one replaces it, and gets what the earlier one did not take.
   * Messages that arrive before there is one wait in the inbox.
   */
  void setReceiver(Receiver receiver);

  /**
   * @param identity the identity public key the session with that device is bound to (33 bytes)
   */
  record Peer(DeviceAddress device, Bytes identity) {}

  /**
   * @param from the device that the session authenticated
   * @param identity its identity public key (33 bytes)
   * @param heldByMailbox how long the mailbox says it held the envelope; a mailbox may lie
   */
  record Received(DeviceAddress from, Bytes identity, Bytes content, Duration heldByMailbox) {}

  /** Takes received call content. Must not throw. */
  interface Receiver {
    /**
     * @param taken run once what the message means for good is durable here, or it means nothing:
     *     the message then leaves the inbox and the next one comes. From any thread, now or later;
     *     more than once is harmless.
     */
    void received(Received message, Runnable taken);

    /** A receiver that has taken a message when {@code take} returns. */
    static Receiver atOnce(Consumer<Received> take) {
      return (message, taken) -> {
        take.accept(message);
        taken.run();
      };
    }
  }

  /** Told how a send went. Must not throw. */
  interface SendResult {
    void done(SendOutcome outcome);
  }

  /** How a send ended, as far as this device can know. */
  enum SendOutcome {
    /** The ciphertext is durable in the outbox; delivery is retried until acknowledged. */
    QUEUED,
    NO_SESSION,
    IDENTITY_CHANGED,
    TOO_LARGE,
    STORE_FAILED
  }
}
