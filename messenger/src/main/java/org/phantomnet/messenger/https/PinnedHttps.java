package org.phantomnet.messenger.https;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.Dispatcher;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.TlsVersion;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSource;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Requests to one server whose TLS key is pinned: TLS 1.3 only, no redirects, no cookies, no cache,
 * no log, the same headers from every client. Thread-safe; lives until {@link #close}. Two
 * instances never share a connection.
 */
public final class PinnedHttps implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration PING_EVERY = Duration.ofSeconds(25);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);
  private static final MediaType BODY_TYPE = MediaType.get("application/octet-stream");
  private static final int OK = 200;

  private final String base;
  private final OkHttpClient client;
  private final ExecutorService threads;
  private final DroppableSockets open;

  /**
   * @param server host:port; port 443 if none is given
   * @param pin SHA-256 of the server's SubjectPublicKeyInfo, 32 bytes
   */
  public PinnedHttps(String server, Bytes pin) {
    this(server, pin, SocketFactory.getDefault());
  }

  /**
   * @param sockets makes every socket there is
   */
  public PinnedHttps(String server, Bytes pin, SocketFactory sockets) {
    this.base = "https://" + server;
    this.open = new DroppableSockets(sockets);
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            KEEP_ALIVE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            PinnedHttps::thread);
    PinnedTrust trust = new PinnedTrust(pin);
    this.client =
        new OkHttpClient.Builder()
            .dispatcher(new Dispatcher(threads))
            .connectionPool(new ConnectionPool(2, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS))
            .connectionSpecs(
                List.of(
                    new ConnectionSpec.Builder(ConnectionSpec.RESTRICTED_TLS)
                        .tlsVersions(TlsVersion.TLS_1_3)
                        .build()))
            .socketFactory(open)
            .sslSocketFactory(trust.socketFactory(), trust)
            .hostnameVerifier((host, session) -> true) // the key is pinned; a name adds nothing
            .protocols(List.of(Protocol.HTTP_1_1))
            .proxy(Proxy.NO_PROXY)
            .cookieJar(CookieJar.NO_COOKIES)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(CONNECT_TIMEOUT)
            .callTimeout(CALL_TIMEOUT)
            .pingInterval(PING_EVERY)
            .build();
  }

  /**
   * A whole answer.
   *
   * @param serverTime from the Date header, whole seconds
   */
  public record Answer(boolean ok, Bytes body, Optional<Instant> serverTime) {
    @Override
    public String toString() {
      return "Answer";
    }
  }

  /** The server does not hold the pinned key; no request was sent. */
  public static final class PinMismatchException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param authorization empty to send none
   * @param maxAnswer largest body that is read
   */
  public Answer get(String path, Optional<String> authorization, int maxAnswer) throws IOException {
    return execute(request(path, authorization).get().build(), maxAnswer);
  }

  public Answer post(String path, Optional<String> authorization, Bytes body, int maxAnswer)
      throws IOException {
    return execute(
        request(path, authorization)
            .post(RequestBody.create(body.toByteArray(), BODY_TYPE))
            .build(),
        maxAnswer);
  }

  /** Opens a WebSocket; returns at once. */
  public WebSocket webSocket(String path, String authorization, WebSocketListener listener) {
    return client.newWebSocket(request(path, Optional.of(authorization)).build(), listener);
  }

  /** Whether that failure of a WebSocket means what {@link PinMismatchException} means. */
  public static boolean isPinMismatch(Throwable failure) {
    return PinnedTrust.isPinMismatch(failure);
  }

  private Request.Builder request(String path, Optional<String> authorization) {
    Request.Builder request =
        new Request.Builder()
            .url(base + path)
            .header("User-Agent", "client")
            .header("Accept-Encoding", "identity");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Answer execute(Request request, int maxAnswer) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      Optional<Instant> serverTime =
          Optional.ofNullable(response.headers().getDate("Date")).map(Date::toInstant);
      return new Answer(response.code() == OK, read(response.body(), maxAnswer), serverTime);
    } catch (IOException e) {
      if (PinnedTrust.isPinMismatch(e)) {
        throw new PinMismatchException();
      }
      throw e;
    }
  }

  private static Bytes read(ResponseBody body, int maxAnswer) throws IOException {
    BufferedSource source = body.source();
    if (source.request(maxAnswer + 1L)) {
      throw new IOException("answer too large");
    }
    return Bytes.copyOf(source.readByteArray());
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "https");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Breaks off what is under way and forgets the connections, as after a change of the network:
   * nothing would ever come from them, and it would take long to notice. The next request makes new
   * ones. Does not wait for the other side, which may be out of reach.
   */
  public void dropConnections() {
    client.dispatcher().cancelAll();
    open.drop();
    client.connectionPool().evictAll();
  }

  /** Breaks off everything under way. Idempotent. */
  @Override
  public void close() {
    dropConnections();
    threads.shutdownNow();
  }
}
