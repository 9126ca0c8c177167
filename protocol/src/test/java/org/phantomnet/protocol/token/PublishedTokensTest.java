package org.phantomnet.protocol.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.PublishedFile;
import org.phantomnet.protocol.crypto.PublishedFile.PublishedRecord;
import org.phantomnet.protocol.rule.Covers;

/** The samples that the RFCs publish (spec/foreign). */
class PublishedTokensTest {
  private static BigInteger number(PublishedRecord sample, String name) {
    return new BigInteger(sample.text(name), 16);
  }

  @Test
  @Covers("TOK-1")
  void blindSignature_ofRfc9474_isTheirs() throws Exception {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "rfc9474-blind-rsa-deterministic.txt",
            "p",
            "q",
            "n",
            "e",
            "d",
            "msg",
            "salt",
            "inv",
            "encoded_msg",
            "blinded_msg",
            "blind_sig",
            "sig");
    for (PublishedRecord sample : samples) {
      BigInteger n = number(sample, "n");
      BigInteger e = number(sample, "e");
      BigInteger inverse = number(sample, "inv");

      BlindRsa.Blinded blinded =
          BlindRsa.blind(n, e, sample.bytes("msg"), sample.bytes("salt"), inverse.modInverse(n));
      BigInteger signed =
          new BigInteger(1, blinded.message().toByteArray()).modPow(number(sample, "d"), n);

      assertEquals(sample.bytes("blinded_msg"), blinded.message());
      assertEquals(inverse, blinded.inverse());
      assertEquals(sample.bytes("blind_sig"), BlindRsa.fixed(signed, n));
      Bytes signature =
          BlindRsa.finish(n, e, sample.bytes("msg"), sample.bytes("blind_sig"), inverse);
      assertEquals(sample.bytes("sig"), signature);
      assertTrue(BlindRsa.verifies(n, e, sample.bytes("msg"), signature));
      assertFalse(BlindRsa.verifies(n, e, sample.bytes("salt"), signature));
    }
    assertEquals(1, samples.size());
  }

  @Test
  @Covers({"TOK-1", "TOK-2", "TOK-5"})
  void token_ofRfc9578_isTheirs() throws Exception {
    List<PublishedRecord> samples =
        PublishedFile.read(
            "rfc9578-type2-blind-rsa-2048.txt",
            "TYPE",
            "PKS",
            "CHALLENGE",
            "NONCE",
            "BLIND",
            "SALT",
            "REQUEST",
            "RESPONSE",
            "TOKEN");
    for (PublishedRecord sample : samples) {
      TokenKey key = TokenKey.decode(sample.bytes("PKS"));
      TokenChallenge challenge = TokenChallenge.decode(sample.bytes("CHALLENGE"));
      try (PendingToken pending =
          PendingToken.begin(
              key, challenge, sample.bytes("NONCE"), sample.bytes("SALT"), sample.bytes("BLIND"))) {

        Token token = pending.finish(sample.bytes("RESPONSE"));

        assertEquals(sample.bytes("REQUEST"), pending.request().encode());
        assertEquals(sample.bytes("TOKEN"), token.encode());
        assertEquals(token, Token.decode(sample.bytes("TOKEN")));
        token.check(challenge, key);
      }
      assertEquals(sample.bytes("CHALLENGE"), challenge.encode());
      assertEquals(sample.bytes("PKS"), key.encode());
    }
    assertEquals(2, samples.size());
  }
}
