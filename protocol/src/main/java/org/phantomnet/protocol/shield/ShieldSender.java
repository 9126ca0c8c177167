package org.phantomnet.protocol.shield;

import java.util.Optional;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.crypto.PacketCipher;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * Seals what one role sends in one call with one device, over all its connections. Thread-safe.
 * Owned by the call, which closes it when it ends; a closed one refuses every packet.
 */
public final class ShieldSender implements Destroyable, AutoCloseable {
  /** How much longer a sealed packet is, in bytes. */
  public static final int OVERHEAD = PacketCipher.TAG_LENGTH + ShieldTrailer.LENGTH;

  /** Not sealed: there is no key, or the packet is shorter than its head. */
  public static final int REFUSED = -1;

  private final byte[] nonce = new byte[ShieldTrailer.NONCE_LENGTH];
  private Optional<PacketCipher> cipher = Optional.empty();
  private int epoch = -1;
  private long counter;

  /**
   * Seals with this key from now on. An epoch that is not newer than the one in use changes
   * nothing: its counters would begin again.
   *
   * @param key the sender's media key of that epoch; stays its owner's to close
   */
  @Rule("SHIELD-4")
  public synchronized void use(int newEpoch, SecretKey key) {
    if (newEpoch <= epoch) {
      return;
    }
    cipher.ifPresent(PacketCipher::close);
    cipher = Optional.of(PacketCipher.of(key));
    epoch = newEpoch;
    counter = 0;
  }

  /**
   * Writes the sealed packet to {@code out}, which must not overlap {@code packet}.
   *
   * @return its length in bytes, or {@link #REFUSED}
   */
  @Rule("SHIELD-3")
  public synchronized int seal(byte[] packet, int at, int length, byte[] out, int outAt) {
    int head = MediaHead.length(packet, at, length);
    if (cipher.isEmpty() || head == MediaHead.NONE || counter > ShieldTrailer.MAX_COUNTER) {
      return REFUSED;
    }
    int trailerAt = outAt + length + PacketCipher.TAG_LENGTH;
    ShieldTrailer.write(out, trailerAt, epoch, counter);
    ShieldTrailer.nonce(out, trailerAt, nonce);
    counter++;
    System.arraycopy(packet, at, out, outAt, head);
    cipher.get().seal(nonce, packet, at, head, length, out, outAt + head);
    return length + OVERHEAD;
  }

  /** The epoch that seals now, or -1. */
  public synchronized int epoch() {
    return epoch;
  }

  @Override
  public synchronized void destroy() {
    cipher.ifPresent(PacketCipher::close);
    cipher = Optional.empty();
    epoch = Integer.MAX_VALUE; // no later key revives it
  }

  @Override
  public synchronized boolean isDestroyed() {
    return epoch == Integer.MAX_VALUE;
  }

  @Override
  public void close() {
    destroy();
  }
}
