package org.phantomnet.messenger.store;

/**
 * What a guess of the passphrase costs (Argon2id, RFC 9106).
 *
 * @param memoryKib memory in KiB
 * @param iterations passes over it
 * @param parallelism lanes
 */
public record PassphraseCost(int memoryKib, int iterations, int parallelism) {
  /** Above OWASP's least (19 MiB, 2 passes); about half a second on a small machine. */
  public static final PassphraseCost STANDARD = new PassphraseCost(64 * 1024, 3, 1);

  /** Too cheap for a person's passphrase: for tests. */
  public static final PassphraseCost INSECURE_FOR_TESTS = new PassphraseCost(64, 1, 1);

  private static final int MOST_MEMORY_KIB = 1024 * 1024;
  private static final int MOST_ITERATIONS = 64;
  private static final int MOST_PARALLELISM = 16;

  public PassphraseCost {
    if (!isAllowed(memoryKib, iterations, parallelism)) {
      throw new IllegalArgumentException("passphrase cost");
    }
  }

  /** Bounds what a damaged or foreign header can make this device spend. */
  static boolean isAllowed(int memoryKib, int iterations, int parallelism) {
    return memoryKib >= 8 * parallelism
        && memoryKib <= MOST_MEMORY_KIB
        && iterations >= 1
        && iterations <= MOST_ITERATIONS
        && parallelism >= 1
        && parallelism <= MOST_PARALLELISM;
  }
}
