package org.phantomnet.conformance.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackListTest {
  @Test
  void row_isAnAttack() {
    List<Attack> attacks =
        AttackList.parse("| ADV-07 | a title | what it does | source | CALL-1 | now |\n");

    assertEquals(
        List.of(new Attack("ADV-07", "a title", "CALL-1", Attack.Applies.NOW, "")), attacks);
  }

  @Test
  void rowForLater_saysWhatItWaitsFor() {
    List<Attack> attacks = AttackList.parse("| ADV-04 | t | a | s | | later: video |\n");

    assertEquals("video", attacks.get(0).because());
    assertThrows(
        IllegalStateException.class, () -> AttackList.parse("| ADV-04 | t | a | s | | later |\n"));
  }

  @Test
  void rowWithAnotherShape_isNoAttack() {
    assertThrows(
        IllegalStateException.class, () -> AttackList.parse("| ADV-04 | t | s | | now |\n"));
    assertThrows(
        IllegalStateException.class,
        () -> AttackList.parse("| ADV-04 | t | a | s | | perhaps |\n"));
  }

  @Test
  void spec_listsEveryAttackOnce() throws IOException {
    List<String> ids = AttackList.read().stream().map(Attack::id).toList();

    assertEquals(58, ids.size());
    assertEquals(58, ids.stream().distinct().count());
  }
}
