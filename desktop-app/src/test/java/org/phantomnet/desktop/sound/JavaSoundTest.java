package org.phantomnet.desktop.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of this machine's devices, whether it has any or not; none is opened. */
class JavaSoundTest {
  private final JavaSound sound = new JavaSound();

  @ParameterizedTest
  @EnumSource(Direction.class)
  void devices_ofThisMachine_haveNamesOfTheirOwn(Direction direction) {
    List<String> names = sound.devices(direction);

    assertEquals(names.size(), new HashSet<>(names).size());
  }

  @Test
  void deviceThatIsNotThere_isRefusedWithoutNamingIt() {
    IOException refused =
        assertThrows(IOException.class, () -> sound.openMicrophone("no such device"));

    assertEquals("the device is gone", refused.getMessage());
  }
}
