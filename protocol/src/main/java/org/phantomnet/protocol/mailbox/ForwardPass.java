package org.phantomnet.protocol.mailbox;

import java.time.Instant;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Hmac;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a forward carries in place of an account: the same 16 bytes for every account of the mailbox
 * and day.
 */
public final class ForwardPass {
  public static final int LENGTH = 16;

  private static final int VERSION = 1;
  private static final long DAY_SECONDS = 86_400;

  private ForwardPass() {}

  /**
   * The pass of the day (UTC) in which {@code now} is.
   *
   * @param key the mailbox's, 32 bytes
   */
  public static Bytes of(SecretKey key, Instant now) {
    return ofDay(key, Math.floorDiv(now.getEpochSecond(), DAY_SECONDS));
  }

  /** Good for its day and the next. */
  @Rule("FED-6")
  public static boolean isGood(SecretKey key, Instant now, Bytes pass) {
    long today = Math.floorDiv(now.getEpochSecond(), DAY_SECONDS);
    return ConstantTime.equal(ofDay(key, today), pass)
        | ConstantTime.equal(ofDay(key, today - 1), pass);
  }

  private static Bytes ofDay(SecretKey key, long day) {
    Bytes mac =
        Hmac.sha256(key, LengthPrefixed.start(Label.FORWARD_PASS_V1).lpU32((int) day).bytes());
    return Bytes.copyOf(mac.toByteArray(), 0, LENGTH);
  }

  public static Bytes encode(Bytes pass) {
    return new WireWriter().u8(VERSION).fixed(pass, LENGTH).noExtensions().toBytes();
  }

  public static Bytes decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    Bytes pass = reader.fixed(LENGTH);
    reader.end();
    return pass;
  }
}
