package org.phantomnet.relay.issuer;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
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
  private static final int HOOK_THREADS = 4;
  private static final int SOURCE_SECONDS = 6; // of 60: a tenth of all

  private final TokenKeyRing keys;
  private final Map<TokenBatch.Reason, IssuePolicy> policies;
  private final int tokensPerSecond;
  private final Clock clock;
  private final SourceLimit sources;
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
    this.sources = new SourceLimit(tokensPerSecond * SOURCE_SECONDS, clock, new SystemRandom());
  }

  /** Adds the routes. */
  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker("tokens");
    server.get(TokenPaths.KEYS, worker, request -> keys.keys().encode());
    server.get(TokenPaths.CHALLENGE, worker, request -> challenge().encode());
    HttpsServer.Worker hooks = server.workers("token-hooks", HOOK_THREADS);
    server.postOnLoop(
        TokenPaths.ISSUE,
        TokenBatch.MAX_LENGTH,
        request -> {
          TokenBatch batch = TokenBatch.decode(request.body());
          if (batch.reason() != TokenBatch.Reason.HOOK) {
            return worker.run(
                () -> {
                  requireShare(request.source(), batch);
                  return issue(batch).encode();
                });
          }
          // a slow hook keeps nobody waiting but those who wait for it
          return worker
              .run(
                  () -> {
                    requireShare(request.source(), batch);
                    return prepare(batch);
                  })
              .compose(policy -> hooks.run(() -> admit(policy, batch)))
              .compose(admitted -> worker.run(() -> sign(batch).encode()));
        });
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
    admit(prepare(batch), batch);
    return sign(batch);
  }

  /** What can be refused before the policy is asked. */
  private IssuePolicy prepare(TokenBatch batch) throws Refused {
    IssuePolicy policy = policies.get(batch.reason());
    if (policy == null) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    signers(batch);
    requireRoom(batch.requests().size());
    return policy;
  }

  private static Bytes admit(IssuePolicy policy, TokenBatch batch) throws Refused {
    policy.admit(batch.proof(), batch.requests().size());
    return Bytes.EMPTY;
  }

  private List<TokenSigner> signers(TokenBatch batch) throws Refused {
    List<TokenSigner> signers = new ArrayList<>();
    for (TokenRequest request : batch.requests()) {
      signers.add(
          keys.live(request.shortKeyId()).orElseThrow(() -> new Refused(Refusal.UNKNOWN_KEY)));
    }
    return signers;
  }

  private TokenAnswer sign(TokenBatch batch) throws ProtocolException, Refused {
    List<TokenSigner> signers = signers(batch);
    signed += batch.requests().size();
    List<Bytes> signatures = new ArrayList<>();
    for (int i = 0; i < signers.size(); i++) {
      signatures.add(signers.get(i).sign(batch.requests().get(i).blinded()));
    }
    return new TokenAnswer(signatures);
  }

  @Rule("TOK-18")
  private void requireShare(Bytes source, TokenBatch batch) throws Refused {
    if (!sources.take(source, batch.requests().size())) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }

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
