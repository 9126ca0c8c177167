package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Optional;

/** Asks a node that runs on this machine for its figures. Stateless. */
final class StatusPage {
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int MOST_BYTES = 64 * 1_024;

  private StatusPage() {}

  /** Empty if no node answers there. */
  static Optional<JsonNode> ask(InetSocketAddress metrics) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://" + RelayNode.text(metrics) + "/status")
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setInstanceFollowRedirects(false);
      try {
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
          return Optional.empty();
        }
        JsonNode status =
            new ObjectMapper().readTree(connection.getInputStream().readNBytes(MOST_BYTES));
        return status.path("allocations").isInt() ? Optional.of(status) : Optional.empty();
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
