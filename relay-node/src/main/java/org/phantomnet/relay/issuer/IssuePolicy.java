package org.phantomnet.relay.issuer;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.https.Refused;

/**
 * The port by which an operator decides who gets tokens. It sees the proof and the number, never
 * what will be signed, so that no answer of it can mark a token. Called on the issuer's worker
 * thread; may block it for a few seconds at most.
 */
public interface IssuePolicy {
  /**
   * Returns if the tokens may be issued; what the proof is worth is used up then.
   *
   * @param proof what the client sent, hostile
   * @param tokens how many, 1 to 8
   * @throws Refused if not
   */
  void admit(Bytes proof, int tokens) throws Refused;
}
