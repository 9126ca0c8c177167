package org.phantomnet.relay.turn;

import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;

/**
 * The table class x method -> handler. What is not in it is dropped: responses and indications that
 * no client has reason to send, and methods of later RFCs.
 */
final class Routes {
  private static final int METHODS = StunMethod.values().length;

  private final Optional<Handler>[] table;

  Routes(TurnLoop loop) {
    table = empty();
    Authenticator authenticator = new Authenticator(loop);
    request(StunMethod.BINDING, Routes::binding);
    request(StunMethod.ALLOCATE, authenticator.before(new AllocateHandler(loop)));
    request(StunMethod.REFRESH, authenticator.before(new RefreshHandler(loop)));
    request(
        StunMethod.CREATE_PERMISSION,
        authenticator.before(new CreatePermissionHandler(loop.node().peers())));
    request(
        StunMethod.CHANNEL_BIND, authenticator.before(new ChannelBindHandler(loop.node().peers())));
    set(StunClass.INDICATION, StunMethod.SEND, new SendHandler(loop.node().peers()));
  }

  @Rule("TURN-21")
  Optional<Handler> find(StunClass messageClass, StunMethod method) {
    return table[messageClass.ordinal() * METHODS + method.ordinal()];
  }

  private void request(StunMethod method, Handler handler) {
    set(StunClass.REQUEST, method, handler);
  }

  private void set(StunClass messageClass, StunMethod method, Handler handler) {
    table[messageClass.ordinal() * METHODS + method.ordinal()] = Optional.of(handler);
  }

  /** RFC 8489 section 12: the only method that needs no credential. */
  private static void binding(Exchange x) {
    if (UnknownAttributes.answered(x)) {
      return;
    }
    var response = x.success();
    x.addMappedAddress(response);
    x.send(response);
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  private static Optional<Handler>[] empty() {
    Optional<Handler>[] table = new Optional[StunClass.values().length * METHODS];
    java.util.Arrays.fill(table, Optional.empty());
    return table;
  }
}
