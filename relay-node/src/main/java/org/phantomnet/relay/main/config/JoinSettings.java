package org.phantomnet.relay.main.config;

import java.util.List;
import org.phantomnet.relay.https.PinnedServer;

/**
 * The table [join]: what a relay says of itself beside its addresses, and to whom. Immutable.
 *
 * @param region coarse region label, 2 to 16 of a-z and '-'
 * @param capacity bucket, 1 to 8
 * @param days how long the descriptor holds
 * @param authorities directories that descriptors are submitted to
 */
public record JoinSettings(String region, int capacity, int days, List<PinnedServer> authorities) {
  /** Without a table [join]. */
  public static final JoinSettings DEFAULT = new JoinSettings("any", 4, 30, List.of());

  private static final int MOST_DAYS = 60;

  private static final int MOST_CAPACITY = 8;

  public JoinSettings {
    authorities = List.copyOf(authorities);
  }

  static JoinSettings of(ConfigTable table) throws ConfigException {
    String region = table.optionalText("region").orElse(DEFAULT.region);
    if (!region.matches("[a-z-]{2,16}")) {
      throw table.wrong("region", "must be 2 to 16 of a-z and '-', like \"eu-north\"");
    }
    JoinSettings settings =
        new JoinSettings(
            region,
            table.number("capacity", 1, MOST_CAPACITY, DEFAULT.capacity),
            table.number("days", 1, MOST_DAYS, DEFAULT.days),
            DirectorySettings.servers(table, "authorities"));
    table.refuseUnknownKeys();
    return settings;
  }
}
