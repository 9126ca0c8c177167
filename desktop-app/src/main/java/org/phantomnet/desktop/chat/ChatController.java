package org.phantomnet.desktop.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.phantomnet.desktop.client.Client;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.sound.Direction;
import org.phantomnet.desktop.sound.SoundNotice;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.MoveWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.messenger.words.EndWords;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The chat under every face: runs what is typed and turns what happens into notices. Lines are
 * executed by one thread; listeners' calls may come from any.
 */
final class ChatController implements Client.Listener {
  private final Desk desk;
  private final Commands commands;
  private final CallCommands calls;
  private final TalkCommands talk;
  private final DeviceCommands ownDevices;
  private final VideoCommands video;
  private BooleanSupplier noMicrophone = () -> false;

  /**
   * @param more commands of one face only
   */
  ChatController(ClientControl control, Face face, ChatOptions options, List<Command> more) {
    this.desk = new Desk(control, new ChatState(), face, options.clock(), options.zone());
    this.calls = new CallCommands(desk);
    this.talk = new TalkCommands(desk);
    this.ownDevices = new DeviceCommands(desk);
    this.video = new VideoCommands(desk, options.pictures());
    List<Command> all = new ArrayList<>();
    all.addAll(new PeopleCommands(desk).all());
    all.addAll(calls.all());
    all.addAll(video.all());
    all.addAll(talk.all());
    all.addAll(ownDevices.all());
    all.addAll(new PassCommands(desk).all());
    options.sound().ifPresent(sound -> all.addAll(devices(sound)));
    all.add(Command.of("help", this::help, Command.Kind.COMMAND));
    all.add(Command.of("yes", words -> confirm()));
    all.add(Command.of("no", words -> drop()));
    all.add(Command.of("quit", words -> desk.state().quit()));
    all.addAll(more);
    this.commands = new Commands(all);
  }

  private List<Command> devices(ChatSound sound) {
    sound.tell(
        notice -> {
          if (notice.kind() != SoundNotice.Kind.IN_USE) {
            desk.notice(SafeText.line(notice.text()));
          }
        });
    desk.control().subscribe(sound.sound());
    noMicrophone = () -> sound.sound().devices().list(Direction.MICROPHONE).isEmpty();
    return new SoundCommands(desk, sound.sound().devices()).all();
  }

  Desk desk() {
    return desk;
  }

  ChatState state() {
    return desk.state();
  }

  Commands commands() {
    return commands;
  }

  /** What completion may offer. */
  Completion.People people() {
    return new Completion.People() {
      @Override
      public List<String> contacts() {
        return names(contact -> true);
      }

      @Override
      public List<String> requests() {
        return names(contact -> contact.state() == Contact.State.ASKED);
      }

      @Override
      public List<String> linkedDevices() {
        return ownDevices.numbers();
      }

      private List<String> names(java.util.function.Predicate<Contact> which) {
        try {
          return desk.messenger().contacts().stream()
              .filter(which)
              .map(contact -> desk.name(contact.address()))
              .toList();
        } catch (ClientException e) {
          return List.of(); // not open yet
        }
      }
    };
  }

  /**
   * Runs one line. Any command but an answer drops a question that waits.
   *
   * @return whether it did what was asked
   */
  boolean execute(String line) {
    Typed typed = Typed.parse(line);
    return switch (typed.kind()) {
      case NOTHING -> true;
      case TEXT -> run(nothing -> talk.say(typed.text()), typed.arguments());
      case COMMAND -> command(typed);
    };
  }

  private boolean command(Typed typed) {
    Optional<Command> found = commands.find(typed.name());
    if (found.isEmpty()) {
      String name = SafeText.line(typed.name());
      desk.fail(
          new Failure(
              "UNKNOWN_COMMAND",
              ScreenWords.unknownCommand(name)
                  + commands
                      .suggestion(typed.name())
                      .map(near -> ScreenWords.didYouMean("/" + near))
                      .orElse("")));
      return false;
    }
    if (!typed.name().equals("yes") && !typed.name().equals("no")) {
      desk.state().takeQuestion();
    }
    return run(found.get().action(), typed.arguments());
  }

  /** Runs what a key stands for, as {@link #execute}. */
  boolean run(Command.Action action) {
    return run(action, new Arguments(List.of()));
  }

  private boolean run(Command.Action action, Arguments arguments) {
    try {
      action.run(arguments);
      return true;
    } catch (MessengerException | ClientException | StoreException e) {
      desk.fail(Failure.of(e).orElseThrow());
      return false;
    } finally {
      desk.storeChanged();
    }
  }

  /** Whether the person compared the safety number and it is still the same. */
  boolean isVerified(UserAddress contact) {
    try {
      return desk.find(contact).filter(who -> Desk.isVerified(who.policy())).isPresent();
    } catch (ClientException e) {
      return false; // not open yet
    }
  }

  CallCommands calls() {
    return calls;
  }

  private void confirm() throws MessengerException, ClientException {
    Question question =
        desk.state()
            .takeQuestion()
            .orElseThrow(() -> new ClientException("NOTHING_ASKED", ScreenWords.NOTHING_ASKED));
    question.action().run(new Arguments(List.of()));
  }

  private void drop() throws ClientException {
    if (desk.state().takeQuestion().isEmpty()) {
      throw new ClientException("NOTHING_ASKED", ScreenWords.NOTHING_ASKED);
    }
    desk.answer(Answer.done("dropped", ScreenWords.DROPPED));
  }

