package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.ModeSwitch;
import org.phantomnet.desktop.client.Shapes;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.ReceiptWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.ModeWish;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.words.EndWords;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** Calls: placing, taking, ending them, and what is kept of them. Command thread. */
final class CallCommands {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Desk desk;
  private final CallConsent consent;
  private final CallStart start;

  CallCommands(Desk desk) {
    this.desk = desk;
    this.consent = new CallConsent(desk);
    this.start = new CallStart(desk);
  }

  List<Command> all() {
    return List.of(
        Command.of("call", this::call, Command.Kind.CONTACT, Command.Kind.MODE),
        Command.of("answer", words -> answer()),
        Command.of("decline", words -> decline()),
        Command.of("hangup", words -> hangUp()),
        Command.of("mute", words -> mute(true)),
        Command.of("unmute", words -> mute(false)),
        Command.of("hold", words -> hold(true)),
        Command.of("unhold", words -> hold(false)),
        Command.of("switch", this::switchMode, Command.Kind.MODE),
        Command.of("history", this::history, Command.Kind.CONTACT),
        Command.of("receipt", this::receipt, Command.Kind.ANY),
        Command.of("mode", this::mode, Command.Kind.CONTACT, Command.Kind.MODE),
        Command.of("floor", this::floor, Command.Kind.CONTACT, Command.Kind.MODE),
        Command.of("require-pq", this::requirePq, Command.Kind.SWITCH, Command.Kind.CONTACT));
  }

  private void call(Arguments words) throws MessengerException, ClientException {
    MediaKind media = VideoCommands.media(words);
    Contact contact = desk.accepted(desk.contactBesideMode(VideoCommands.withoutMedia(words)));
    requireFree();
    if (desk.state().waiting().isPresent()) {
      throw new ClientException("IN_A_CALL", ScreenWords.ANOTHER_CALL);
    }
    if (!contact.policy().identityAcknowledged()) {
      throw new ClientException(
          "IDENTITY_CHANGED", ScreenWords.identityChanged(desk.name(contact.address())));
    }
    CallMode mode = Desk.mode(words).orElse(contact.policy().defaultMode());
    CallMode floor = contact.policy().floor();
    if (floor.isStricterThan(mode)) {
      desk.ask(
          new Question(
              "own-floor",
              ConsentWords.floorIsStricter(desk.name(contact.address()), floor),
              ConsentWords.yesStricter(floor),
              nothing -> begin(contact, floor, media)));
      return;
    }
    begin(contact, mode, media);
  }

  private void requireFree() throws ClientException {
    if (desk.state().liveCall().isPresent()) {
      throw new ClientException("IN_A_CALL", ScreenWords.ANOTHER_CALL);
    }
  }

  private void begin(Contact contact, CallMode mode, MediaKind media)
      throws MessengerException, ClientException {
    consent.ask(
        contact,
        mode,
        nothing -> {
          desk.state().setOpen(contact.address());
          start.begin(
              true,
              new ChatState.Wanted(contact.address(), Optional.empty()),
              now -> {
                requireFree();
                desk.control().call(contact.address(), mode, media);
                desk.answer(Answer.done("calling", ""));
              });
        });
  }

  /** The callee takes stricter calls only. */
  void offerStricter(UserAddress contact, CallMode required, MediaKind media) {
    consent.offerStricter(
        contact,
        required,
        nothing -> begin(desk.contact(Optional.of(contact.text())), required, media));
  }

  private CallSnapshot ringing() throws ClientException {
    return desk.state()
        .liveCall()
        .filter(call -> !call.outgoing() && isRinging(call.phase()))
        .orElseThrow(() -> new ClientException("NOT_RINGING", ScreenWords.NOT_RINGING));
  }

  static boolean isRinging(CallSnapshot.Phase phase) {
    return phase == CallSnapshot.Phase.INCOMING || phase == CallSnapshot.Phase.RINGING;
  }

  private CallSnapshot running() throws ClientException {
    return desk.state()
        .liveCall()
        .orElseThrow(() -> new ClientException("NO_CALL", ScreenWords.NO_CALL));
  }

  private void answer() throws MessengerException, ClientException {
    CallSnapshot call = ringing();
    consent.ask(
        desk.contact(Optional.of(call.contact().text())),
        call.mode(),
        nothing -> {
          ringing();
          desk.state().setOpen(call.contact());
          start.begin(
              false,
              new ChatState.Wanted(call.contact(), Optional.of(call.call())),
              now -> {
                desk.answer(Answer.done("answering", ""));
                desk.control().client().calls().answer(call.call());
              });
        });
  }

