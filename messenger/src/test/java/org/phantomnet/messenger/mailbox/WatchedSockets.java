package org.phantomnet.messenger.mailbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/** Sockets that tell where they are connected, and from which ports. Thread-safe. */
public final class WatchedSockets extends SocketFactory {
  private final Set<InetSocketAddress> targets = ConcurrentHashMap.newKeySet();
  private final Set<Integer> ownPorts = ConcurrentHashMap.newKeySet();

  public Set<InetSocketAddress> targets() {
    return Set.copyOf(targets);
  }

  public Set<Integer> ownPorts() {
    return Set.copyOf(ownPorts);
  }

  @Override
  public Socket createSocket() {
    return new Socket() {
      @Override
      public void connect(SocketAddress endpoint, int timeout) throws IOException {
        targets.add((InetSocketAddress) endpoint);
        super.connect(endpoint, timeout);
        ownPorts.add(getLocalPort());
      }
    };
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw new IllegalStateException("nobody resolves here");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort) {
    throw new IllegalStateException("nobody resolves here");
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new IllegalStateException("not asked for");
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new IllegalStateException("not asked for");
  }
}
