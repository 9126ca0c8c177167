package org.phantomnet.relay.turn;

import java.net.InetSocketAddress;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/**
 * Main class of a process whose loopback takes 1280 bytes: 1400 bytes to a peer come in pieces, and
 * with DONT-FRAGMENT not at all. Prints what the client was told.
 */
final class ShortLink {
  static final String STARTED = "in a network of its own";
  static final String DONE = "pieces arrived, and with DONT-FRAGMENT ICMP 3 4 1280";
  private static final int LENGTH = 1_400;

  private ShortLink() {}

  public static void main(String[] args) throws Exception {
    System.out.println(STARTED);
    try (TurnBed bed = new TurnBed()) {
      TurnClient client = bed.client(ListenerKind.TCP);
      client.allocated();
      TestPeer peer = bed.peer();
      client.permit(peer.address());

      client.sendUnfragmented(peer.address(), new byte[LENGTH]);
      StunMessage told = client.receive();
      client.sendIndication(peer.address(), new byte[LENGTH + 1]);
      int arrived = peer.receiveBytes().length;

      byte[] icmp = told.copyValue(told.find(AttributeType.ICMP));
      InetSocketAddress of = TurnClient.xorAddress(told, AttributeType.XOR_PEER_ADDRESS);
      int mtu = (icmp[6] & 0xFF) << 8 | icmp[7] & 0xFF;
      boolean right = arrived == LENGTH + 1 && of.equals(peer.address());
      System.out.println(
          (right ? "pieces arrived, and with DONT-FRAGMENT" : "arrived " + arrived)
              + (" ICMP " + icmp[2] + " " + icmp[3] + " " + mtu));
    }
    System.exit(0);
  }
}
