package org.phantomnet.messenger.relays;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * An estate of relays as a client knows it: where its list is served and who must have signed it.
 *
 * @param directories at least one; none of them is trusted for content
 * @param authorities pinned Ed25519 public keys, 32 bytes each
 * @param threshold how many of them must have signed
 * @param testEstateAllowed takes a list that says test-estate: only where a person asked for it,
 *     loudly
 */
public record Estate(
    List<Directory> directories,
    List<Bytes> authorities,
    int threshold,
    boolean testEstateAllowed) {
  public Estate {
    directories = List.copyOf(directories);
    authorities = List.copyOf(authorities);
    if (directories.isEmpty() || threshold < 1 || threshold > authorities.size()) {
      throw new IllegalArgumentException("estate");
    }
  }

  /**
   * @param server host:port
   * @param tlsPin SHA-256 of its TLS SubjectPublicKeyInfo, 32 bytes
   */
  public record Directory(String server, Bytes tlsPin) {
    @Override
    public String toString() {
      return "Directory";
    }
  }

  @Override
  public String toString() {
    return "Estate";
  }
}
