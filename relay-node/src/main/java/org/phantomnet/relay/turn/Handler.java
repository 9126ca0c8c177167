package org.phantomnet.relay.turn;

/** Does what one class of one method asks. */
interface Handler {
  void handle(Exchange exchange);
}
