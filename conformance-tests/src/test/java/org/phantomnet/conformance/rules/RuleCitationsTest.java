package org.phantomnet.conformance.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.conformance.rules.SpecRules.SpecRule;

/** Whatever rule a document names exists. */
class RuleCitationsTest {
  private static final Pattern DOCUMENT =
      Pattern.compile("(spec|docs)/.*\\.(md|pml|sh)|[A-Z]+\\.md|spec/proto/.*");
  private static final Pattern ATTACK = Pattern.compile("(?m)^\\| (ADV-[0-9]+) \\|");

  @Test
  void everyRuleThatADocumentNames_exists() throws Exception {
    Set<String> known = known();
    List<String> unknown = new ArrayList<>();
    int cited = 0;

    for (Path file : Repository.tracked()) {
      if (!DOCUMENT.matcher(file.toString()).matches()) {
        continue;
      }
      for (String id : RuleCitations.in(Files.readString(Repository.root().resolve(file)))) {
        cited++;
        if (!known.contains(id)) {
          unknown.add(file + " names " + id);
        }
      }
    }

    assertEquals(List.of(), unknown);
    assertTrue(cited > known.size(), "documents were read");
  }

  @Test
  void mentionInTheMiddleOfAText_isFound() {
    List<String> ids =
        RuleCitations.in(
            "see PRIV-1, (GATE-99) and PRVI-2; not SHA-256, X-PRIV-3, AES-256-GCM or ADR 7");

    assertEquals(List.of("PRIV-1", "GATE-99", "PRVI-2"), ids);
  }

  private static Set<String> known() throws IOException {
    Path spec = Repository.root().resolve("spec");
    Set<String> known =
        SpecRules.read(spec).stream()
            .map(SpecRule::id)
            .collect(Collectors.toCollection(TreeSet::new));
    ATTACK
        .matcher(Files.readString(spec.resolve("16-adversary.md")))
        .results()
        .forEach(row -> known.add(row.group(1)));
    return known;
  }
}
