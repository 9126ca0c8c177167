package org.phantomnet.conformance.vectors;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/** What the ops on keys, MACs and proofs are given in common: a call's binding, and chance. */
final class CallInput {
  private CallInput() {}

  /** The {@code call} of an input. */
  static CallBinding binding(Input input) {
    Input call = input.object("call");
    return new CallBinding(
        new CallId(call.bytes("call_id")),
        party(call.object("caller")),
        party(call.object("callee")));
  }

  private static Party party(Input party) {
    DeviceAddress device =
        new DeviceAddress(
            UserAddress.parse(party.text("user")),
            party.number("device"),
            party.number("registration_id"));
    return new Party(device, party.bytes("identity"));
  }

  /** Chance that gives these byte strings, one a draw, and must be drawn in just those lengths. */
  static RandomSource drawing(Bytes... draws) {
    Queue<Bytes> rest = new ArrayDeque<>(List.of(draws));
    return target -> {
      byte[] next = rest.remove().toByteArray();
      if (next.length != target.length) {
        throw new IllegalStateException("a draw of " + target.length + " bytes");
      }
      System.arraycopy(next, 0, target, 0, next.length);
    };
  }
}
