package org.phantomnet.relay.main.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.main.config.NodeConfig;

/** What is read from files of the shape that {@code /proc} has. */
class MachineCheckTest {
  @TempDir Path proc;
  private NodeConfig config;

  @BeforeEach
  void read() throws Exception {
    String toml =
        """
        data = "data"
        roles = ["turn"]
        [turn]
        udp = ["192.0.2.1:3478"]
        relayed = ["192.0.2.1"]
        realm = "r"
        [limits]
        allocations = 1000
        connections = 10
        """;
    config = NodeConfig.parse(proc.resolve("relay.toml"), toml.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String file, String text) throws Exception {
    Path path = proc.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  private Finding buffers() {
    return only(MachineCheck.buffers(config, proc));
  }

  private Finding descriptors(OptionalLong process) {
    return only(MachineCheck.descriptors(config, proc, process));
  }

  private static Finding only(List<Finding> findings) {
    assertEquals(1, findings.size(), findings.toString());
    return findings.get(0);
  }

  @Test
  void smallReceiveBuffer_isWarnedOf_withTheCommandThatMendsIt() throws Exception {
    write("sys/net/core/rmem_max", "212992\n");

    assertEquals(Finding.Level.WARN, buffers().level());
    assertTrue(buffers().words().contains("sysctl -w net.core.rmem_max=1048576"));
  }

  @Test
  void largeReceiveBuffer_isContent() throws Exception {
    write("sys/net/core/rmem_max", "4194304\n");

    assertEquals(Finding.Level.OK, buffers().level());
  }

  @Test
  void unknownReceiveBuffer_isSaid() {
    assertEquals(Finding.Level.WARN, buffers().level());
  }

  @Test
  void descriptors_areThoseOfTheNodeThatRuns() throws Exception {
    write("self/limits", "Max open files            1024                 1024       files\n");
    write("77/limits", "Max open files            2266                 4096       files\n");

    assertEquals(Finding.Level.WARN, descriptors(OptionalLong.empty()).level());
    assertEquals(Finding.Level.OK, descriptors(OptionalLong.of(77)).level());
  }

  @Test
  void memory_thatAllAllocationsNeed_isComparedWithWhatIsThere() throws Exception {
    write("meminfo", "MemTotal: 9 kB\nMemAvailable:     200000 kB\n");
    assertEquals(Finding.Level.WARN, only(MachineCheck.memory(config, proc)).level());

    write("meminfo", "MemAvailable:    4000000 kB\n");
    assertEquals(Finding.Level.OK, only(MachineCheck.memory(config, proc)).level());
  }
}
