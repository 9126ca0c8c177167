package org.phantomnet.conformance.explore;

/**
 * How far an exploration goes.
 *
 * @param anyChannel the channel may lose and repeat without limit and hold any number of messages
 *     ({@link OpenChannel}); then the next three are not looked at
 * @param inFlight messages that may overtake each other, each way; what is sent beyond waits in the
 *     sender's outbox, in order
 * @param losses messages lost, in all
 * @param repeats messages delivered twice, in all
 * @param restarts process deaths of each device
 * @param waiting events of one device that may wait while something else reaches it first
 */
public record Bounds(
    boolean anyChannel, int inFlight, int losses, int repeats, int restarts, int waiting) {
  /** Three in flight each way, two losses, one repeat, one restart of each: counted one by one. */
  public static final Bounds LITERAL = new Bounds(false, 3, 2, 1, 1, 0);

  /** Any channel at all: more than any number of losses, repeats and messages in flight. */
  public static Bounds any(int restarts, int waiting) {
    return new Bounds(true, 0, 0, 0, restarts, waiting);
  }

  @Override
  public String toString() {
    String channel =
        anyChannel
            ? "any number in flight, lost and repeated"
            : inFlight + " in flight each way, " + losses + " lost, " + repeats + " repeated";
    return channel + "; " + restarts + " restart(s) a side; " + waiting + " event(s) waiting";
  }
}
