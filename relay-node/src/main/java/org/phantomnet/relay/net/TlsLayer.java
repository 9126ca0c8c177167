package org.phantomnet.relay.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.counters.Counter;

/**
 * TLS between a socket and what speaks inside, by the JDK's engine. Holds at most one partly
 * received record; records are opened and sealed in buffers of the loop. Signatures are computed
 * elsewhere, with the connection's reading paused. One loop.
 */
final class TlsLayer implements StreamLayer {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** RFC 7443; the second is what a browser asks for. */
  private static final String[] PROTOCOLS = {"stun.turn", "http/1.1"};

  private final TcpPath path;
  private final WebFront front;
  private final SSLEngine engine;
  private final StreamBuffers buffers;
  private final Leftover rest = new Leftover();
  private StreamLayer inner;
  private boolean established;

  TlsLayer(TcpPath path, WebFront front, StreamBuffers buffers) throws IOException {
    this.path = path;
    this.front = front;
    this.buffers = buffers;
    engine = engine(front);
    inner = new SniffLayer(path, front, SniffLayer.Place.INSIDE_TLS);
  }

  @Rule("TURN-18")
  private static SSLEngine engine(WebFront front) throws IOException {
    try {
      SSLEngine engine = front.certificates().get().createSSLEngine();
      engine.setUseClientMode(false);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
      parameters.setCipherSuites(
          Arrays.stream(engine.getSupportedCipherSuites())
              .filter(TlsLayer::isStrong)
              .toArray(String[]::new));
      parameters.setUseCipherSuitesOrder(true);
      engine.setSSLParameters(parameters);
      engine.setHandshakeApplicationProtocolSelector(
          (e, offered) ->
              Arrays.stream(PROTOCOLS).filter(offered::contains).findFirst().orElse(""));
      return engine;
    } catch (RuntimeException e) {
      throw new SSLException("no certificate");
    }
  }

  /** Of TLS 1.3 all, of 1.2 those with forward secrecy and an AEAD. */
  private static boolean isStrong(String suite) {
    return !suite.contains("_CBC_")
        && !suite.contains("_NULL_")
        && (suite.startsWith("TLS_AES_")
            || suite.startsWith("TLS_CHACHA20_")
            || suite.startsWith("TLS_ECDHE_"));
  }

  /** What speaks inside. */
  void become(StreamLayer layer) {
    inner = layer;
  }

  boolean established() {
    return established;
  }

  @Override
  public void take(PacketBuffer buffer, int at, int length) throws IOException {
    int available = rest.length() + length;
    int start = rest.before(buffer, at);
    work(buffer, start, start + available);
  }

  private void work(PacketBuffer buffer, int start, int end) throws IOException {
    int at = start;
    while (path.isOpen()) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        rest.keep(buffer, at, end - at);
        compute();
        return;
      }
      if (status == HandshakeStatus.NEED_WRAP) {
        shake();
        continue;
      }
      if (at == end || TlsRecord.isTooLong(buffer.array(), at, end - at)) {
        break;
      }
      ByteBuffer record = buffer.region(at, end - at);
      SSLEngineResult result = unwrap(record, buffers.clear.receiving());
      boolean stuck = record.position() == at && result.getHandshakeStatus() == status;
      at = record.position();
      note(result);
      if (result.bytesProduced() > 0) {
        inner.take(buffers.clear, buffers.clear.headroom(), result.bytesProduced());
      }
      if (result.getStatus() == Status.CLOSED) {
        path.close();
        return;
      }
      if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
        break;
      }
      if (stuck) {
        throw new SSLException("no progress");
      }
    }
    if (TlsRecord.isTooLong(buffer.array(), at, end - at)) {
      throw new SSLException("record too long");
    }
    rest.keep(buffer, at, end - at);
  }

  private void note(SSLEngineResult result) throws SSLException {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !established) {
      established = true;
      path.counters().add(Counter.TLS_HANDSHAKES);
    }
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      throw new SSLException("record too long");
    }
  }

  /** The next handshake message out. */
  private void shake() throws IOException {
    SSLEngineResult result = seal(NOTHING);
    if (result.bytesProduced() == 0 && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      throw new SSLException("nothing to say");
    }
  }

  /** Sends {@code clear} in records; what the socket does not take is kept, up to a bound. */
  void send(ByteBuffer clear) throws IOException {
    while (clear.hasRemaining()) {
      if (seal(clear).getStatus() != Status.OK) {
        throw new SSLException("closed");
      }
    }
  }

  /** Says that nothing will follow. */
  void end() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone() && seal(NOTHING).bytesProduced() > 0) {
      continue;
    }
  }

  private SSLEngineResult seal(ByteBuffer clear) throws IOException {
    ByteBuffer sealed = buffers.sealed;
    sealed.clear();
    SSLEngineResult result;
    try {
      result = engine.wrap(clear, sealed);
    } catch (RuntimeException e) {
      throw new SSLException("wrap");
    }
    note(result);
    path.queue(sealed.flip());
    return result;
  }

  private SSLEngineResult unwrap(ByteBuffer record, ByteBuffer clear) throws IOException {
    try {
      return engine.unwrap(record, clear);
    } catch (RuntimeException e) {
      throw new SSLException("unwrap");
    }
  }

  /** Tells the client why the connection ends, if the engine knows. */
  void alert() {
    // the engine first throws once more what went wrong in a task
    for (int i = 0; i < 2 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
      try {
        seal(NOTHING);
      } catch (IOException e) {
        continue;
      }
    }
  }

  /** A second handshake on an established connection is refused: it would be free work. */
  private void compute() throws IOException {
    if (established) {
      throw new SSLException("renegotiation");
    }
    path.pause();
    try {
      front.handshakes().execute(this::runTasks);
    } catch (RejectedExecutionException e) {
      throw new SSLException("too many handshakes");
    }
  }

  /** On a thread of the executor; the loop does not touch the engine meanwhile. */
  private void runTasks() {
    try {
      for (Runnable task = engine.getDelegatedTask();
          task != null;
          task = engine.getDelegatedTask()) {
        task.run();
      }
    } finally {
      path.resumeLater(this::resume);
    }
  }

  private void resume() throws IOException {
    int at = rest.before(buffers.raw, buffers.raw.headroom());
    work(buffers.raw, at, buffers.raw.headroom());
  }
}
