package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.handshake.Handshake.BINDING;
import static org.phantomnet.protocol.handshake.Handshake.CLOCK;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Random;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.SampleMessages;

final class DtlsProofTest {
  private final DtlsIdentity alice = DtlsIdentity.generate(new SeededRandom(1), CLOCK);
  private final DtlsIdentity bob = DtlsIdentity.generate(new SeededRandom(2), CLOCK);

  @Test
  @Covers({"KEY-15", "KEY-16"})
  void ownProof_verifies() throws ProtocolException {
    Bytes proof = alice.prove(BINDING, Role.CALLER);

    DtlsProof.verify(BINDING, Role.CALLER, alice.certificate(), alice.fingerprint(), proof);

    assertTrue(proof.length() <= 72);
  }

  @Test
  @Covers("KEY-15")
  @Adversary("ADV-25")
  void proofOfAnotherRoleCallOrKey_isRefused() {
    Bytes proof = alice.prove(BINDING, Role.CALLER);
    CallBinding otherCall =
        new CallBinding(
            new CallId(SampleMessages.filled(16, 1)), BINDING.caller(), BINDING.callee());

    assertNoProof(BINDING, Role.CALLEE, alice.certificate(), alice.fingerprint(), proof);
    assertNoProof(otherCall, Role.CALLER, alice.certificate(), alice.fingerprint(), proof);
    assertNoProof(BINDING, Role.CALLER, bob.certificate(), bob.fingerprint(), proof);
    assertNoProof(BINDING, Role.CALLER, alice.certificate(), alice.fingerprint(), Bytes.EMPTY);
  }

  /** RFC 8844: Mallory calls Bob and names Alice's fingerprint, whose key she does not hold. */
  @Test
  @Covers("KEY-16")
  @Adversary("ADV-25")
  void fingerprintsOfTwoCallsSwapped_bothFail() {
    Party mallory = new Party(BINDING.caller().device(), SampleMessages.filled(33, 0x66));
    CallBinding malloryToBob = new CallBinding(SampleMessages.CALL, mallory, BINDING.callee());
    DtlsIdentity malloryDtls = DtlsIdentity.generate(new SeededRandom(3), CLOCK);
    Bytes aliceProof = alice.prove(BINDING, Role.CALLER);
    Bytes malloryProof = malloryDtls.prove(malloryToBob, Role.CALLER);

    assertNoProof(malloryToBob, Role.CALLER, alice.certificate(), alice.fingerprint(), aliceProof);
    assertNoProof(
        malloryToBob, Role.CALLER, alice.certificate(), alice.fingerprint(), malloryProof);
    assertNoProof(
        BINDING, Role.CALLER, malloryDtls.certificate(), malloryDtls.fingerprint(), malloryProof);
    assertNoProof(BINDING, Role.CALLER, malloryDtls.certificate(), alice.fingerprint(), aliceProof);
  }

  @Test
  @Covers("KEY-13")
  void certificate_isFresh_coarseAndOfFixedSubject() throws Exception {
    X509Certificate certificate = parse(alice.certificate());

    assertEquals("CN=WebRTC", certificate.getSubjectX500Principal().getName());
    assertEquals(Date.from(Instant.parse("2026-11-19T00:00:00Z")), certificate.getNotBefore());
    assertEquals(Date.from(Instant.parse("2026-12-19T00:00:00Z")), certificate.getNotAfter());
    assertEquals(3, certificate.getVersion());
    assertEquals(63, certificate.getSerialNumber().bitLength());
    certificate.verify(certificate.getPublicKey());
    assertNotEquals(alice.certificate(), bob.certificate());
  }

