package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.TokenPasses;

/** Passes for anonymous tokens: {@code /pass}. Command thread. */
final class PassCommands {
  private static final String FORGET = "forget";

  private final Desk desk;

  PassCommands(Desk desk) {
    this.desk = desk;
  }

  List<Command> all() {
    return List.of(Command.of("pass", this::pass, Command.Kind.ANY));
  }

  private void pass(Arguments words) throws ClientException {
    TokenPasses passes = desk.control().client().passes();
    if (words.isEmpty()) {
      list(passes.all());
    } else if (words.first().orElseThrow().equals(FORGET)) {
      String issuer = words.rest().first().orElseThrow(() -> Desk.usage("pass"));
      passes.forget(issuer);
      desk.answer(
          Answer.done(
              "pass-forgotten",
              line -> line.put("issuer", issuer),
              PassWords.forgotten(SafeText.line(issuer))));
    } else if (words.words().size() == 1) {
      TokenPasses.Kept kept = passes.add(words.first().orElseThrow());
      desk.answer(Answer.done("pass-kept", line -> put(line, kept), PassWords.kept(kept)));
    } else {
      throw Desk.usage("pass");
    }
  }

  private void list(List<TokenPasses.Kept> all) {
    List<String> lines =
        all.isEmpty() ? List.of(PassWords.NONE) : all.stream().map(PassWords::line).toList();
    desk.answer(
        Answer.show(
            "passes",
            line -> {
              ArrayNode array = line.putArray("passes");
              all.forEach(kept -> put(array.addObject(), kept));
            },
            new Panel(PassWords.TITLE, lines)));
  }

  private static void put(ObjectNode line, TokenPasses.Kept kept) {
    line.put("issuer", kept.issuer())
        .put("kind", kept.invite() ? "invite" : "hook")
        .put("listed", kept.listed())
        .put("state", kept.state().name());
  }
}
