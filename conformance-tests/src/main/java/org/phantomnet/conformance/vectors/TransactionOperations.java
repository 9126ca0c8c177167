package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.phantomnet.conformance.transactions.Script;
import org.phantomnet.conformance.transactions.Script.Answer;
import org.phantomnet.conformance.transactions.Script.Envelope;
import org.phantomnet.conformance.transactions.Script.Sealed;
import org.phantomnet.conformance.transactions.Script.Seen;
import org.phantomnet.conformance.transactions.Script.Step;
import org.phantomnet.conformance.transactions.ScriptRunner;

/** Scripts for one device's sessions and store (spec/10-records.md), run by the real messenger. */
final class TransactionOperations {
  private TransactionOperations() {}

  static Map<String, Operation> all() {
    return Map.of("transactions", TransactionOperations::transactions);
  }

  private static ObjectNode transactions(Input input) {
    List<Envelope> envelopes =
        input.objects("envelopes").stream().map(TransactionOperations::envelope).toList();
    List<Step> steps = input.objects("steps").stream().map(TransactionOperations::step).toList();
    ObjectNode output = Json.object();
    ArrayNode after = output.putArray("after");
    ScriptRunner.run(envelopes, steps).forEach(answer -> after.add(answer(answer)));
    return output;
  }

  private static Envelope envelope(Input input) {
    return new Envelope(
        input.oneOf(Script.From.class, "from"),
        input.oneOf(Script.Kind.class, "kind"),
        input.oneOf(Script.Session.class, "session"),
        input.number("message"),
        input.flag("altered"));
  }

  private static Step step(Input input) {
    Script.Do step = input.oneOf(Script.Do.class, "do");
    int what =
        switch (step) {
          case DELIVER -> input.number("envelope");
          case SEND_CHAT, SEND_CALL -> input.number("message");
          case WAIT -> input.number("seconds");
          case ATTEMPT, RESTART, BACK_UP, PUT_BACK -> 0;
        };
    String name =
        switch (step) {
          case SEND_CALL -> input.text("type");
          case ATTEMPT -> input.text("outcome");
          case DELIVER, SEND_CHAT, WAIT, RESTART, BACK_UP, PUT_BACK -> "";
        };
    return new Step(
        step,
        what,
        step == Script.Do.SEND_CALL ? input.number("stale_after") : 0,
        name,
        input.has("crash") ? input.text("crash") : "");
  }

  private static ObjectNode answer(Answer answer) {
    ObjectNode json = Json.object();
    answer.acknowledged().forEach(json.putArray("acknowledged")::add);
    show(json, answer.seen());
    json.put("rose", answer.rose()).put("held", answer.held());
    answer
        .start()
        .ifPresent(
            start -> {
              show(json.putObject("at_start"), start.seen());
              json.put("rolled_back", start.rolledBack());
            });
    answer.left().ifPresent(left -> json.set("left", sealed(left)));
    return json;
  }

  private static void show(ObjectNode json, Seen seen) {
    seen.chats().forEach(json.putArray("chats")::add);
    seen.calls().forEach(json.putArray("calls")::add);
    ArrayNode outbox = json.putArray("outbox");
    seen.outbox().forEach(one -> outbox.add(sealed(one)));
  }

  private static ObjectNode sealed(Sealed sealed) {
    return Json.object().put("what", sealed.what()).put("envelope", sealed.envelope());
  }
}
