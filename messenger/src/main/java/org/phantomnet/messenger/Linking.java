package org.phantomnet.messenger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.phantomnet.messenger.MessengerException.Reason;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.session.Threads;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Hpke;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.devices.LinkCode;
import org.phantomnet.protocol.devices.Provisioning;
import org.phantomnet.protocol.id.UserAddress;

/**
 * A new device that waits to be linked: show {@link #text()}, as text and as a QR code, to the
 * person at the primary. Thread-safe. Over when {@link #completion()} is; {@link #close()} gives
 * up.
 */
public final class Linking implements AutoCloseable {
  static final Bytes INFO = Bytes.copyOf("PhantomNet link v1".getBytes(StandardCharsets.US_ASCII));

  private static final Duration LOOK_EVERY = Duration.ofMillis(600);
  private static final Duration LOOK_FOR = Duration.ofMinutes(10);

  private final MessengerCore core;
  private final String name;
  private final HpkeKey key;
  private final LinkCode code;
  private final Instant until;
  private final CompletableFuture<UserAddress> completion = new CompletableFuture<>();
  private final ScheduledThreadPoolExecutor thread = Threads.one("phantomnet-link");

  private Linking(MessengerCore core, String name) {
    this.core = core;
    this.name = name;
    this.key = HpkeKey.generate(core.random);
    this.code = new LinkCode(core.random.bytes(LinkCode.SLOT_LENGTH), key.publicKey());
    this.until = core.clock.instant().plus(LOOK_FOR);
  }

  /** Opens the slot, or goes on with a linking that a crash interrupted. Blocks for the network. */
  static Linking start(MessengerCore core, String name) throws MessengerException {
    Linking linking = new Linking(core, name);
    boolean started = false;
    try {
      if (core.resumeLinking()) {
        linking.done();
      } else {
        core.mailbox.takeLink(linking.code.slot());
        linking.lookLater(Duration.ZERO);
      }
      started = true;
      return linking;
    } catch (MailboxException e) {
      throw MessengerException.of(e);
    } finally {
      if (!started) {
        linking.close();
      }
    }
  }

  /** The code to show; of no use after ten minutes. */
  public String text() {
    return code.text();
  }

  /**
   * The address of the account that this is a device of now: show it, for whoever saw the code
   * could have answered it. Fails with a {@link MessengerException}: LINK_EXPIRED, LINK_REFUSED,
   * MAILBOX_REFUSED.
   */
  public CompletableFuture<UserAddress> completion() {
    return completion.copy();
  }

  private void lookLater(Duration delay) {
    thread.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Optional<Bytes> sealed = core.mailbox.takeLink(code.slot());
      if (sealed.isPresent()) {
        take(sealed.get());
        return;
      }
    } catch (MailboxException e) {
      if (!e.reason().mayRetry()) {
        fail(MessengerException.of(e));
        return;
      }
    } catch (MessengerException e) {
      fail(e);
      return;
    } catch (StoreException e) {
      fail(new MessengerException(Reason.LINK_REFUSED));
      return;
    }
    if (core.clock.instant().isAfter(until)) {
      fail(new MessengerException(Reason.LINK_EXPIRED));
    } else {
      lookLater(LOOK_EVERY);
    }
  }

  private void take(Bytes sealed) throws MessengerException {
    try (Provisioning given = open(sealed)) {
      core.adopt(given, name);
    } catch (ProtocolException e) {
      throw new MessengerException(Reason.LINK_REFUSED);
    }
    finish();
  }

  private Provisioning open(Bytes sealed) throws ProtocolException {
    if (sealed.length() <= Hpke.ENC_LENGTH) {
      throw new ProtocolException.Malformed(ProtocolException.Malformed.Reason.TOO_SHORT);
    }
    byte[] all = sealed.toByteArray();
    Bytes enc = Bytes.copyOf(all, 0, Hpke.ENC_LENGTH);
    Bytes text = Bytes.copyOf(all, Hpke.ENC_LENGTH, all.length - Hpke.ENC_LENGTH);
    return Provisioning.decode(Hpke.receive(key, enc, INFO).open(code.slot(), text));
  }

  /** The registration is repeated while only the network is in the way. */
  private void finish() {
    try {
      core.finishLinking();
      done();
    } catch (MessengerException e) {
      if (e.reason() == Reason.MAILBOX_UNREACHABLE && core.clock.instant().isBefore(until)) {
        thread.schedule(this::finish, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        fail(e);
      }
    }
  }

  private void done() {
    completion.complete(core.enrolled().orElseThrow().device().address().user());
    end();
  }

  private void fail(MessengerException e) {
    completion.completeExceptionally(e);
    end();
  }

  private void end() {
    key.close();
    thread.shutdownNow();
  }

  /** Idempotent; what was already taken is finished by the next {@code startLinking}. */
  @Override
  public void close() {
    completion.cancel(false);
    end();
  }
}
