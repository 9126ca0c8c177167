package org.phantomnet.desktop.media;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/** Tells whoever asks on UDP where it was asked from; a process of its own, until it is killed. */
final class StunEcho {
  static final int PORT = 3_478;

  private StunEcho() {}

  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "-XX:TieredStopAtLevel=1",
        "-Xmx32m",
        "-cp",
        System.getProperty("java.class.path"),
        StunEcho.class.getName());
  }

  /** Ends with its input, so that it does not outlive who started it. */
  private static void endWithInput() {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // gone
    }
    Runtime.getRuntime().halt(0);
  }

  public static void main(String[] args) throws IOException {
    Thread watch = new Thread(StunEcho::endWithInput, "watch");
    watch.setDaemon(true);
    watch.start();
    byte[] buffer = new byte[1_500];
    StunMessage request = new StunMessage();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(PORT))) {
      System.out.println("ready");
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      while (true) {
        packet.setLength(buffer.length);
        socket.receive(packet);
        byte[] asked = Arrays.copyOf(buffer, packet.getLength());
        if (request.wrap(asked, 0, asked.length) == StunMessage.Verdict.MESSAGE
            && request.method() == StunMethod.BINDING) {
          byte[] out = new byte[200];
          int length =
              new StunWriter()
                  .begin(out, 0, StunMethod.BINDING, StunClass.SUCCESS, request)
                  .xorAddress(
                      AttributeType.XOR_MAPPED_ADDRESS,
                      Bytes.copyOf(packet.getAddress().getAddress()),
                      packet.getPort())
                  .length();
          socket.send(new DatagramPacket(out, length, packet.getSocketAddress()));
        }
      }
    }
  }
}
