package org.phantomnet.desktop.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * One open client and its current call: what every face (JSON lines, chat) drives. Commands come
 * from one thread; the current call follows the engine's. Lives until {@link #close}.
 */
public final class ClientControl implements AutoCloseable {
  private final Client.Settings settings;
  private final List<Client.Listener> listeners = new ArrayList<>();
  private Optional<Client> client = Optional.empty();
  private Optional<CallId> current = Optional.empty();
  private Optional<CallSnapshot> latest = Optional.empty();

  public ClientControl(Client.Settings settings) {
    this.settings = settings;
    listeners.add(new CurrentCall());
  }

  /** Before {@link #open}; listeners are told in the order of their subscriptions. */
  public void subscribe(Client.Listener listener) {
    listeners.add(listener);
  }

  /** Follows the newest call that has not ended. */
  private final class CurrentCall implements Client.Listener {
    @Override
    public void callChanged(CallSnapshot snapshot) {
      if (snapshot.phase() != CallSnapshot.Phase.ENDED) {
        setCurrent(snapshot.call());
      }
      keep(snapshot);
    }
  }

  private synchronized void keep(CallSnapshot snapshot) {
    if (current.filter(snapshot.call()::equals).isPresent()) {
      latest = Optional.of(snapshot);
    }
  }

  private synchronized void setCurrent(CallId call) {
    current = Optional.of(call);
  }

  /** The own mailbox's name; known before anything is open. */
  public String mailbox() {
    return settings.estate().mailbox().mailbox();
  }

  /**
   * Opens or creates the store. Blocks for the passphrase's key derivation; may be repeated after a
   * failure.
   *
   * @param passphrase wiped
   */
  public void open(char[] passphrase) throws ClientException, MessengerException {
    if (client.isPresent()) {
      throw new ClientException("ALREADY_OPEN", "The store is open already.");
    }
    Client opened = Client.open(settings, passphrase, List.copyOf(listeners));
    synchronized (this) {
      client = Optional.of(opened);
    }
  }

  public synchronized Client client() throws ClientException {
    return client.orElseThrow(
        () ->
            new ClientException(
                "NOT_OPEN", "Open the store first: {\"do\":\"open\",\"passphrase\":\"...\"}."));
  }

  public void call(UserAddress contact, CallMode mode) throws ClientException {
    call(contact, mode, MediaKind.AUDIO);
  }

  public void call(UserAddress contact, CallMode mode, MediaKind media) throws ClientException {
    setCurrent(client().calls().start(contact, media, mode));
  }

  public synchronized CallId requireCall() throws ClientException {
    return current.orElseThrow(() -> new ClientException("NO_CALL", "There is no call."));
  }

  public void answer() throws ClientException {
    client().calls().answer(requireCall());
  }

  public void decline() throws ClientException {
    client().calls().decline(requireCall());
  }

  public void hangup() throws ClientException {
    client().calls().hangup(requireCall());
  }

  public void setMuted(boolean muted) throws ClientException {
    client().calls().setMuted(requireCall(), muted);
  }

  public void setHeld(boolean held) throws ClientException {
    client().calls().setHeld(requireCall(), held);
  }

  /** Takes the current call to that device of the own account. */
  public void move(int device) throws ClientException {
    client().calls().move(requireCall(), device);
  }

  /** Asks for another mode in the current call; warn the person first if it is weaker. */
  public void switchMode(CallMode to) throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    ModeSwitch.require(call, to);
    if (call.mode().isStricterThan(to)) {
      for (Contact contact : open.messenger().contacts()) {
        if (contact.address().equals(call.contact())) {
          ModeSwitch.requireAllowed(contact.policy(), to);
        }
      }
    }
    open.calls().switchMode(call.call(), to);
  }

  /** Answers what the other side asks for; warn the person first. */
  public void answerSwitch(boolean approved) throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    if (call.requested().isEmpty()) {
      throw new ClientException("NOTHING_ASKED", ModeWords.NOTHING_ASKED);
    }
    open.calls().answerSwitch(call.call(), approved);
  }

  private synchronized CallSnapshot latestOf(CallId call) throws ClientException {
    return latest
        .filter(snapshot -> snapshot.call().equals(call))
        .orElseThrow(() -> new ClientException("NOT_CONNECTED", ModeWords.NOT_CONNECTED_TO_SWITCH));
  }

  /** Asks for video in the current call; tell the person what it means first. */
  public void requestVideo() throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    VideoWish.requireAskable(call);
    if (settings.video().isEmpty()) {
      throw new ClientException("NO_VIDEO", VideoWords.NO_SOURCE);
    }
    open.calls().requestVideo(call.call());
  }

  /**
   * Says yes to the other side's wish for video.
   *
   * @param pictures what of them is sent and shown
   */
  public void approveVideo(PictureChoice pictures) throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    VideoWish.requireAsked(call);
    open.calls().approveVideo(call.call(), pictures);
  }

  public void declineVideo() throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    VideoWish.requireAsked(call);
    open.calls().declineVideo(call.call());
  }

  /** Ends video in the current call, or takes the wish for it back. */
  public void endVideo() throws ClientException {
    Client open = client();
    CallSnapshot call = latestOf(requireCall());
    VideoWish.requireSome(call);
    open.calls().endVideo(call.call());
  }

  public void setPictures(PictureChoice pictures) throws ClientException {
    client().calls().setPictures(requireCall(), pictures);
  }

  /**
   * What is hidden of the own camera's pictures, in this call and later ones.
   *
   * @throws ClientException if no camera's pictures are sent
   */
  public void hide(BlackoutMode mode) throws ClientException {
    if (!client().hide(new CameraChoice.Hidden(mode, Outline.FINE))) {
      throw new ClientException("NO_CAMERA", VideoWords.NO_CAMERA);
    }
  }

  /** Ends calls first, so that the other side hears of it. Idempotent. */
  @Override
  public void close() {
    Optional<Client> open;
    synchronized (this) {
      open = client;
      client = Optional.empty();
    }
    open.ifPresent(Client::close);
  }
}
