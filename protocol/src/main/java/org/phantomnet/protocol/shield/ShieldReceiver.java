package org.phantomnet.protocol.shield;

import java.util.ArrayList;
import java.util.List;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.crypto.PacketCipher;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * Opens what the other role sent in one call with one device, over all its connections.
 * Thread-safe. Owned by the call, which closes it when it ends; a closed one opens nothing.
 */
public final class ShieldReceiver implements Destroyable, AutoCloseable {
  /** What became of a packet. */
  public enum Verdict {
    OPENED,
    /** Shorter than its head, tag and trailer. */
    TOO_SHORT,
    /** Under an epoch that is not held. */
    WRONG_EPOCH,
    /** Taken before, or older than the window. */
    REPLAYED,
    /** Not what the sender sealed. */
    FORGED
  }

  private record Epoch(int number, PacketCipher cipher, CounterWindow window) {}

  private final byte[] nonce = new byte[ShieldTrailer.NONCE_LENGTH];
  private final List<Epoch> held = new ArrayList<>();
  private boolean destroyed;
  private int newest = -1;
  private int proven = -1;

  /**
   * Opens packets of this epoch and of the one before from now on; an epoch that is not newer than
   * all before changes nothing.
   *
   * @param key the other side's media key of that epoch; stays its owner's to close
   */
  @Rule("SHIELD-7")
  public synchronized void hold(int epoch, SecretKey key) {
    if (!destroyed && epoch > newest) {
      retirePrevious();
      held.add(new Epoch(epoch, PacketCipher.of(key), new CounterWindow()));
      newest = epoch;
    }
  }

  /** Forgets all epochs but the newest. */
  public synchronized void retirePrevious() {
    held.removeIf(
        epoch -> {
          boolean old = epoch.number != newest;
          if (old) {
            epoch.cipher.close();
          }
          return old;
        });
  }

  /**
   * Writes the packet as it was before it was sealed to {@code out}, which must not overlap {@code
   * sealed}, if the verdict is OPENED; it is {@link ShieldSender#OVERHEAD} bytes shorter.
   */
  @Rule("SHIELD-5")
  public synchronized Verdict open(byte[] sealed, int at, int sealedLength, byte[] out, int outAt) {
    int text = sealedLength - ShieldTrailer.LENGTH;
    int head = MediaHead.length(sealed, at, sealedLength);
    if (head == MediaHead.NONE || text - head < PacketCipher.TAG_LENGTH) {
      return Verdict.TOO_SHORT;
    }
    for (Epoch epoch : held) {
      if (ShieldTrailer.names(sealed, at + text, epoch.number)) {
        return open(epoch, sealed, at, head, text, out, outAt);
      }
    }
    return Verdict.WRONG_EPOCH;
  }

  /** With the one key that the trailer names. */
  private Verdict open(
      Epoch epoch, byte[] sealed, int at, int head, int text, byte[] out, int outAt) {
    long counter = ShieldTrailer.counter(sealed, at + text);
    if (!epoch.window.mayTake(counter)) {
      return Verdict.REPLAYED;
    }
    ShieldTrailer.nonce(sealed, at + text, nonce);
    if (!epoch.cipher.open(nonce, sealed, at, head, text, out, outAt + head)) {
      return Verdict.FORGED;
    }
    epoch.window.take(counter);
    System.arraycopy(sealed, at, out, outAt, head);
    proven = Math.max(proven, epoch.number);
    return Verdict.OPENED;
  }

  /** The newest epoch under which something was opened: the other side holds it. Or -1. */
  public synchronized int proven() {
    return proven;
  }

  @Override
  public synchronized void destroy() {
    held.forEach(epoch -> epoch.cipher.close());
    held.clear();
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }
}
