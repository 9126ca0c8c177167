package org.phantomnet.relay.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/** What is thrown in one connection ends that one, gives its place back, and hurts no other. */
@Timeout(60)
final class TcpPathTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final byte[] ECHO = {0x40, 1, 0, 4, 'e', 'c', 'h', 'o'};
  private static final byte[] THROW = {0x40, 1, 0, 4, 'h', 'e', 'r', 'e'};
  private static final byte[] LATER = {0x40, 1, 0, 4, 's', 'o', 'o', 'n'};
  private static final byte[] LEAVE = {0x40, 1, 0, 4, 'g', 'o', 'n', 'e'};

  private final LoopCounters counters = new LoopCounters();
  private final PrefixQuota quota = new PrefixQuota(new SystemRandom());
  private EventLoop loop;
  private int port;

  /** Does what the message says. */
  private record Server(boolean error) implements ClientHandler {
    private void fail() {
      if (error) {
        throw new AssertionError("own bug");
      }
      throw new IllegalStateException("own bug");
    }

    @Override
    public void fromClient(ClientPath path, PacketBuffer buffer, int at, int length) {
      switch (buffer.array()[at + 4]) {
        case 'h' -> fail();
        case 's' -> {
          ((TcpPath) path).pause();
          ((TcpPath) path).resumeLater(this::fail);
        }
        case 'g' -> path.keep(new Leaver(this));
        default -> assertTrue(path.send(buffer, at, length));
      }
    }

    @Override
    public void lost(ClientPath path) {}
  }

  /** Fails when it is told that its connection is gone. */
  private record Leaver(Server server) implements ClientHandler {
    @Override
    public void fromClient(ClientPath path, PacketBuffer buffer, int at, int length) {
      assertTrue(path.send(buffer, at, length));
    }

    @Override
    public void lost(ClientPath path) {
      server.fail();
    }
  }

  /** Opens the port; a connection that works, and has to go on working. */
  private Socket listen(boolean error) throws IOException {
    TcpListener listener =
        TcpListener.open(
            loop,
            LOOPBACK,
            0,
            new Server(error),
            false,
            new ConnectionSlots(10, quota, 10),
            TcpListener.Purpose.TURN,
            Optional.empty());
    port = listener.port();
    loop.start();
    Socket bystander = connect();
    assertAnswered(bystander);
    return bystander;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(LOOPBACK, port);
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static void assertAnswered(Socket socket) throws IOException {
    socket.getOutputStream().write(ECHO);
    assertArrayEquals(ECHO, socket.getInputStream().readNBytes(ECHO.length));
  }

  private static void assertEnded(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      assertEquals("Connection reset", e.getMessage());
    }
  }

  private void assertIsAlone(Socket bystander) throws IOException {
    assertAnswered(bystander); // a turn of the loop later
    assertEquals(1, quota.live());
    assertEquals(1, counters.get(Counter.FAULTS));
    try (Socket next = connect()) {
      assertAnswered(next);
    }
  }

  @BeforeEach
  void open() throws IOException {
    loop = new EventLoop("test", () -> System.nanoTime() / 1_000_000, counters);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void path_whoseMessageMakesItsHandlerFail_isClosedAlone(boolean error) throws IOException {
    try (Socket bystander = listen(error);
        Socket socket = connect()) {
      socket.getOutputStream().write(THROW);

      assertEnded(socket);
      socket.close();
      assertIsAlone(bystander);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void path_whoseLaterStepFails_isClosedAlone(boolean error) throws IOException {
    try (Socket bystander = listen(error);
        Socket socket = connect()) {
      socket.getOutputStream().write(LATER);

      assertEnded(socket);
      socket.close();
      assertIsAlone(bystander);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers("TURN-50")
  @Adversary("ADV-49")
  void path_whoseHandlerFailsAtItsEnd_givesItsPlaceBack(boolean error) throws IOException {
    try (Socket bystander = listen(error);
        Socket socket = connect()) {
      socket.getOutputStream().write(LEAVE);
      assertAnswered(socket);
      socket.close();
      while (quota.live() > 1) {
        Thread.onSpinWait();
      }
      assertIsAlone(bystander);
    }
  }
}