  @Test
  @Covers("KEY-13")
  void privateKeyPem_isThatOfTheCertificate_andIsWiped() throws Exception {
    byte[][] lent = new byte[1][];
    String[] text = new String[1];

    alice.lendPrivateKeyPem(
        pem -> {
          lent[0] = pem;
          text[0] = new String(pem, StandardCharsets.US_ASCII);
        });

    String base64 = text[0].replaceAll("-----[A-Z ]+-----|\n", "");
    PrivateKey key =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key);
    signer.update(new byte[] {1});
    byte[] signature = signer.sign();
    signer.initVerify(parse(alice.certificate()).getPublicKey());
    signer.update(new byte[] {1});
    assertTrue(signer.verify(signature));
    assertTrue(text[0].lines().allMatch(line -> line.length() <= 64));
    assertArrayEquals(new byte[lent[0].length], lent[0]);
  }

  @Test
  void certificatePem_holdsTheCertificate() throws Exception {
    X509Certificate parsed =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(
                    new ByteArrayInputStream(
                        alice.certificatePem().getBytes(StandardCharsets.US_ASCII)));

    assertEquals(alice.certificate(), Bytes.copyOf(parsed.getEncoded()));
  }

  @Test
  @Covers("KEY-14")
  void certificateOfAnotherKindOfKey_isRefused() throws Exception {
    assertMalformed(selfSigned("RSA", 2048, "SHA256withRSA", "CN=WebRTC", "CN=WebRTC"));
    assertMalformed(selfSigned("EC", 384, "SHA256withECDSA", "CN=WebRTC", "CN=WebRTC"));
    assertMalformed(selfSigned("EC", 256, "SHA512withECDSA", "CN=WebRTC", "CN=WebRTC"));
    assertMalformed(selfSigned("EC", 256, "SHA256withECDSA", "CN=WebRTC", "CN=Other"));
  }

  @Test
  @Covers("KEY-14")
  void certificateOfAnotherImplementation_isTaken() throws Exception {
    Bytes certificate = selfSigned("EC", 256, "SHA256withECDSA", "CN=any", "CN=any");

    assertEquals(65, CertificateForm.require(certificate).length());
  }

  @Test
  @Covers("KEY-14")
  void certificateTooLongCutOrFollowed_isRefused() {
    byte[] der = alice.certificate().toByteArray();

    assertMalformed(Bytes.copyOf(new byte[1_025]));
    assertMalformed(Bytes.EMPTY);
    assertMalformed(Bytes.copyOf(Arrays.copyOf(der, der.length + 1)));
    for (int length = 1; length < der.length; length += 3) {
      assertMalformed(Bytes.copyOf(der, 0, length));
    }
  }

  @Test
  @Covers("KEY-14")
  void certificateWithAnyBitChanged_isRefused() {
    byte[] der = alice.certificate().toByteArray();
    Random random = new Random(5);

    for (int i = 0; i < der.length; i++) {
      byte[] changed = der.clone();
      changed[i] ^= (byte) (1 << random.nextInt(8));
      assertMalformed(Bytes.copyOf(changed));
    }
  }

  @Test
  @Covers("KEY-11")
  void destroyed_refusesUse() {
    alice.close();

    assertTrue(alice.isDestroyed());
    assertThrows(IllegalStateException.class, () -> alice.prove(BINDING, Role.CALLER));
    assertThrows(IllegalStateException.class, () -> alice.lendPrivateKeyPem(pem -> {}));
  }

  private static void assertNoProof(
      CallBinding binding, Role role, Bytes certificate, Bytes fingerprint, Bytes proof) {
    Unauthentic refused =
        assertThrows(
            Unauthentic.class,
            () -> DtlsProof.verify(binding, role, certificate, fingerprint, proof));
    assertEquals(Unauthentic.Reason.BAD_PROOF_OF_POSSESSION, refused.reason());
  }

  private static void assertMalformed(Bytes certificate) {
    assertThrows(
        Malformed.class,
        () ->
            DtlsProof.verify(
                BINDING, Role.CALLER, certificate, Sha256.of(certificate), Bytes.EMPTY));
  }

  private static X509Certificate parse(Bytes der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toByteArray()));
  }

  private static Bytes selfSigned(
      String kind, int size, String algorithm, String issuer, String subject) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(size);
    var pair = generator.generateKeyPair();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            java.math.BigInteger.ONE,
            Date.from(CLOCK.instant()),
            Date.from(CLOCK.instant().plusSeconds(60)),
            new X500Name(subject),
            pair.getPublic());
    return Bytes.copyOf(
        builder
            .build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()))
            .getEncoded());
  }
}
