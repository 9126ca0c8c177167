package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.rule.Covers;

class CertificateCheckTest {
  private static final DtlsIdentity FIXED =
      DtlsIdentity.generate(
          new Random(1)::nextBytes,
          Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC));
  static final String OWN_PEM = FIXED.certificatePem();
  static final byte[] OWN_KEY = key(FIXED);

  private final DtlsIdentity own =
      DtlsIdentity.generate(new Random(1)::nextBytes, Clock.systemUTC());

  @Test
  void ownCertificate_isAccepted_byBothReadings() throws Exception {
    assertEquals(own.fingerprint(), CertificateCheck.fingerprint(own.certificatePem(), key(own)));
    assertEquals(own.fingerprint(), CertificateCheck.fingerprint(own.certificatePem()));
  }

  @Test
  @Covers("ENG-14")
  void keyOfAnotherCertificate_isRefused() {
    DtlsIdentity other = DtlsIdentity.generate(new Random(2)::nextBytes, Clock.systemUTC());

    assertThrows(
        GeneralSecurityException.class,
        () -> CertificateCheck.fingerprint(own.certificatePem(), key(other)));
  }

  /** The second is an Ed25519 certificate, on which libwebrtc crashes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        """
        -----BEGIN CERTIFICATE-----
        MIIBLjCB4aADAgECAhQwTBzws0ZwGoD7n9cbe3i0JReQbjAFBgMrZXAwDDEKMAgG
        A1UEAwwBeDAgFw0yNjExMjEwNDUyMTRaGA8yMTI2MTAyODA0NTIxNFowDDEKMAgG
        A1UEAwwBeDAqMAUGAytlcAMhAKxmjo4xCNcE6Q+2VI7TnA39djub1+mlto30ldjS
        K0DRo1MwUTAdBgNVHQ4EFgQUJqVb0OJud798tGoGzRSn7+FQEeYwHwYDVR0jBBgw
        FoAUJqVb0OJud798tGoGzRSn7+FQEeYwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
        QQDAjdPHG/sUdijNOCH/OV1ZvTJj+2W7IPZEUgmEHQOgqvzFfQDkbW0vxJL78ola
        /83tpLbN9gwPeyGw8J7Ni7oA
        -----END CERTIFICATE-----
        """,
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE----------END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----"
      })
  @Covers("ENG-14")
  void certificate_thatIsNotEcP256_isRefused(String pem) {
    assertThrows(GeneralSecurityException.class, () -> CertificateCheck.fingerprint(pem, key(own)));
  }

  @Test
  @Covers("ENG-14")
  void malformedKey_isRefused() {
    byte[] garbage =
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertThrows(
        GeneralSecurityException.class,
        () -> CertificateCheck.fingerprint(own.certificatePem(), garbage));
  }

  private static byte[] key(DtlsIdentity identity) {
    byte[][] lent = new byte[1][];
    identity.lendPrivateKeyPem(key -> lent[0] = key.clone());
    return lent[0];
  }
}
