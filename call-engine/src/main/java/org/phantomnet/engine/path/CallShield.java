package org.phantomnet.engine.path;

import java.util.function.IntConsumer;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.shield.ShieldReceiver;
import org.phantomnet.protocol.shield.ShieldSender;

/**
 * The media shield of one call with one device, both directions, over all its connections
 * (spec/20-shield.md). Thread-safe: keys come from the call loop, packets from the tunnels'
 * threads. Owned by the call's keys, which close it; until it has keys and after it is closed
 * nothing is sealed or opened.
 */
public final class CallShield implements Destroyable, AutoCloseable {
  private final Role own;
  private final ShieldSender sender = new ShieldSender();
  private final ShieldReceiver receiver = new ShieldReceiver();
  private volatile IntConsumer proven = epoch -> {};
  private volatile int told;

  /**
   * @param own the role of this side
   */
  public CallShield(Role own) {
    this.own = own;
  }

  /**
   * Calls this, on a tunnel's thread, once something was opened under an epoch newer than any
   * before: the other side seals with it. Epoch 0 is not told.
   */
  public void whenProven(IntConsumer newestProven) {
    proven = newestProven;
  }

  /** As {@link ShieldReceiver#open}, to the start of {@code out}. */
  ShieldReceiver.Verdict open(byte[] sealed, int at, int length, byte[] out) {
    ShieldReceiver.Verdict verdict = receiver.open(sealed, at, length, out, 0);
    if (receiver.proven() > told) {
      told = receiver.proven(); // two threads may tell it twice, which is no harm
      proven.accept(told);
    }
    return verdict;
  }

  /** Opens what comes under the newest epoch of these keys, too. */
  public void hold(CallKeys keys) {
    try (SecretKey theirs = keys.media(own.other())) {
      receiver.hold(keys.epoch(), theirs);
    }
  }

  /** Seals under the newest epoch of these keys: the other side holds it (SHIELD-7). */
  public void use(CallKeys keys) {
    try (SecretKey ours = keys.media(own)) {
      sender.use(keys.epoch(), ours);
    }
  }

  /** Forgets the epochs before the newest (KEY-10). */
  public void retirePrevious() {
    receiver.retirePrevious();
  }

  ShieldReceiver receiver() {
    return receiver;
  }

  ShieldSender sender() {
    return sender;
  }

  @Override
  public void destroy() {
    sender.destroy();
    receiver.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return receiver.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }
}
