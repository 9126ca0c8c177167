package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.handshake.Handshake.CLOCK;

import java.io.IOException;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Covers;

/**
 * Certificates with one thing out of form and everything else as it should be, the signature too,
 * since a peer can sign whatever it likes.
 */
@Covers("KEY-14")
final class CertificateFormTest {
  private static final AlgorithmIdentifier ECDSA =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final AlgorithmIdentifier P256 =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

  private P256Key key = P256Key.generate(new SeededRandom(1));
  private int serial = 1;
  private AlgorithmIdentifier inside = ECDSA;
  private AlgorithmIdentifier outside = ECDSA;
  private AlgorithmIdentifier kind = P256;
  private byte[] point = key.point().toByteArray();
  private int pointPadding;
  private int signaturePadding;
  private boolean ber;
  private int extra;

  @Test
  void everythingOfForm_isTaken() throws Exception {
    assertEquals(key.point(), CertificateForm.require(build()));
  }

  @Test
  void signatureAlgorithmOtherInside_isRefused() throws IOException {
    inside = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384);

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void signatureAlgorithmOtherOutside_isRefused() throws IOException {
    outside = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE);

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void keyOfAnotherNamedCurve_isRefused() throws IOException {
    kind =
        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256k1);

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void keyOfAnotherAlgorithmOnTheSameCurve_isRefused() throws IOException {
    ASN1ObjectIdentifier ecdh = new ASN1ObjectIdentifier("1.3.132.1.12");
    kind = new AlgorithmIdentifier(ecdh, SECObjectIdentifiers.secp256r1);

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void compressedPoint_isRefused() throws IOException {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (2 + (point[64] & 1));
    System.arraycopy(point, 1, compressed, 1, 32);
    point = compressed;

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void pointWithPadBits_isRefused() throws IOException {
    key = keyOfEvenPoint();
    point = key.point().toByteArray();
    pointPadding = 1;

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void signatureWithPadBits_isRefused() throws IOException {
    signaturePadding = 1;
    while (isOdd(signature(signedPart()))) {
      serial++;
    }

    assertRefused(Malformed.Reason.BAD_VALUE);
  }

  @Test
  void certificateInBer_isRefused() throws IOException {
    ber = true;

    assertRefused(Malformed.Reason.BAD_ENCODING);
  }

  @Test
  void certificateAtTheLimit_isTaken_andOneByteMoreIsNot() throws Exception {
    extra = 1_024 - build().length();
    while (build().length() != 1_024) {
      extra -= Integer.signum(build().length() - 1_024);
      serial++; // another signature, which may be a byte longer or shorter
    }

    CertificateForm.require(build());
    while (build().length() != 1_025) {
      extra -= Integer.signum(build().length() - 1_025);
      serial++;
    }

    assertRefused(Malformed.Reason.TOO_LONG);
  }

  private void assertRefused(Malformed.Reason reason) throws IOException {
    Bytes certificate = build();

    Malformed refused = assertThrows(Malformed.class, () -> CertificateForm.require(certificate));

    assertEquals(reason, refused.reason());
  }

  private Bytes build() throws IOException {
    DERSequence signed = signedPart();
    ASN1EncodableVector all = new ASN1EncodableVector();
    all.add(signed);
    all.add(outside);
    all.add(new DERBitString(signature(signed), signaturePadding));
    return Bytes.copyOf(
        ber
            ? new BERSequence(all).getEncoded()
            : new DERSequence(all).getEncoded(ASN1Encoding.DER));
  }

  private DERSequence signedPart() {
    ASN1EncodableVector body = new ASN1EncodableVector();
    body.add(new DERTaggedObject(true, 0, new ASN1Integer(2)));
    body.add(new ASN1Integer(serial));
    body.add(inside);
    X500Name name = new X500Name("CN=WebRTC");
    body.add(name);
    Time time = new Time(Date.from(CLOCK.instant()));
    body.add(new DERSequence(new Time[] {time, time}));
    body.add(name);
    body.add(new DERSequence(new ASN1Encodable[] {kind, new DERBitString(point, pointPadding)}));
    if (extra > 0) {
      // an extension nobody knows, to make it longer
      ASN1Encodable[] extension = {
        new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), new DEROctetString(new byte[extra])
      };
      body.add(new DERTaggedObject(true, 3, new DERSequence(new DERSequence(extension))));
    }
    return new DERSequence(body);
  }

  private byte[] signature(DERSequence signed) throws IOException {
    return key.sign(Sha256.of(Bytes.copyOf(signed.getEncoded(ASN1Encoding.DER)))).toByteArray();
  }

  /** Pad bits are zero in DER: with one, the last bit has to be. */
  private static boolean isOdd(byte[] bytes) {
    return (bytes[bytes.length - 1] & 1) != 0;
  }

  private static P256Key keyOfEvenPoint() {
    int seed = 1;
    P256Key key = P256Key.generate(new SeededRandom(seed));
    while (isOdd(key.point().toByteArray())) {
      key = P256Key.generate(new SeededRandom(++seed));
    }
    return key;
  }
}