  private void decline() throws ClientException {
    CallSnapshot call = ringing();
    start.drop();
    desk.control().client().calls().decline(call.call());
    desk.answer(Answer.done("declining", ""));
  }

  private void hangUp() throws ClientException {
    if (desk.state().liveCall().isEmpty() && start.drop()) {
      desk.answer(Answer.done("hanging-up", ScreenWords.DROPPED));
      return;
    }
    CallSnapshot call = running();
    start.drop();
    desk.answer(Answer.done("hanging-up", ""));
    desk.control().client().calls().hangup(call.call());
  }

  private static boolean isUnderWay(CallSnapshot call) {
    return call.phase() == CallSnapshot.Phase.CONNECTED
        || call.phase() == CallSnapshot.Phase.RECONNECTING;
  }

  /** The engine keeps no mute of a call that rings: to say so would be a false promise. */
  private void mute(boolean muted) throws ClientException {
    CallSnapshot call = running();
    if (call.phase() != CallSnapshot.Phase.CONNECTING && !isUnderWay(call)) {
      throw new ClientException("NOT_CONNECTED", ScreenWords.NOT_CONNECTED);
    }
    desk.control().client().calls().setMuted(call.call(), muted);
    desk.answer(
        Answer.done(
            muted ? "muted" : "unmuted", muted ? ScreenWords.NOW_MUTED : ScreenWords.NOW_HEARD));
  }

  private void hold(boolean held) throws ClientException {
    CallSnapshot call = running();
    if (!isUnderWay(call)) {
      throw new ClientException("NOT_CONNECTED", ScreenWords.NOT_CONNECTED);
    }
    desk.control().client().calls().setHeld(call.call(), held);
    desk.answer(
        Answer.done(held ? "held" : "unheld", held ? ScreenWords.NOW_HELD : ScreenWords.NOT_HELD));
  }

  /** A stricter mode needs no warning: what it changes is said, and it is asked for. */
  private void switchMode(Arguments words) throws ClientException {
    CallSnapshot call = running();
    CallMode to = Desk.onlyMode(words, "switch");
    if (call.requested().isPresent() && call.mode() == to) {
      desk.answer(Answer.done("mode-kept", ScreenWords.MODE_KEPT));
      desk.control().client().calls().answerSwitch(call.call(), false);
      return;
    }
    ModeSwitch.require(call, to);
    if (to == call.mode()) {
      desk.answer(Answer.done("mode-kept", ModeWords.wish(ModeWish.TAKING_BACK, to)));
      desk.control().client().calls().switchMode(call.call(), to);
      return;
    }
    if (to.isStricterThan(call.mode())) {
      desk.answer(switching(to, ModeWords.change(to)));
      desk.control().client().calls().switchMode(call.call(), to);
      return;
    }
    ModeSwitch.requireAllowed(desk.contact(Optional.of(call.contact().text())).policy(), to);
    boolean theyAsk = isRequested(call, to);
    consent.warnOfWeaker(call.contact(), to, theyAsk, nothing -> weaken(call.call(), to, theyAsk));
  }

  private static Answer switching(CallMode to, String line) {
    return Answer.done("switching", fields -> fields.put("mode", to.name()), line);
  }

  private static boolean isRequested(CallSnapshot call, CallMode to) {
    return call.requested().filter(to::equals).isPresent();
  }

  /** What was confirmed is of one call, and of what was asked then. */
  private void weaken(CallId asked, CallMode to, boolean theyAsk) throws ClientException {
    CallSnapshot call = running();
    if (!call.call().equals(asked)) {
      throw new ClientException("NO_CALL", ScreenWords.NO_CALL);
    }
    ModeSwitch.require(call, to);
    boolean answers = isRequested(call, to);
    if (theyAsk && !answers) {
      throw new ClientException("NOTHING_ASKED", ModeWords.NOTHING_ASKED);
    }
    desk.answer(switching(to, answers ? "" : ModeWords.switching(call.mode(), to)));
    if (answers) {
      desk.control().client().calls().answerSwitch(asked, true);
    } else {
      desk.control().client().calls().switchMode(asked, to);
    }
  }

  /** A call that ended is not waited for. */
  void over(CallSnapshot ended) {
    start.over(ended);
  }

  /** F3: whatever ends the call now. */
  void end() throws ClientException {
    if (desk.state().liveCall().isEmpty()) {
      hangUp();
    } else if (isRinging(running().phase()) && !running().outgoing()) {
      decline();
    } else {
      hangUp();
    }
  }

  /** F4. */
  void toggleMute() throws ClientException {
    mute(!running().muted());
  }

  private List<CallEntry> entries(Arguments words) throws ClientException {
    List<CallEntry> all = desk.messenger().history();
    if (words.isEmpty()) {
      return all;
    }
    UserAddress who = desk.contact(words.first()).address();
    return all.stream().filter(entry -> entry.contact().equals(who)).toList();
  }

