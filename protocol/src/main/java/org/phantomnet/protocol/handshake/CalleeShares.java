package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.signal.CallMessage;

/**
 * The callee's side of one key agreement: secret, X25519 share, and the secrets agreed with the
 * offer's shares. Owned by whoever made it, who closes it.
 */
public final class CalleeShares implements Destroyable, AutoCloseable {
  private final SecretKey secret;
  private final RekeyReply reply;

  private CalleeShares(SecretKey secret, RekeyReply reply) {
    this.secret = secret;
    this.reply = reply;
  }

  /**
   * @throws ProtocolException.Malformed BAD_KEY_SHARE if the offer's shares cannot be used
   */
  public static CalleeShares respond(CallMessage.Offer offer, RandomSource random)
      throws ProtocolException {
    RekeyReply reply = RekeyReply.respond(offer.x25519Share(), offer.mlKemKey(), random);
    return new CalleeShares(SecretKey.random(CallMessage.SHARE_LENGTH, random), reply);
  }

  /** The callee's secret, as the answer carries it: 32 bytes. */
  public Bytes secret() {
    return secret.disclose();
  }

  public Bytes x25519Share() {
    return reply.x25519Share();
  }

  public Bytes mlKemCiphertext() {
    return reply.mlKemCiphertext();
  }

  SecretKey secretKey() {
    return secret;
  }

  RekeyReply reply() {
    return reply;
  }

  @Override
  public void destroy() {
    secret.destroy();
    reply.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return reply.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }
}
