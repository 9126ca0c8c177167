package org.phantomnet.relay.issuer;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.token.TokenAnswer;
import org.phantomnet.protocol.token.TokenBatch;
import org.phantomnet.protocol.token.TokenPaths;
import org.phantomnet.protocol.token.TokenRequest;
import org.phantomnet.protocol.token.TokenSigner;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.Refused;

/**
 * Signs tokens for who may have them, without seeing them and without a word about it anywhere.
 * Works on one thread of its own, the worker's; keys and policies stay their owner's to close.
 */
public final class TokenIssuer {
  /** A core signs some 200 a second: half of one is left for everything else. */
  public static final int DEFAULT_TOKENS_PER_SECOND = 100;

  private static final long TURN_MILLIS = 3_600_000;

  private final TokenKeyRing keys;
  private final Map<TokenBatch.Reason, IssuePolicy> policies;
  private final int tokensPerSecond;
  private final Clock clock;
  private long second;
  private int signed;

  /**
   * @param policies which reasons count; all others are refused
   */
  public TokenIssuer(
      TokenKeyRing keys,
      Map<TokenBatch.Reason, IssuePolicy> policies,
      int tokensPerSecond,
      Clock clock) {
    this.keys = keys;
    this.policies = new EnumMap<>(policies);
    this.tokensPerSecond = tokensPerSecond;
    this.clock = clock;
  }

  /** Adds the routes. */
  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker("tokens");
    server.get(TokenPaths.KEYS, worker, request -> keys.keys().encode());
    server.get(TokenPaths.CHALLENGE, worker, request -> challenge().encode());
    server.post(
        TokenPaths.ISSUE,
        TokenBatch.MAX_LENGTH,
        worker,
        request -> issue(TokenBatch.decode(request.body())).encode());
    server.every(TURN_MILLIS, () -> worker.run(this::turn));
  }

  private Bytes turn() throws IOException {
    keys.turn();
    return Bytes.EMPTY;
  }

  private GrantChallenge challenge() throws Refused {
    if (policies.get(TokenBatch.Reason.WORK) instanceof WorkPolicy work) {
      return work.challenge();
    }
    throw new Refused(Refusal.BAD_WORK);
  }

  /** Signs the whole batch, or nothing of it. */
  @Rule("TOK-13")
  TokenAnswer issue(TokenBatch batch) throws ProtocolException, Refused {
    IssuePolicy policy = policies.get(batch.reason());
    if (policy == null) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    List<TokenSigner> signers = new ArrayList<>();
    for (TokenRequest request : batch.requests()) {
      signers.add(
          keys.live(request.shortKeyId()).orElseThrow(() -> new Refused(Refusal.UNKNOWN_KEY)));
    }
    requireRoom(batch.requests().size());
    policy.admit(batch.proof(), batch.requests().size());
    signed += batch.requests().size();
    List<Bytes> signatures = new ArrayList<>();
    for (int i = 0; i < signers.size(); i++) {
      signatures.add(signers.get(i).sign(batch.requests().get(i).blinded()));
    }
    return new TokenAnswer(signatures);
  }

  @Rule("TOK-18")
  private void requireRoom(int tokens) throws Refused {
    long now = clock.instant().getEpochSecond();
    if (now != second) {
      second = now;
      signed = 0;
    }
    if (signed + tokens > tokensPerSecond) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }
}
