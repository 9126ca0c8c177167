package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sockets on a machine of the lab, for datagrams by hand. For one thread; ends with the lab. */
public final class UdpProbe implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Talk program;

  UdpProbe(List<String> command, Path errors) throws IOException {
    program = new Talk(command, errors);
    program.await("ready");
  }

  /**
   * An end of a datagram's way.
   *
   * @param address as text
   */
  public record Endpoint(String address, int port) {}

  /** Binds a port of any of the machine's addresses. */
  public void open(int port) throws IOException {
    ask("open", port, "opened", JSON.createObjectNode());
  }

  /** From an open port. */
  public void send(int port, Endpoint to, String text) throws IOException {
    ObjectNode command = JSON.createObjectNode().put("to", to.address()).put("toPort", to.port());
    ask("send", port, "sent", command.put("text", text));
  }

  /** Who sent that text to an open port, as seen here; empty if nobody did in that time. */
  public Optional<Endpoint> hear(int port, String text, Duration within) throws IOException {
    ObjectNode command = JSON.createObjectNode().put("text", text);
    JsonNode heard = ask("hear", port, "heard", command.put("within", within.toMillis()));
    int fromPort = heard.path("fromPort").asInt();
    return fromPort == 0
        ? Optional.empty()
        : Optional.of(new Endpoint(heard.path("from").asText(), fromPort));
  }

  @Override
  public void close() {
    program.close();
  }

  private JsonNode ask(String verb, int port, String answer, ObjectNode command)
      throws IOException {
    program.tell(command.put("do", verb).put("port", port));
    return program.await(answer);
  }
}
