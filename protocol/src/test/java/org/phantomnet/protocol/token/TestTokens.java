package org.phantomnet.protocol.token;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;

/** An issuer and its tokens. Making an RSA key takes a second, so there is one for all tests. */
final class TestTokens {
  static final SystemRandom RANDOM = new SystemRandom();
  static final String ISSUER = "issuer.example";
  static final TokenSigner SIGNER = TokenSigner.generate(RANDOM);

  /** What the issuer saw of one issuance, and the token that came of it. */
  record Issued(Bytes blinded, Bytes blindSignature, Token token) {}

  private TestTokens() {}

  static Bytes relay(int number) {
    byte[] id = new byte[32];
    id[31] = (byte) number;
    return Bytes.copyOf(id);
  }

  static Issued issue(TokenChallenge challenge) throws Exception {
    try (PendingToken pending = PendingToken.begin(SIGNER.key(), challenge, RANDOM)) {
      Bytes signature = SIGNER.sign(pending.request().blinded());
      return new Issued(pending.request().blinded(), signature, pending.finish(signature));
    }
  }

  static List<Issued> batch(TokenChallenge challenge, int count) throws Exception {
    List<Issued> issued = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      issued.add(issue(challenge));
    }
    return issued;
  }
}
