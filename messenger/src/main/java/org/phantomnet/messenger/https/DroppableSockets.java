package org.phantomnet.messenger.https;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.SocketFactory;

/**
 * Makes sockets and can close all of them without a word. TLS says goodbye when it closes and waits
 * for the other side to do so too: on a network that is gone, for ten seconds each. Thread-safe.
 */
final class DroppableSockets extends SocketFactory {
  private final SocketFactory sockets;
  private final Set<Socket> made = Collections.newSetFromMap(new WeakHashMap<>());

  DroppableSockets(SocketFactory sockets) {
    this.sockets = sockets;
  }

  /** Closes every socket that is still open; does not wait for anyone. */
  void drop() {
    List<Socket> all;
    synchronized (made) {
      all = new ArrayList<>(made);
      made.clear();
    }
    for (Socket socket : all) {
      try {
        socket.close();
      } catch (IOException e) {
        // it is of no more use, closed or not
      }
    }
  }

  private Socket kept(Socket socket) {
    synchronized (made) {
      made.add(socket);
    }
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return kept(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return kept(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int localPort)
      throws IOException {
    return kept(sockets.createSocket(host, port, from, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return kept(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int localPort)
      throws IOException {
    return kept(sockets.createSocket(host, port, from, localPort));
  }
}
