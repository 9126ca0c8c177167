package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What a relay says of itself, signed with its Ed25519 key (DIR-1). Immutable.
 *
 * @param signingKey Ed25519 public key, 32 bytes; the relay's id is its SHA-256
 * @param relayedAddresses 4 or 16 bytes each: where its relayed transport addresses stand
 * @param minPort lowest relayed port
 * @param maxPort highest relayed port
 * @param onion onion service host name, or empty
 * @param region coarse region label, 2 to 16 of a-z and '-'
 * @param capacity capacity bucket, 1 (smallest) to 8
 * @param realm TURN realm (RFC 8489 section 9.2)
 * @param issuerPort HTTPS port of its grant endpoint on the first listener's address; 0 if none
 * @param issuerPin SHA-256 of the grant endpoint's TLS SubjectPublicKeyInfo; empty if none
 * @param tokenKey HPKE public key that tokens are sealed to, 32 bytes; empty if it takes none
 */
public record RelayDescriptor(
    Bytes signingKey,
    List<Listener> listeners,
    List<Bytes> relayedAddresses,
    int minPort,
    int maxPort,
    String onion,
    String region,
    int capacity,
    String realm,
    int issuerPort,
    Bytes issuerPin,
    Instant notBefore,
    Instant notAfter,
    Bytes tokenKey) {
  public static final int SIGNING_KEY_LENGTH = 32;
  public static final int TOKEN_KEY_LENGTH = 32;

  public RelayDescriptor {
    listeners = List.copyOf(listeners);
    relayedAddresses = List.copyOf(relayedAddresses);
    if (signingKey.length() != SIGNING_KEY_LENGTH
        || listeners.isEmpty()
        || relayedAddresses.isEmpty()
        || relayedAddresses.stream().anyMatch(a -> a.length() != 4 && a.length() != 16)
        || minPort < 1
        || maxPort < minPort
        || maxPort > 0xffff
        || capacity < 1
        || capacity > 8
        || issuerPort < 0
        || issuerPort > 0xffff
        || !tokenKey.isEmpty() && tokenKey.length() != TOKEN_KEY_LENGTH
        || !notBefore.isBefore(notAfter)) {
      throw new IllegalArgumentException("relay descriptor");
    }
  }

  /** The same, with a key that tokens are sealed to. */
  public RelayDescriptor withTokenKey(Bytes key) {
    return new RelayDescriptor(
        signingKey,
        listeners,
        relayedAddresses,
        minPort,
        maxPort,
        onion,
        region,
        capacity,
        realm,
        issuerPort,
        issuerPin,
        notBefore,
        notAfter,
        key);
  }

  /** A transport a relay listens on. */
  public enum ListenerKind {
    UDP,
    TCP,
    TLS
  }

  /**
   * @param address 4 or 16 bytes
   */
  public record Listener(ListenerKind kind, Bytes address, int port) {
    public Listener {
      if ((address.length() != 4 && address.length() != 16) || port < 1 || port > 0xffff) {
        throw new IllegalArgumentException("listener");
      }
    }
  }

  @Override
  public String toString() {
    return "RelayDescriptor";
  }
}
