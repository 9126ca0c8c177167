package org.phantomnet.engine.path;

import java.io.IOException;
import java.util.Map;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.signal.Candidate;

/** A relay tunnel behind a {@code TunnelFilter}: one per media connection, thread-safe. */
public final class GuardedTunnel implements FilteredTunnel {
  private GuardedTunnel() {}

  /** Opens the way to the relay; nothing is sent until the engine proves it holds the grant. */
  public static GuardedTunnel open(
      RelayTunnel.Factory factory,
      ListedRelay relay,
      RelayGrant grant,
      MediaGate gate,
      RandomSource random,
      Listener listener)
      throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Lets permissions, channels and data through to this remote relayed address, which the policy admitted. */
  public void admitRemote(Candidate relayed) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void fromEngine(int localPort, byte[] packet, int offset, int length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setEngineSink(EngineSink sink) {
    throw new UnsupportedOperationException();
  }

  /** Packets refused so far, by class; for the receipt. */
  public Map<String, Integer> refused() {
    throw new UnsupportedOperationException();
  }

  /** Packets that left although the independent check at the last edge says they should not: must be 0. */
  public long packetsOutsidePolicy() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** What a tunnel reports, on the tunnel's thread. Must not throw. */
  public interface Listener {
    /** The way to the relay is gone, or the relay broke its descriptor. At most once. */
    void lost();
  }
}
