package org.phantomnet.engine.loop;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Rule;

/**
 * Which operator a side of a call turns to when both may have lost theirs: the two sides begin at
 * opposite ends of one order, so that with the same guards they do not meet at one operator before
 * they heard of each other. No operator can name itself to the front: the order is another for each
 * call.
 */
final class OperatorOrder implements Comparator<ListedRelay> {
  private final CallRef call;

  OperatorOrder(CallRef call) {
    this.call = call;
  }

  @Override
  @Rule("CALL-58")
  public int compare(ListedRelay one, ListedRelay other) {
    int ascending = digest(one).compareTo(digest(other));
    return call.outgoing() ? ascending : -ascending;
  }

  /** SHA-256(call id || operator family as UTF-8), as an unsigned number. */
  private BigInteger digest(ListedRelay relay) {
    byte[] family = relay.family().getBytes(StandardCharsets.UTF_8);
    return new BigInteger(1, CallDigest.of(call.id(), family));
  }
}
