package org.phantomnet.relay.https;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.mailbox.Refusal;

/**
 * Requests to another node whose TLS key is pinned: TLS 1.3, no redirects, answers that are bounded
 * in size and, from connecting to the last byte, in time. Blocks. Thread-safe; lives as long as it
 * is referred to.
 */
public final class PinnedClient {
  private static final int OK = 200;
  private static final int MAX_REFUSAL = 256;

  private final PinnedServer server;
  private final Duration within;
  private final HttpClient client;

  /**
   * @param within how long one request may take as a whole
   */
  public PinnedClient(PinnedServer server, Duration within) {
    this.server = server;
    this.within = within;
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(within)
            .sslContext(context(server.pin()))
            .sslParameters(parameters)
            .build();
  }

  /**
   * @param maxAnswer largest body that is read
   * @throws Refused if the server says why it does not answer
   * @throws IOException if it cannot be reached, holds another key, is too slow or says too much
   */
  public Bytes get(String path, int maxAnswer) throws IOException, Refused {
    return send(HttpRequest.newBuilder(server.uri(path)).GET(), maxAnswer);
  }

  /** As {@link #get}. */
  public Bytes post(String path, Bytes body, int maxAnswer) throws IOException, Refused {
    return send(
        HttpRequest.newBuilder(server.uri(path))
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray())),
        maxAnswer);
  }

  private Bytes send(HttpRequest.Builder request, int maxAnswer) throws IOException, Refused {
    CompletableFuture<HttpResponse<Bytes>> answer =
        client.sendAsync(
            request.header("User-Agent", "node").build(),
            info -> new Bounded(Math.max(maxAnswer, MAX_REFUSAL)));
    HttpResponse<Bytes> response;
    try {
      response = answer.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("too slow");
    } catch (ExecutionException e) {
      throw new IOException("no answer");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
    if (response.statusCode() == OK) {
      return response.body();
    }
    try {
      throw new Refused(Refusal.decode(response.body()));
    } catch (ProtocolException e) {
      throw new IOException("no answer of a node");
    }
  }

  private static SSLContext context(Bytes pin) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {new OnlyPinned(pin)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As much as an answer may have, and not a byte more. */
  private static final class Bounded implements HttpResponse.BodySubscriber<Bytes> {
    private final int most;
    private final HttpResponse.BodySubscriber<byte[]> whole =
        HttpResponse.BodySubscribers.ofByteArray();
    private final CompletableFuture<Bytes> body = new CompletableFuture<>();
    private Flow.Subscription subscription = new Idle();
    private long read;

    Bounded(int most) {
      this.most = most;
      whole
          .getBody()
          .whenComplete(
              (bytes, failure) -> {
                if (failure == null) {
                  body.complete(Bytes.copyOf(bytes));
                } else {
                  body.completeExceptionally(failure);
                }
              });
    }

    @Override
    public CompletionStage<Bytes> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      whole.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
      read += parts.stream().mapToLong(ByteBuffer::remaining).sum();
      if (read > most) {
        subscription.cancel();
        body.completeExceptionally(new IOException("answer too large"));
      } else {
        whole.onNext(parts);
      }
    }

    @Override
    public void onError(Throwable failure) {
      whole.onError(failure);
    }

    @Override
    public void onComplete() {
      whole.onComplete();
    }

    private static final class Idle implements Flow.Subscription {
      @Override
      public void request(long count) {
        // nothing has been subscribed to
      }

      @Override
      public void cancel() {
        // nothing has been subscribed to
      }
    }
  }

  /** The key is pinned; names, issuers and dates add nothing. */
  private static final class OnlyPinned extends X509ExtendedTrustManager {
    private final Bytes pin;

    OnlyPinned(Bytes pin) {
      this.pin = pin;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      if (!ConstantTime.equal(Sha256.of(Bytes.copyOf(chain[0].getPublicKey().getEncoded())), pin)) {
        throw new CertificateException("another key");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
        throws CertificateException {
      throw new CertificateException("no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
