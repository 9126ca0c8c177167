package org.phantomnet.protocol.grant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.rule.Rule;

/**
 * Hashcash with SHA-256: a counter such that the hash of label, challenge and counter starts with
 * the asked number of zero bits.
 */
@Rule("GRANT-1")
public final class ProofOfWork {
  private static final String LABEL = "PhantomNet grant work v1";
  private static final int COUNTER_LENGTH = 8;
  private static final int CHECK_EVERY = 4_096;

  private ProofOfWork() {}

  /**
   * Tries counters until one fits: 2^difficulty hashes on average. Never at call time.
   *
   * @param cancelled asked now and then
   * @return empty if cancelled
   */
  public static OptionalLong solve(GrantChallenge challenge, BooleanSupplier cancelled) {
    byte[] input = input(challenge);
    MessageDigest sha256 = sha256();
    for (long counter = 0; counter != Long.MAX_VALUE; counter++) {
      if (counter % CHECK_EVERY == 0 && cancelled.getAsBoolean()) {
        return OptionalLong.empty();
      }
      if (fits(sha256, input, counter, challenge.difficulty())) {
        return OptionalLong.of(counter);
      }
    }
    return OptionalLong.empty();
  }

  public static boolean isSolution(GrantChallenge challenge, long counter) {
    return counter >= 0 && fits(sha256(), input(challenge), counter, challenge.difficulty());
  }

  private static byte[] input(GrantChallenge challenge) {
    return new WireWriter()
        .bytes32(Bytes.copyOf(LABEL.getBytes(StandardCharsets.US_ASCII)))
        .bytes32(challenge.encode())
        .u64(0)
        .toBytes()
        .toByteArray();
  }

  private static boolean fits(MessageDigest sha256, byte[] input, long counter, int difficulty) {
    int offset = input.length - COUNTER_LENGTH;
    for (int i = 0; i < COUNTER_LENGTH; i++) {
      input[offset + i] = (byte) (counter >>> (56 - 8 * i));
    }
    byte[] hash = sha256.digest(input);
    int first =
        (hash[0] & 0xff) << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | hash[3] & 0xff;
    return Integer.numberOfLeadingZeros(first) >= difficulty; // difficulty is at most 22
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
