package org.phantomnet.messenger;

import java.nio.file.Path;
import java.time.Clock;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * What a messenger is composed of.
 *
 * @param directory holds this installation's files; created if missing, readable by this user only
 * @param counterFile the roll-back counter; keep it where backups of {@code directory} do not reach
 * @param passphrase wiped by {@link Messenger#open}, whatever happens
 * @param mailbox the own mailbox; belongs to the messenger from then on and is closed by it
 * @param stores how the database is opened ({@code JdbcSqlStore.factory()} on the desktop)
 */
public record MessengerConfig(
    Path directory,
    Path counterFile,
    char[] passphrase,
    Mailbox mailbox,
    SqlStore.Factory stores,
    Clock clock,
    RandomSource random) {
  /** With the counter file inside the directory. */
  public MessengerConfig(
      Path directory,
      char[] passphrase,
      Mailbox mailbox,
      SqlStore.Factory stores,
      Clock clock,
      RandomSource random) {
    this(directory, directory.resolve("store.counter"), passphrase, mailbox, stores, clock, random);
  }

  @Override
  public String toString() {
    return "MessengerConfig";
  }
}
