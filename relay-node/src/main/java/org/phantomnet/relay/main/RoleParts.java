package org.phantomnet.relay.main;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.mailbox.MailboxLimits;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.NodeConfig;

/** Parts of a node's HTTPS roles, made from its configuration. Stateless. */
final class RoleParts {
  private RoleParts() {}

  /**
   * The caller's to close.
   *
   * @throws ConfigException if the database or a key cannot be used: says which
   */
  static MailboxRole mailbox(String name, NodeConfig config, Clock clock, RandomSource random)
      throws ConfigException {
    try {
      return MailboxRole.open(name, config.data(), MailboxLimits.STANDARD, clock, random);
    } catch (StorageException e) {
      throw new ConfigException(
          "the mailbox's database in data " + config.data() + " " + e.reason().words());
    } catch (IOException e) {
      throw new ConfigException(FileTrouble.words(e, "a key of the mailbox in " + config.data()));
    }
  }

  static RelayGrant grant(
      Bytes relayId, SharedSecretCredentials credentials, Clock clock, RandomSource random) {
    Instant now = clock.instant();
    String username = SharedSecretCredentials.newUsername(now, random);
    return new RelayGrant(
        relayId,
        username,
        credentials.password(username),
        now.plus(SharedSecretCredentials.LIFETIME));
  }
}