  private void history(Arguments words) throws ClientException {
    List<CallEntry> entries = entries(words);
    List<CallEntry> all = desk.messenger().history();
    List<String> lines =
        entries.isEmpty()
            ? List.of(ScreenWords.NO_CALLS)
            : entries.stream().map(entry -> line(all.indexOf(entry) + 1, entry)).toList();
    desk.answer(
        Answer.show("history", Shapes.history(entries), new Panel(ScreenWords.HISTORY, lines)));
  }

  private String line(int number, CallEntry entry) {
    return String.format(
        Locale.ROOT,
        "%3d  %s  %s %s, %s, %s. %s",
        number,
        Times.dayAndTime(entry.startedAt(), desk.zone()),
        entry.outgoing() ? ScreenWords.CALL_TO : ScreenWords.CALL_FROM,
        desk.name(entry.contact()),
        ModeWords.name(entry.mode()),
        entry.talked().isZero() ? ScreenWords.NOT_TALKED : CallWords.clock(entry.talked()),
        result(entry.result()));
  }

  private static String result(String name) {
    for (EndReason reason : EndReason.values()) {
      if (reason.name().equals(name)) {
        return EndWords.of(reason);
      }
    }
    return ""; // of a newer version
  }

  private void receipt(Arguments words) throws ClientException {
    List<CallEntry> all = desk.messenger().history();
    String typed = words.first().orElse("1");
    if (!typed.matches("[1-9][0-9]{0,5}")) {
      throw Desk.usage("receipt");
    }
    int number = Integer.parseInt(typed);
    if (number > all.size()) {
      throw new ClientException("NO_SUCH_CALL", ScreenWords.NO_SUCH_CALL);
    }
    CallEntry entry = all.get(number - 1);
    JsonNode receipt;
    try {
      receipt = JSON.readTree(entry.receiptJson());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored receipt is no JSON");
    }
    List<String> lines = new ArrayList<>();
    lines.add(line(number, entry));
    lines.add(ModeWords.label(entry.mode()) + ".");
    lines.add("");
    ReceiptWords.lines(receipt).forEach(line -> lines.add(SafeText.line(line)));
    desk.answer(
        Answer.show(
            "receipt",
            line -> line.put("with", entry.contact().text()).set("receipt", receipt),
            new Panel(ScreenWords.receiptTitle(desk.name(entry.contact())), lines)));
  }

  private void mode(Arguments words) throws MessengerException, ClientException {
    Contact contact = desk.contactBesideMode(words);
    Optional<CallMode> mode = Desk.mode(words);
    if (mode.isPresent()) {
      set(contact, mode.get(), contact.policy().floor(), contact.policy().requirePq());
    }
    tellModes(contact.address(), "mode");
  }

  private void floor(Arguments words) throws MessengerException, ClientException {
    Contact contact = desk.contactBesideMode(words);
    Optional<CallMode> floor = Desk.mode(words);
    if (floor.isPresent()) {
      set(contact, contact.policy().defaultMode(), floor.get(), contact.policy().requirePq());
    }
    tellModes(contact.address(), "floor");
  }

  private void requirePq(Arguments words) throws MessengerException, ClientException {
    Optional<String> value =
        words
            .first()
            .map(word -> word.toLowerCase(Locale.ROOT))
            .filter(word -> word.equals("on") || word.equals("off"));
    if (value.isEmpty()) {
      throw Desk.usage("require-pq");
    }
    Contact contact = desk.contact(words.rest().first());
    set(
        contact,
        contact.policy().defaultMode(),
        contact.policy().floor(),
        value.get().equals("on"));
    tellModes(contact.address(), "require-pq");
  }

  /** A default below the floor would never be used: it follows the floor up. */
  private void set(Contact contact, CallMode mode, CallMode floor, boolean requirePq)
      throws MessengerException, ClientException {
    desk.messenger()
        .setModes(contact.address(), floor.isStricterThan(mode) ? floor : mode, floor, requirePq);
  }

  private void tellModes(UserAddress who, String event) throws ClientException {
    Contact contact = desk.contact(Optional.of(who.text()));
    desk.answer(
        Answer.done(
            event,
            line ->
                line.put("who", who.text())
                    .put("mode", contact.policy().defaultMode().name())
                    .put("floor", contact.policy().floor().name())
                    .put("requirePq", contact.policy().requirePq()),
            ScreenWords.modeIs(
                desk.name(who),
                contact.policy().defaultMode(),
                contact.policy().floor(),
                contact.policy().requirePq())));
  }
}
