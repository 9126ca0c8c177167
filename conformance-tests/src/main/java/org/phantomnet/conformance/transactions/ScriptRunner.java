package org.phantomnet.conformance.transactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.conformance.transactions.Script.Answer;
import org.phantomnet.conformance.transactions.Script.Envelope;
import org.phantomnet.conformance.transactions.Script.Seen;
import org.phantomnet.conformance.transactions.Script.Start;
import org.phantomnet.conformance.transactions.Script.Step;
import org.phantomnet.conformance.transactions.ScriptedMailbox.Attempt;
import org.phantomnet.conformance.transactions.ScriptedMailbox.Outcome;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.protocol.bytes.Bytes;

/** Runs a script on a device of its own, begun as a copy of the template. One thread. */
public final class ScriptRunner implements AutoCloseable {
  private final Template template;
  private final Path directory;
  private final DeviceUnderTest device;
  private final Words words;
  private final List<Bytes> sealed;

  private ScriptRunner(Template template, List<Envelope> envelopes) throws Exception {
    this.template = template;
    this.directory = template.copy();
    this.device =
        new DeviceUnderTest(directory.resolve("device"), template.mailbox(), template.clock());
    this.words = new Words(template);
    this.sealed = words.seal(envelopes);
  }

  /**
   * @return an answer for each step
   */
  public static List<Answer> run(List<Envelope> envelopes, List<Step> steps) {
    try (ScriptRunner runner = new ScriptRunner(Template.shared(), envelopes)) {
      runner.device.open();
      List<Answer> answers = new ArrayList<>();
      for (Step step : steps) {
        answers.add(runner.answer(step));
      }
      return answers;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Answer answer(Step step) throws Exception {
    long before = device.generation();
    Optional<Start> start = Optional.empty();
    Optional<Attempt> attempt = Optional.empty();
    if (!step.crash().isEmpty()) {
      device.arm(DyingStore.Death.valueOf(step.crash()));
    }
    switch (step.step()) {
      case DELIVER -> {
        template.mailbox().deliver(step.what(), sealed.get(step.what() - 1));
        device.settle();
      }
      case SEND_CHAT -> {
        device.messenger().sendChat(template.contact().address, Words.chat(step.what()));
        device.settle();
      }
      case SEND_CALL ->
          device.sendCall(
              template.contact().address,
              words.call(step.name(), step.what()),
              Duration.ofSeconds(step.staleAfter()));
      case ATTEMPT -> attempt = device.attempt(Outcome.valueOf(step.name()));
      case RESTART -> start = Optional.of(begin());
      case WAIT -> template.clock().advance(Duration.ofSeconds(step.what()));
      case BACK_UP -> {
        device.close();
        device.backUp(directory.resolve("backup.db"));
        start = Optional.of(begin());
      }
      case PUT_BACK -> {
        device.close();
        device.putBack(directory.resolve("backup.db"));
        start = Optional.of(begin());
      }
    }
    if (start.isEmpty() && device.hasDied()) {
      start = Optional.of(begin());
    } else if (!step.crash().isEmpty()) {
      throw new IllegalStateException("the device should have died");
    }
    Seen seen = seen();
    return new Answer(
        template.mailbox().takeAcknowledged(),
        seen,
        device.generation() > before,
        device.counterHeld(),
        start,
        attempt.map(made -> words.known(made.envelope().toString(), made.sealed())));
  }

  /** The end of one run of the client, and the start of the next. */
  private Start begin() throws MessengerException {
    device.close();
    boolean rolledBack = device.open();
    Start start = new Start(seen(), rolledBack);
    template.mailbox().deliverAgain();
    device.settle();
    return start;
  }

  private Seen seen() {
    return new Seen(
        device.messenger().chats(template.contact().address).stream()
            .filter(message -> !message.outgoing())
            .map(message -> Words.number(message.text()))
            .toList(),
        device.calls().stream().map(words::callNumber).toList(),
        device.outbox().stream().map(row -> words.known(row.envelope(), row.sealed())).toList());
  }

  @Override
  public void close() throws IOException {
    device.close();
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
