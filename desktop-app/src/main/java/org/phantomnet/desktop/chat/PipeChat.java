package org.phantomnet.desktop.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.client.ListenerEvents;
import org.phantomnet.desktop.client.ScriptEvents;
import org.phantomnet.desktop.client.Shapes;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.desktop.qr.QrText;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.StoreException;

/** The chat without a screen: lines in, and plain lines or JSON events out. One thread. */
public final class PipeChat {
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final int FAILED = 1;

  private final ChatOptions options;
  private final ClientControl control;
  private final ChatController controller;
  private final Face face;
  private final boolean comments;
  private final Runnable closed;
  private final LinkWait wait = new LinkWait();
  private boolean isShut;

  private PipeChat(
      ChatOptions options,
      ClientControl control,
      ChatController controller,
      Face face,
      boolean comments,
      Runnable closed) {
    this.options = options;
    this.control = control;
    this.controller = controller;
    this.face = face;
    this.comments = comments;
    this.closed = closed;
    control.subscribe(wait);
  }

  /**
   * Plain lines out.
   *
   * @throws IOException with a sentence about the estate file
   */
  public static PipeChat plain(ChatOptions options, PrintStream out) throws IOException {
    PlainFace face = new PlainFace(out, Optional.of(QrStyle.fitting(0, false)));
    ClientControl control = new ClientControl(options.settings(options.estate().read()));
    ChatController controller = new ChatController(control, face, options, List.of());
    control.subscribe(controller);
    PlainCalls calls = new PlainCalls(face, controller);
    control.subscribe(calls);
    options.pictures().tell(calls::seen);
    options.pictures().preview().tell(look -> face.say(look.words() + ".", false));
    return new PipeChat(options, control, controller, face, false, () -> {});
  }

  /**
   * One event a line out; {@code /wait} waits for one.
   *
   * @throws IOException with a sentence about the estate file
   */
  public static PipeChat script(ChatOptions options, PrintStream out) throws IOException {
    EstateFile estate = options.estate().read();
    EventLog log = new EventLog();
    ScriptEvents events = new ScriptEvents(out, options.clock(), log::add);
    ScriptFace face = new ScriptFace(events);
    ClientControl control = new ClientControl(options.settings(estate));
    Command wait = Command.of("wait", words -> await(log, words), Command.Kind.ANY);
    ChatController controller = new ChatController(control, face, options, List.of(wait));
    control.subscribe(controller);
    control.subscribe(new ListenerEvents(events));
    options
        .pictures()
        .tell(picture -> events.emit("seeing", line -> line.put("size", picture.size())));
    options
        .pictures()
        .preview()
        .tell(
            look ->
                events.emit(
                    "previewing",
                    line -> {
                      line.put("size", look.picture().size());
                      look.state().ifPresent(state -> line.put("state", state.name()));
                      line.put("text", look.words());
                    }));
    return new PipeChat(options, control, controller, face, true, () -> events.emit("closed"));
  }

  private static void await(EventLog log, Arguments words) throws ClientException {
    String event = words.first().orElseThrow(() -> Desk.usage("wait"));
    String seconds = words.rest().first().orElse(Long.toString(WAIT.toSeconds()));
    if (!seconds.matches("[1-9][0-9]{0,4}")) {
      throw Desk.usage("wait");
    }
    long limit = Long.parseLong(seconds);
    if (!log.await(Awaited.of(event), Duration.ofSeconds(limit))) {
      throw new ClientException("TIMEOUT", ScreenWords.waited(SafeText.line(event), limit));
    }
  }

  /**
   * Opens the store, executes the lines, closes everything.
   *
   * @param passphrase wiped
   * @param keepGoing whether a command that fails ends neither the script nor its success
   * @return the exit code
   */
  public int run(char[] passphrase, BufferedReader lines, boolean keepGoing) throws IOException {
    try (Farewell farewell = new Farewell(this::shut)) {
      if (!open(passphrase)) {
        return FAILED;
      }
      controller.opened();
      String line = lines.readLine();
      while (line != null && !controller.state().isQuitting()) {
        boolean comment = comments && line.startsWith("#");
        if (!comment && !controller.execute(line) && !keepGoing) {
          return FAILED;
        }
        line = controller.state().isQuitting() ? null : lines.readLine();
      }
      return 0;
    } catch (ClientException e) {
      face.failed(Failure.of(e).orElseThrow()); // closed from outside
      return FAILED;
    } finally {
      shut();
    }
  }

  /** Once; whoever comes second waits for the first. */
  private synchronized void shut() {
    if (isShut) {
      return;
    }
    isShut = true;
    control.close();
    options.sound().ifPresent(ChatSound::close);
    options.pictures().close();
    closed.run();
  }

  /** Shows the code, and waits for the person at the first device. */
  private void link(Client client, String device) throws MessengerException, ClientException {
    wait.begin();
    String code = client.startLinking(device);
    if (client.messenger().isRegistered()) {
      return; // what a crash interrupted
    }
    face.answered(
        Answer.show(
            "link-code",
            line -> line.put("code", code),
            new Panel(
                LinkWords.TITLE,
                LinkWords.plain(code),
                Optional.of(QrText.of(code.toUpperCase(Locale.ROOT))))));
    if (!wait.await(LinkEntrance.CODE_LIVES.plus(WAIT)) || wait.self().isEmpty()) {
      throw new ClientException(
          "LINKING_FAILED", wait.failure().map(Failure::text).orElse(LinkWords.GIVEN_UP.strip()));
    }
  }

  private boolean open(char[] passphrase) throws IOException {
    try {
      control.open(passphrase);
      Client client = control.client();
      options.estate().keep();
      Messenger messenger = client.messenger();
      face.answered(Answer.done("opened", Shapes.opened(client), ""));
      if (!messenger.isRegistered() && options.link().isPresent()) {
        link(client, options.link().get());
      }
      if (!messenger.isRegistered()) {
        client.register(
            options
                .name()
                .orElseThrow(() -> new ClientException("NOT_REGISTERED", StartWords.NEEDS_NAME)));
      }
      messenger
          .self()
          .ifPresent(
              self ->
                  face.answered(
                      Answer.done(
                          "registered", Shapes.registered(self), ScreenWords.youAre(self.text()))));
      return true;
    } catch (MessengerException | ClientException | StoreException e) {
      face.failed(Failure.of(e).orElseThrow());
      return false;
    }
  }
}
