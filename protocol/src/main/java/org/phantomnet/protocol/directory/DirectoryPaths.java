package org.phantomnet.protocol.directory;

/** Paths of a directory's HTTPS interface (spec/09-discovery). */
public final class DirectoryPaths {
  /** The signed relay list, for every client the same. */
  public static final String LIST = "/v1/relays";

  /** The node's own signed descriptor, for authorities. */
  public static final String DESCRIPTOR = "/v1/descriptor";

  /** Where an authority's directory takes descriptors of relays (DIR-14). */
  public static final String SUBMIT = "/v1/submit";

  private DirectoryPaths() {}
}
