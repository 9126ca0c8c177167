package org.phantomnet.relay.issuer;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/**
 * Asks the operator's own service, by HTTPS, with the client's proof as body; the number of tokens
 * stands in the header {@code Tokens}. Blocks its caller for the time given at most.
 */
public final class HookPolicy implements IssuePolicy {
  public static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final URI hook;
  private final Duration timeout;
  private final HttpClient client;

  /**
   * @param hook an https address
   * @param tls which certificates count
   * @throws IllegalArgumentException if the address is of another kind
   */
  public HookPolicy(URI hook, Duration timeout, SSLContext tls) {
    if (!"https".equals(hook.getScheme()) || hook.getHost() == null) {
      throw new IllegalArgumentException("a hook has an https address");
    }
    this.hook = hook;
    this.timeout = timeout;
    this.client =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout)
            .build();
  }

  @Rule("TOK-16")
  @Override
  public void admit(Bytes proof, int tokens) throws Refused {
    HttpRequest request =
        HttpRequest.newBuilder(hook)
            .timeout(timeout)
            .header("Content-Type", "application/octet-stream")
            .header("Tokens", Integer.toString(tokens))
            .POST(HttpRequest.BodyPublishers.ofByteArray(proof.toByteArray()))
            .build();
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    int status;
    try {
      // the request's own timeout ends with the head of the answer; a body may never end
      status = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(true);
      throw new Refused(Refusal.BAD_TOKEN);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Refused(Refusal.BAD_TOKEN);
    }
    if (status != OK && status != NO_CONTENT) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
  }
}
