package org.phantomnet.engine.port;

import java.time.Duration;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The port by which any messenger plugs in: bytes to one device of a contact inside the chat's
 * ratchet session, and authenticated bytes back.
 *
 * <p>Delivery is at least once and may reorder; a crash between sending and delivery repeats the
 * same ciphertext, never a new one. Content is at most {@link #MAX_CONTENT} bytes. Methods may be
 * called from any thread and do not block; the receiver is called on one thread at a time.
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
   * Commits {@code content} to the outbox for one device. Returns after the ratchet step is durable
   * or failed; {@code sent} is then called exactly once.
   *
   * @param staleAfter after a restart the message is dropped if older than this; {@link
   *     Duration#ZERO} keeps it for ever
   */
  void send(DeviceAddress to, Bytes content, Duration staleAfter, SendResult sent);

  /** At most one receiver; messages that arrive before it is set wait in the inbox. */
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
    void received(Received message);
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
