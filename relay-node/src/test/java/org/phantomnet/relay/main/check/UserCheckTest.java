package org.phantomnet.relay.main.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.relay.main.config.NodeConfig;

/** Files of one user, checked by another: with the real files and users of this system. */
class UserCheckTest {
  private static final String ME = System.getProperty("user.name");
  private static final String OTHER = "nobody";

  @TempDir Path directory;
  private Path file;
  private NodeConfig config;

  @BeforeEach
  void write() throws Exception {
    file = directory.resolve("relay.toml");
    String toml =
        """
        data = "data"
        roles = ["turn"]
        [turn]
        udp = ["192.0.2.1:3478"]
        relayed = ["192.0.2.1"]
        realm = "r"
        [tls]
        certificate = "chain.pem"
        key = "key.pem"
        """;
    Files.writeString(file, toml);
    Files.createDirectory(directory.resolve("data"));
    for (String name : List.of("chain.pem", "key.pem", "data/relay.key")) {
      Files.writeString(directory.resolve(name), name);
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    config = NodeConfig.parse(file, toml.getBytes(StandardCharsets.UTF_8));
  }

  private static void asRoot() {
    assumeTrue(ME.equals("root"), "only root may become another user");
  }

  private void mode(String name, String permissions) throws Exception {
    Files.setPosixFilePermissions(
        directory.resolve(name), PosixFilePermissions.fromString(permissions));
  }

  private void give(String... names) throws Exception {
    for (String name : names) {
      Files.setOwner(
          directory.resolve(name),
          directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OTHER));
    }
  }

  @Test
  void files_ofTheOneWhoChecks_areNotAskedAbout() {
    List<Finding> found = UserCheck.files(config, file, ME, Optional.empty());

    assertEquals(ME.equals("root") ? 1 : 0, found.size(), found.toString());
  }

  @Test
  void checkedByAnotherUser_warns() {
    List<Finding> found = UserCheck.files(config, file, "ann", Optional.of("ben"));

    assertEquals(
        List.of(Finding.warn("user", "checked as ann, but the node is ben's: check as that user")),
        found);
  }

  @Test
  void files_thatTheOwnerOfTheDataCanUse_areOk() throws Exception {
    asRoot();
    give("data", "data/relay.key", "key.pem");
    mode("data/relay.key", "rw-------");
    mode("key.pem", "rw-------");

    assertEquals(
        List.of(Finding.ok("user", OTHER + " can use the files of the node")),
        UserCheck.files(config, file, ME, Optional.empty()));
  }

  /** Root reads them all, so only the kernel can say. */
  @Test
  void files_ofRootAlone_failEach() throws Exception {
    asRoot();
    give("data");
    mode("data/relay.key", "rw-------");
    mode("key.pem", "rw-------");

    List<Finding> found = UserCheck.files(config, file, ME, Optional.empty());

    assertEquals(2, found.size(), found.toString());
    assertTrue(found.stream().allMatch(f -> f.level() == Finding.Level.FAIL), found.toString());
    assertTrue(found.get(0).words().contains("key.pem cannot be read by " + OTHER));
    assertTrue(found.get(1).words().contains("'chown -R " + OTHER + ": "));
  }

  @Test
  void userThatIsNone_warns() {
    asRoot();

    List<Finding> found = UserCheck.files(config, file, ME, Optional.of("no-such-user"));

    assertEquals(1, found.size());
    assertEquals(Finding.Level.WARN, found.get(0).level());
  }
}