  private void help(Arguments words) throws ClientException {
    Optional<String> about = words.first().map(word -> word.replaceFirst("^/", ""));
    List<String> lines = new ArrayList<>();
    String title = ScreenWords.COMMANDS;
    if (about.isPresent()) {
      Command command =
          commands
              .find(about.get())
              .orElseThrow(
                  () ->
                      new ClientException(
                          "UNKNOWN_COMMAND",
                          ScreenWords.unknownCommand(SafeText.line(about.get()))));
      HelpWords.Help help = HelpWords.of(command.name()).orElseThrow();
      title = help.usage();
      lines.add(help.summary() + ".");
      lines.addAll(help.details());
    } else {
      int widest = commands.names().stream().mapToInt(String::length).max().orElse(0);
      for (String name : commands.names()) {
        String gap = " ".repeat(widest - name.length());
        lines.add("/" + name + gap + "  " + HelpWords.of(name).orElseThrow().summary());
      }
    }
    desk.answer(
        Answer.show(
            "help",
            line -> {
              var node = line.putArray("lines");
              lines.forEach(node::add);
            },
            new Panel(title, lines)));
  }

  @Override
  public void callChanged(CallSnapshot call) {
    desk.state()
        .call()
        .filter(before -> ModeNews.isEnded(before, call))
        .ifPresent(before -> desk.warn(ModeNews.ended(before)));
    desk.state().call().flatMap(before -> ModeNews.wished(before, call)).ifPresent(desk::warn);
    desk.state().call().flatMap(before -> VideoNews.between(before, call)).ifPresent(desk::notice);
    call.move()
        .filter(move -> move.state() != MoveView.State.ASKED && !isKnown(call, move))
        .ifPresent(move -> desk.warn(MoveWords.of(move.state())));
    video.follow(call);
    boolean justEnded = desk.state().setCall(call);
    if (justEnded) {
      calls.over(call);
      ended(call);
    }
    desk.face().changed();
  }

  private boolean isKnown(CallSnapshot now, MoveView move) {
    return desk.state()
        .call()
        .filter(before -> before.call().equals(now.call()))
        .filter(before -> before.move().equals(Optional.of(move)))
        .isPresent();
  }

  private void ended(CallSnapshot call) {
    EndReason why = call.end().orElse(EndReason.INTERNAL_ERROR);
    String name = desk.name(call.contact());
    if (why == EndReason.MISSED) {
      desk.warn(ScreenWords.missed(name));
    } else {
      desk.notice(ScreenWords.callEnded(name, EndWords.of(why), talked(call.talked())));
    }
    if (why == EndReason.MODE_TOO_WEAK && call.outgoing() && call.required().isPresent()) {
      calls.offerStricter(call.contact(), call.required().get(), call.media());
    }
  }

  private static String talked(Duration talked) {
    return talked.isZero() ? "" : CallWords.clock(talked);
  }

  @Override
  public void callsReady() {
    desk.state().setCallsReady();
    desk.face().changed();
  }

  @Override
  public void chatReceived(ChatMessage message) {
    if (desk.state().open().filter(message.contact()::equals).isPresent()) {
      try {
        desk.messenger().markRead(message.contact());
      } catch (ClientException e) {
        // It came before the start was over; it stays unread until the chat is opened.
      }
    }
    desk.face().received(desk.name(message.contact()), message);
    desk.storeChanged();
  }

  @Override
  public void chatDelivered(UserAddress contact, MessageId message) {
    desk.storeChanged();
  }

  @Override
  public void contactRequested(UserAddress contact) {
    desk.warn(ScreenWords.wantsContact(desk.name(contact)));
  }

  @Override
  public void contactAccepted(UserAddress contact) {
    desk.state().drop(ScreenWords.wantsContact(desk.name(contact)));
    desk.notice(ScreenWords.accepted(desk.name(contact)));
  }

  @Override
  public void contactNotFound(UserAddress contact) {
    desk.warn(ScreenWords.notFound(desk.name(contact)));
  }

  @Override
  public void identityChanged(UserAddress contact) {
    desk.warn(ScreenWords.identityChanged(desk.name(contact)));
  }

  @Override
  public void contactChanged(UserAddress contact) {
    desk.storeChanged();
  }

  @Override
  public void deviceLinked(int device) {
    desk.warn(DeviceWords.linked(ownDevices.came(device)));
  }

  @Override
  public void deviceUnlinked(int device) {
    String name = ownDevices.gone(device);
    desk.state().drop(DeviceWords.linked(name));
    desk.notice(DeviceWords.unlinked(name));
  }

  @Override
  public void unlinkedHere() {
    desk.state().setUnlinked();
    desk.warn(DeviceWords.UNLINKED_HERE);
  }

  /** What the store says of this device, once it is open. */
  void opened() throws ClientException {
    if (desk.messenger().isUnlinked()) {
      unlinkedHere();
    }
    if (noMicrophone.getAsBoolean()) {
      desk.notice(ScreenWords.NO_MICROPHONE);
    }
  }

  @Override
  public void contactDevicesChanged(UserAddress contact) {
    desk.warn(ScreenWords.devicesChanged(desk.name(contact)));
  }

  @Override
  public void connectionState(Mailbox.ConnectionState state) {
    boolean news = state != desk.state().connection();
    desk.state().setConnection(state);
    String advice = ScreenWords.connectionAdvice(state);
    if (news && !advice.isEmpty()) {
      desk.face().noticed(new Notice(desk.clock().instant(), true, advice)); // while it lasts
    }
    desk.face().changed();
  }

  @Override
  public void storeRolledBack() {
    desk.warn(ScreenWords.ROLLED_BACK);
  }

  @Override
  public void storeFailed(StoreException.Reason reason) {
    desk.warn(reason.advice());
  }
}
