package org.phantomnet.conformance.transactions;

import java.util.List;
import java.util.Optional;

/** What a vector of transactions asks, and what is answered. */
public final class Script {
  private Script() {}

  /** Who wrote an envelope. */
  public enum From {
    /** Accepted, with a session. */
    CONTACT,
    /** Has prekeys of the device, and no consent. */
    STRANGER
  }

  /** What is in it. */
  public enum Kind {
    CHAT,
    CALL
  }

  /** In which session it is. */
  public enum Session {
    PRESENT,
    /** A new one, opened with one-time prekeys: the same for all such envelopes of a writer. */
    ONE_TIME,
    /** A new one, opened with a one-time Kyber prekey, where the EC ones have run out. */
    ONE_TIME_KYBER,
    /** A new one, opened with the last-resort prekey. */
    LAST_RESORT
  }

  /**
   * @param message the number that its content carries
   * @param altered one bit was flipped on the way
   */
  public record Envelope(From from, Kind kind, Session session, int message, boolean altered) {}

  /** A kind of step. */
  public enum Do {
    DELIVER,
    SEND_CHAT,
    SEND_CALL,
    ATTEMPT,
    RESTART,
    WAIT,
    BACK_UP,
    PUT_BACK
  }

  /**
   * @param what whatever the kind of step needs: an envelope's or a message's number, or seconds
   * @param staleAfter in seconds
   * @param name of the call message's type or the attempt's outcome, or empty
   * @param crash where the process dies, or empty
   */
  public record Step(Do step, int what, int staleAfter, String name, String crash) {}

  /**
   * A ciphertext.
   *
   * @param envelope counts pairs of envelope id and bytes in the order in which they are first seen
   */
  public record Sealed(String what, int envelope) {}

  /** What can be seen from outside. */
  public record Seen(List<Integer> chats, List<Integer> calls, List<Sealed> outbox) {
    public Seen {
      chats = List.copyOf(chats);
      calls = List.copyOf(calls);
      outbox = List.copyOf(outbox);
    }
  }

  /** What a start of the client showed before the mailbox delivered anything. */
  public record Start(Seen seen, boolean rolledBack) {}

  /**
   * @param rose the generation is higher than before the step
   * @param held the counter was never behind what left the device (STORE-5)
   * @param left what was sent in an attempt
   */
  public record Answer(
      List<Integer> acknowledged,
      Seen seen,
      boolean rose,
      boolean held,
      Optional<Start> start,
      Optional<Sealed> left) {
    public Answer {
      acknowledged = List.copyOf(acknowledged);
    }
  }
}
