package org.phantomnet.relay.federation;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/** Requests to other mailboxes: TLS 1.3, no redirects, one try. Event loop. */
final class TargetClient {
  private static final int OK = 200;
  private static final int MAX_HEADERS = 4_096;
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int CONNECTIONS_EACH = 4;
  private static final Set<Refusal> PASSED_ON =
      Set.of(Refusal.RATE_LIMITED, Refusal.UNKNOWN_KEY, Refusal.STALE, Refusal.MALFORMED);

  private final Vertx vertx;
  private final HttpClient client;
  private final long answerMillis;

  TargetClient(Vertx vertx, FederationLimits limits) {
    this.vertx = vertx;
    this.answerMillis = limits.answerWithin().toMillis();
    int connectMillis = (int) limits.connectWithin().toMillis();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true) // the key is looked at before anything is sent
                .setVerifyHost(false)
                .setUseAlpn(false)
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setConnectTimeout(connectMillis)
                .setSslHandshakeTimeout(connectMillis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(MAX_HEADERS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS_EACH));
  }

  /**
   * @param host the target's name, for its Host header and TLS's server name
   * @param address where to connect; the name is not resolved
   * @param pin what the target must hold; empty if what it says proves itself
   * @param body empty for a GET
   */
  Future<Bytes> ask(
      String host,
      InetSocketAddress address,
      String path,
      Optional<Bytes> pin,
      Optional<Bytes> body,
      int maxAnswer) {
    Promise<Bytes> answer = Promise.promise();
    RequestOptions options =
        new RequestOptions()
            .setMethod(body.isPresent() ? HttpMethod.POST : HttpMethod.GET)
            .setServer(
                SocketAddress.inetSocketAddress(
                    address.getPort(), address.getAddress().getHostAddress()))
            .setHost(host)
            .setPort(address.getPort())
            .setURI(path);
    Future<HttpClientRequest> opened = client.request(options);
    long timer =
        vertx.setTimer(
            answerMillis,
            id -> {
              answer.tryFail(new Refused(Refusal.TARGET_UNREACHABLE));
              opened.onSuccess(HttpClientRequest::reset);
            });
    opened
        .compose(request -> send(request, pin, body))
        .compose(response -> read(response, maxAnswer))
        .onSuccess(answer::tryComplete)
        .onFailure(failure -> answer.tryFail(refused(failure)));
    return answer.future().onComplete(any -> vertx.cancelTimer(timer));
  }

  @Rule("FED-10")
  private static Future<HttpClientResponse> send(
      HttpClientRequest request, Optional<Bytes> pin, Optional<Bytes> body) {
    if (pin.isPresent() && !holds(request.connection().sslSession(), pin.get())) {
      request.reset();
      request.connection().close();
      return Future.failedFuture(new Refused(Refusal.TARGET_CHANGED));
    }
    request.putHeader("User-Agent", "mailbox");
    if (body.isEmpty()) {
      return request.send();
    }
    request.putHeader("Content-Type", "application/octet-stream");
    return request.send(Buffer.buffer(body.get().toByteArray()));
  }

  private static boolean holds(SSLSession session, Bytes pin) {
    try {
      Bytes key = Bytes.copyOf(session.getPeerCertificates()[0].getPublicKey().getEncoded());
      return ConstantTime.equal(Sha256.of(key), pin);
    } catch (SSLPeerUnverifiedException e) {
      return false;
    }
  }

  /** As much as an answer may have, and not a byte more. */
  private static Future<Bytes> read(HttpClientResponse response, int maxAnswer) {
    Promise<Bytes> whole = Promise.promise();
    Buffer read = Buffer.buffer();
    response.handler(
        part -> {
          if (read.length() + part.length() > maxAnswer) {
            whole.tryFail(new Refused(Refusal.TARGET_UNREACHABLE));
            response.request().connection().close();
          } else {
            read.appendBuffer(part);
          }
        });
    response.exceptionHandler(whole::tryFail);
    response.endHandler(
        end -> {
          Bytes body = Bytes.copyOf(read.getBytes());
          if (response.statusCode() == OK) {
            whole.tryComplete(body);
          } else {
            whole.tryFail(new Refused(passedOn(body)));
          }
        });
    return whole.future();
  }

  private static Refusal passedOn(Bytes body) {
    try {
      Refusal refusal = Refusal.decode(body);
      return PASSED_ON.contains(refusal) ? refusal : Refusal.TARGET_UNREACHABLE;
    } catch (ProtocolException e) {
      return Refusal.TARGET_UNREACHABLE;
    }
  }

  private static Refused refused(Throwable failure) {
    return failure instanceof Refused refused ? refused : new Refused(Refusal.TARGET_UNREACHABLE);
  }
}
