package org.phantomnet.messenger;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.session.Events;
import org.phantomnet.messenger.session.Threads;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Brings events to the listeners on one thread, in order. What tells of a contact first brings the
 * contact book up to date, on the thread that tells.
 */
final class ListenerThread implements Events, AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final List<MessengerListener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledThreadPoolExecutor executor = Threads.one("phantomnet-events");
  private final Runnable refreshContacts;
  private final Runnable recordsGrew;
  private volatile boolean rolledBack;

  ListenerThread(Runnable refreshContacts, Runnable recordsGrew) {
    this.refreshContacts = refreshContacts;
    this.recordsGrew = recordsGrew;
  }

  void add(MessengerListener listener) {
    listeners.add(listener);
    if (rolledBack) {
      tell(MessengerListener::storeRolledBack);
    }
  }

  private void tell(Consumer<MessengerListener> event) {
    try {
      executor.execute(() -> listeners.forEach(event));
    } catch (RejectedExecutionException e) {
      // Closed.
    }
  }

  @Override
  public void chatReceived(ChatMessage message) {
    recordsGrew.run();
    tell(listener -> listener.chatReceived(message));
  }

  @Override
  public void chatDelivered(UserAddress contact, MessageId message) {
    tell(listener -> listener.chatDelivered(contact, message));
  }

  @Override
  public void contactRequested(UserAddress contact) {
    refreshContacts.run();
    tell(listener -> listener.contactRequested(contact));
  }

  @Override
  public void contactAccepted(UserAddress contact) {
    refreshContacts.run();
    tell(listener -> listener.contactAccepted(contact));
  }

  @Override
  public void contactNotFound(UserAddress contact) {
    refreshContacts.run();
    tell(listener -> listener.contactNotFound(contact));
  }

  @Override
  public void identityChanged(UserAddress contact) {
    refreshContacts.run();
    tell(listener -> listener.identityChanged(contact));
  }

  @Override
  public void contactChanged(UserAddress contact) {
    refreshContacts.run();
    tell(listener -> listener.contactChanged(contact));
  }

  @Override
  public void deviceLinked(int device) {
    tell(listener -> listener.deviceLinked(device));
  }

  @Override
  public void deviceUnlinked(int device) {
    tell(listener -> listener.deviceUnlinked(device));
  }

  @Override
  public void unlinkedHere() {
    tell(MessengerListener::unlinkedHere);
  }

  @Override
  public void contactDevicesChanged(UserAddress contact) {
    tell(listener -> listener.contactDevicesChanged(contact));
  }

  @Override
  public void connectionState(Mailbox.ConnectionState state) {
    tell(listener -> listener.connectionState(state));
  }

  @Override
  public void storeFailed(StoreException.Reason reason) {
    tell(listener -> listener.storeFailed(reason));
  }

  /** Found at the start, so before anyone listens: the first listener is told. */
  void storeRolledBack() {
    rolledBack = true;
  }

  @Override
  public void close() {
    Threads.finish(executor, CLOSE_WITHIN);
  }
}
