package org.phantomnet.engine.path;

/**
 * A relay tunnel behind the call's {@link org.phantomnet.engine.path} filter: the only thing a
 * media session in Private or Paranoid can send through. Thread-safe.
 */
public interface FilteredTunnel extends AutoCloseable {
  /**
   * One datagram from the engine's local socket; {@code localPort} tells local connections apart.
   */
  void fromEngine(int localPort, byte[] packet, int offset, int length);

  /** Where packets toward the engine go; set once, before the engine starts. */
  void setEngineSink(EngineSink sink);

  @Override
  void close();

  /** Takes packets toward the engine's local socket. The array is reused after the call returns. */
  interface EngineSink {
    void toEngine(int localPort, byte[] packet, int offset, int length);
  }
}
