package org.phantomnet.desktop.client;

import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.port.TracePort;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/** Writes what the client's listener is told as events. Thread-safe. */
public final class ListenerEvents implements Client.Listener {
  private final ScriptEvents events;

  public ListenerEvents(ScriptEvents events) {
    this.events = events;
  }

  @Override
  public void callChanged(CallSnapshot snapshot) {
    events.emit("call", line -> SnapshotJson.write(snapshot, line));
  }

  @Override
  public void callOver(CallSnapshot ended) {
    events.emit("ended", line -> SnapshotJson.write(ended, line));
  }

  @Override
  public void traced(TracePort.Trace trace) {
    events.emit("trace", e -> e.put("code", trace.code().name()).put("count", trace.count()));
  }

  @Override
  public void callsReady() {
    events.emit("calls-ready");
  }

  @Override
  public void recording(String which) {
    events.emit("recording", e -> e.put("which", which));
  }

  @Override
  public void linkedHere(UserAddress self) {
    events.emit("linked-here", Shapes.registered(self));
  }

  @Override
  public void linkingFailed(Failure failure) {
    events.error(failure.code(), failure.text());
  }

  @Override
  public void deviceLinked(int device) {
    events.emit("device-linked", e -> e.put("device", device));
  }

  @Override
  public void deviceUnlinked(int device) {
    events.emit("device-unlinked", e -> e.put("device", device));
  }

  @Override
  public void unlinkedHere() {
    events.emit("unlinked-here");
  }

  @Override
  public void contactDevicesChanged(UserAddress contact) {
    events.emit("contact-devices-changed", e -> e.put("who", contact.text()));
  }

  @Override
  public void chatReceived(ChatMessage message) {
    events.emit("chat", e -> e.put("from", message.contact().text()).put("text", message.text()));
  }

  @Override
  public void chatDelivered(UserAddress contact, MessageId message) {
    events.emit("chat-delivered", e -> e.put("with", contact.text()));
  }

  @Override
  public void contactRequested(UserAddress contact) {
    events.emit("contact-request", e -> e.put("who", contact.text()));
  }

  @Override
  public void contactAccepted(UserAddress contact) {
    events.emit("contact", e -> e.put("who", contact.text()));
  }

  @Override
  public void identityChanged(UserAddress contact) {
    events.emit("identity-changed", e -> e.put("who", contact.text()));
  }

  @Override
  public void contactChanged(UserAddress contact) {
    events.emit("contact-changed", e -> e.put("who", contact.text()));
  }

  @Override
  public void contactNotFound(UserAddress contact) {
    events.error("NO_SUCH_USER", "There is no user of that name at that mailbox.");
  }

  @Override
  public void storeRolledBack() {
    events.error(
        "STORE_ROLLED_BACK",
        "The store was older than what this device had sent; chat sessions were started anew.");
  }

  @Override
  public void storeFailed(StoreException.Reason reason) {
    events.error(reason.name(), reason.advice());
  }

  @Override
  public void connectionState(Mailbox.ConnectionState state) {
    events.emit("mailbox", e -> e.put("state", state.name()));
    switch (state) {
      case PIN_MISMATCH ->
          events.error(
              "PIN_MISMATCH",
              "The mailbox does not hold its pinned key. Nothing was sent. Ask its operator.");
      case CLOCK_WRONG ->
          events.error(
              "CLOCK_WRONG",
              "This device's clock is wrong by more than five minutes. Set it; the client then connects by itself.");
      case NOT_SIGNED_IN ->
          events.error(
              "NOT_SIGNED_IN",
              "The mailbox does not know this account any more. Ask its operator.");
      case DISCONNECTED ->
          events.emit("notice", e -> e.put("text", "mailbox unreachable; trying again by itself"));
      default -> {
        // said by the event above
      }
    }
  }
}
