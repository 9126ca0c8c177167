package org.phantomnet.protocol.directory;

/** Paths of a directory's HTTPS interface (spec/09-discovery). */
public final class DirectoryPaths {
  /** The signed relay list, for every client the same. */
  public static final String LIST = "/v1/relays";

  /** The node's own signed descriptor, for authorities. */
  public static final String DESCRIPTOR = "/v1/descriptor";

  private DirectoryPaths() {}
}
