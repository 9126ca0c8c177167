package org.phantomnet.relay.https;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.Refusal;

/**
 * HTTPS (TLS 1.3, HTTP/1.1) with WebSocket. Roles add their routes, then {@link #listen}; until
 * {@link #close}. Answers carry the node's time; nothing about a request is ever logged.
 *
 * <p>Each role works on one thread of its own ({@link Worker}); the event loop only moves bytes.
 */
public final class HttpsServer implements AutoCloseable {
  private static final Duration IDLE = Duration.ofSeconds(90);
  private static final int HANDSHAKE_SECONDS = 10;
  private static final int MAX_HEADERS = 4_096;
  private static final int MAX_MESSAGE = EnvelopePadding.MAX_PADDED + 256;
  private static final long TIMEOUT_SECONDS = 20;
  private static final String BODY_TYPE = "application/octet-stream";
  private static final String PAGE = "<!doctype html><title>Welcome</title><p>It works.</p>\n";

  private final Vertx vertx;
  private final Router router;
  private final HttpServer server;
  private final Clock clock;
  private final Map<String, WebSocketRoute> webSockets = new HashMap<>();

  public HttpsServer(TlsIdentity tls, Clock clock) {
    this(tls, clock, IDLE);
  }

  /**
   * @param idle how long a connection may stay from which nothing comes
   */
  public HttpsServer(TlsIdentity tls, Clock clock, Duration idle) {
    this.clock = clock;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setInternalBlockingPoolSize(2)
                .setWorkerPoolSize(2)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    this.router = Router.router(vertx);
    Buffer pem = Buffer.buffer(tls.pem().toByteArray());
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions().addKeyValue(pem).addCertValue(pem))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setReadIdleTimeout((int) idle.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxWebSocketFrameSize(MAX_MESSAGE)
                .setMaxWebSocketMessageSize(MAX_MESSAGE)
                .setCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false));
  }

  /** What a role does with a request, on its worker. */
  public interface Handler {
    Bytes handle(Request request) throws Exception;
  }

  /** What a role does with a WebSocket's opening, on the event loop. */
  public interface WebSocketRoute {
    void open(ServerWebSocketHandshake handshake);
  }

  /** What a role does with a request on the event loop, without blocking. */
  public interface LoopHandler {
    Future<Bytes> handle(Request request) throws Exception;
  }

  /**
   * @param authorization the header's value
   * @param source address of who connected, 4 or 16 bytes
   */
  public record Request(Optional<String> authorization, Bytes source, Bytes body) {
    @Override
    public String toString() {
      return "Request";
    }
  }

  /** One thread for the blocking work of one role. */
  public static final class Worker {
    private final WorkerExecutor executor;

    private Worker(WorkerExecutor executor) {
      this.executor = executor;
    }

    /**
     * Runs {@code work} after what was submitted before; the future completes on the caller's event
     * loop.
     */
    public <T> Future<T> run(Callable<T> work) {
      return executor.executeBlocking(work, false);
    }
  }

  /** The worker of that name: the same thread for everyone who asks for it. */
  public Worker worker(String name) {
    return workers(name, 1);
  }

  /** Several threads, for what waits much and shares nothing. */
  public Worker workers(String name, int threads) {
    return new Worker(vertx.createSharedWorkerExecutor(name, threads));
  }

  /** For clients of other servers, which live as long as this one. */
  public Vertx vertx() {
    return vertx;
  }

  public void get(String path, Worker worker, Handler handler) {
    router.route(HttpMethod.GET, path).handler(context -> answer(context, worker, handler));
  }

  public void post(String path, int maxBody, Worker worker, Handler handler) {
    router
        .route(HttpMethod.POST, path)
        .handler(BodyHandler.create(false).setBodyLimit(maxBody))
        .handler(context -> answer(context, worker, handler));
  }

  public void postOnLoop(String path, int maxBody, LoopHandler handler) {
    router
        .route(HttpMethod.POST, path)
        .handler(BodyHandler.create(false).setBodyLimit(maxBody))
        .handler(
            context -> {
              Future<Bytes> answer;
              try {
                answer = handler.handle(request(context));
              } catch (Exception e) {
                answer = Future.failedFuture(e);
              }
              finish(context, answer);
            });
  }

  public void webSocket(String path, WebSocketRoute route) {
    webSockets.put(path, route);
  }

  /** Runs {@code task} on the event loop, every {@code millis}. */
  public void every(long millis, Runnable task) {
    vertx.setPeriodic(millis, id -> task.run());
  }

  /**
   * Binds; port 0 takes a free one.
   *
   * @return the port
   * @throws BindException if the address is taken or not this machine's
   */
  public int listen(InetSocketAddress address) throws IOException {
    router.get("/").handler(context -> header(context.response(), "text/html").end(PAGE));
    router.route().failureHandler(HttpsServer::refuseFailure);
    router.route().handler(context -> refuse(context, Refusal.MALFORMED));
    server.requestHandler(router);
    server.webSocketHandshakeHandler(
        handshake -> {
          WebSocketRoute route = webSockets.get(handshake.path());
          if (route == null) {
            handshake.reject(Refusal.MALFORMED.httpStatus());
          } else {
            route.open(handshake);
          }
        });
    return await(server.listen(address.getPort(), address.getHostString())).actualPort();
  }

  private void answer(RoutingContext context, Worker worker, Handler handler) {
    Request request = request(context);
    finish(context, worker.run(() -> handler.handle(request)));
  }

  private static Request request(RoutingContext context) {
    Buffer body = context.body() == null ? null : context.body().buffer();
    return new Request(
        Optional.ofNullable(context.request().getHeader("Authorization")),
        source(context.request().remoteAddress()),
        body == null ? Bytes.EMPTY : Bytes.copyOf(body.getBytes()));
  }

  private static Bytes source(SocketAddress address) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.hostAddress());
    return bytes == null ? Bytes.EMPTY : Bytes.copyOf(bytes);
  }

  private void finish(RoutingContext context, Future<Bytes> answer) {
    answer
        .onSuccess(
            bytes -> header(context.response(), BODY_TYPE).end(Buffer.buffer(bytes.toByteArray())))
        .onFailure(failure -> refuse(context, refusal(failure)));
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refused refused) {
      return refused.refusal();
    }
    return failure instanceof ProtocolException ? Refusal.MALFORMED : Refusal.FAILED;
  }

  private void refuse(RoutingContext context, Refusal refusal) {
    header(context.response(), BODY_TYPE)
        .setStatusCode(refusal.httpStatus())
        .end(Buffer.buffer(refusal.encode().toByteArray()));
  }

  private static void refuseFailure(RoutingContext context) {
    Refusal refusal =
        switch (context.statusCode()) {
          case 413 -> Refusal.TOO_LARGE;
          case 400 -> Refusal.MALFORMED;
          default -> Refusal.FAILED;
        };
    context
        .response()
        .setStatusCode(refusal.httpStatus())
        .putHeader("Content-Type", BODY_TYPE)
        .putHeader("Connection", "close")
        .end(Buffer.buffer(refusal.encode().toByteArray()));
  }

  private HttpServerResponse header(HttpServerResponse response, String type) {
    return response
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader(
            "Date",
            DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atZone(ZoneOffset.UTC)));
  }

  /** Stops listening, ends every connection, and waits for workers' current work. */
  @Override
  public void close() {
    try {
      await(vertx.close());
    } catch (IOException e) {
      // closing is best effort: the process ends, or a test goes on
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("timeout", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    }
  }
}
