package org.phantomnet.protocol.mailbox;

import java.util.Arrays;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * Why a mailbox, directory or issuer refuses a request: the whole body of an answer that is not
 * 200.
 */
public enum Refusal {
  MALFORMED(1, 400),
  NOT_SIGNED_IN(2, 401),
  BAD_TOKEN(3, 403),
  NO_SUCH_USER(4, 404),
  NO_SUCH_DEVICE(5, 404),
  NAME_TAKEN(6, 409),
  TOO_LARGE(7, 413),
  QUEUE_FULL(8, 507),
  RATE_LIMITED(9, 429),
  FAILED(10, 500),
  /** A proof of work that is wrong, too old, or already spent. */
  BAD_WORK(11, 403),
  /** The forward pass is missing, old or wrong: fetch the day's. */
  BAD_PASS(12, 403),
  /** The other mailbox cannot be reached, or did not answer as a mailbox. */
  TARGET_UNREACHABLE(13, 502),
  /** The other mailbox does not hold the TLS key that was named: fetch its document. */
  TARGET_CHANGED(14, 502),
  /** Sealed to a key that this mailbox does not hold (any more): fetch its document. */
  UNKNOWN_KEY(15, 409),
  /** A sealed request that was made too long ago, or came before. */
  STALE(16, 409);

  private static final int VERSION = 1;

  private final int number;
  private final int httpStatus;

  Refusal(int number, int httpStatus) {
    this.number = number;
    this.httpStatus = httpStatus;
  }

  /** As messages carry it. */
  public int number() {
    return number;
  }

  /** Empty if there is none of that number. */
  public static Optional<Refusal> numbered(int number) {
    return Arrays.stream(values()).filter(refusal -> refusal.number == number).findFirst();
  }

  /** The HTTP status that goes with it; clients read the body only. */
  public int httpStatus() {
    return httpStatus;
  }

  public Bytes encode() {
    return new WireWriter().u8(VERSION).u8(number).noExtensions().toBytes();
  }

  public static Refusal decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    int number = reader.u8();
    reader.end();
    return numbered(number).orElseThrow(() -> new Malformed(Malformed.Reason.BAD_VALUE));
  }
}
