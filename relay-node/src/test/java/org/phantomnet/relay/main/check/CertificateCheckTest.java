package org.phantomnet.relay.main.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CertificateCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");

  private static X509Certificate certificate(Instant from, Instant to, String name)
      throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
    X500Name subject = new X500Name("CN=test");
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    subject,
                    BigInteger.ONE,
                    Date.from(from),
                    Date.from(to),
                    subject,
                    pair.getPublic())
                .addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, name)))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
  }

  private static Finding only(Duration from, Duration to, String shown, String asked)
      throws Exception {
    List<Finding> findings =
        CertificateCheck.certificate(
            certificate(NOW.plus(from), NOW.plus(to), shown), List.of(asked), NOW);
    assertEquals(1, findings.size(), findings.toString());
    return findings.get(0);
  }

  @Test
  void certificate_inItsTimeForTheName_isRight() throws Exception {
    Finding found = only(Duration.ofDays(-1), Duration.ofDays(60), "*.example", "relay.example");

    assertEquals(Finding.Level.OK, found.level(), found.words());
  }

  @Test
  void certificate_thatEndsSoon_isAWarning() throws Exception {
    Finding found =
        only(Duration.ofDays(-80), Duration.ofDays(10), "relay.example", "relay.example");

    assertEquals(Finding.Level.WARN, found.level());
    assertTrue(found.words().contains("renewal"), found.words());
  }

  @Test
  void certificate_thatHasEnded_fails() throws Exception {
    Finding found =
        only(Duration.ofDays(-90), Duration.ofDays(-1), "relay.example", "relay.example");

    assertEquals(Finding.Level.FAIL, found.level());
    assertTrue(found.words().contains("renew it"), found.words());
  }

  @Test
  void certificate_ofTomorrow_asksForTheClock() throws Exception {
    Finding found = only(Duration.ofDays(1), Duration.ofDays(90), "relay.example", "relay.example");

    assertTrue(found.words().contains("is the clock right"), found.words());
  }

  @Test
  void certificate_forAnotherName_fails() throws Exception {
    Finding found = only(Duration.ofDays(-1), Duration.ofDays(60), "*.example", "a.b.example");

    assertEquals(Finding.Level.FAIL, found.level());
    assertTrue(found.words().contains("is not for a.b.example"), found.words());
  }
}
