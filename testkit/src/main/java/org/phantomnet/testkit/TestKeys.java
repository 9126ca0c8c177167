package org.phantomnet.testkit;

import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/**
 * Identity public keys of people, shaped as libsignal serializes them. A call only binds itself to
 * them; the private halves are the chat session's and do not exist here.
 */
public final class TestKeys {
  private TestKeys() {}

  public static Bytes alice() {
    return of(People.ALICE);
  }

  public static Bytes bob() {
    return of(People.BOB);
  }

  public static Bytes of(UserAddress user) {
    return identity(user.text().hashCode());
  }

  /** Some other identity. */
  public static Bytes identity(int which) {
    byte[] key = new byte[33];
    Arrays.fill(key, (byte) which);
    key[0] = 5;
    key[1] = (byte) (which >>> 8);
    key[2] = (byte) (which >>> 16);
    return Bytes.copyOf(key);
  }
}
