package org.phantomnet.relay.issuer;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;

/**
 * Work that is asked for before something is given: each challenge is worth one thing. Keeps no
 * challenge it gave out, only the nonces that were spent while they could be spent again. A
 * challenge of one of these is none of another. One thread.
 */
final class WorkChallenges {
  static final Duration CHALLENGE_LIFETIME = Duration.ofMinutes(2);
  static final int MAX_SPENT = 100_000;

  private static final String HMAC = "HmacSHA256";
  private static final int KEY_LENGTH = 32;

  private final Bytes relayId;
  private final int difficulty;
  private final Clock clock;
  private final RandomSource random;
  private final SecretKeySpec key;
  private final Map<Bytes, Instant> spent = new LinkedHashMap<>();

  /**
   * @param relayId the relay or node that the challenges name
   */
  WorkChallenges(Bytes relayId, int difficulty, Clock clock, RandomSource random) {
    this.relayId = relayId;
    this.difficulty = difficulty;
    this.clock = clock;
    this.random = random;
    byte[] fresh = new byte[KEY_LENGTH];
    random.fill(fresh);
    this.key =
        new SecretKeySpec(fresh, HMAC); // of this process only: a restart voids open challenges
  }

  GrantChallenge challenge() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Bytes noMac = Bytes.copyOf(new byte[GrantChallenge.MAC_LENGTH]);
    GrantChallenge unsigned =
        new GrantChallenge(
            relayId, now, difficulty, random.bytes(GrantChallenge.NONCE_LENGTH), noMac);
    return new GrantChallenge(
        relayId, now, difficulty, unsigned.nonce(), Bytes.copyOf(mac(unsigned)));
  }

  /** Takes a solved challenge, once. */
  void redeem(GrantRequest request) throws Refused {
    checkOwn(request.challenge());
    if (!ProofOfWork.isSolution(request.challenge(), request.solution())) {
      throw new Refused(Refusal.BAD_WORK);
    }
    spend(request.challenge());
  }

  @Rule("GRANT-3")
  private void checkOwn(GrantChallenge challenge) throws Refused {
    boolean own = MessageDigest.isEqual(mac(challenge), challenge.mac().toByteArray());
    if (!own || !challenge.relayId().equals(relayId) || !isFresh(challenge.issuedAt())) {
      throw new Refused(Refusal.BAD_WORK);
    }
  }

  @Rule("GRANT-4")
  private void spend(GrantChallenge challenge) throws Refused {
    Iterator<Instant> oldestFirst = spent.values().iterator();
    while (oldestFirst.hasNext() && !isFresh(oldestFirst.next())) {
      oldestFirst.remove();
    }
    if (spent.size() >= MAX_SPENT) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
    if (spent.putIfAbsent(challenge.nonce(), challenge.issuedAt()) != null) {
      throw new Refused(Refusal.BAD_WORK);
    }
  }

  private boolean isFresh(Instant issuedAt) {
    Duration age = Duration.between(issuedAt, clock.instant());
    return !age.isNegative() && age.compareTo(CHALLENGE_LIFETIME) <= 0;
  }

  private byte[] mac(GrantChallenge challenge) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(challenge.macInput().toByteArray());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
