package org.phantomnet.protocol.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.HostileInput.chosen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.MlKem768Key;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.SeededRandom;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.crypto.X25519Key;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.SampleMessages;

/** Shares, points, signatures, certificates and proofs that a hostile contact sends. */
class KeySharesFuzzTest {
  private static final X25519Key X25519 = X25519Key.generate(new SeededRandom(11));
  private static final MlKem768Key ML_KEM = MlKem768Key.generate(new SeededRandom(11));
  private static final P256Key P256 = P256Key.generate(new SeededRandom(11));
  private static final DtlsIdentity DTLS =
      DtlsIdentity.generate(new SeededRandom(11), Handshake.CLOCK);
  private static final Bytes DIGEST = SampleMessages.filled(32, 6);

  /** The first byte says what the rest is to be. */
  @FuzzTest
  @Covers({"KEY-3"})
  void shares(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] input = Arrays.copyOfRange(data, 1, data.length);
    switch ((data[0] & 0xff) % 5) {
      case 0 -> HostileInput.decoded(input, X25519::agree).ifPresent(SecretKey::close);
      case 1 -> encapsulated(input);
      case 2 ->
          assertEquals(
              input.length == MlKem768Key.CIPHERTEXT_LENGTH,
              HostileInput.decoded(input, ML_KEM::decapsulate).isPresent());
      case 3 -> point(input);
      default ->
          HostileInput.decoded(input, signature -> P256Key.verify(P256.point(), DIGEST, signature))
              .filter(valid -> valid)
              .ifPresent(valid -> assertEquals(P256.sign(DIGEST), Bytes.copyOf(input)));
    }
  }

  private static void encapsulated(byte[] key) {
    HostileInput.decoded(key, bytes -> MlKem768Key.encapsulate(bytes, new SeededRandom(11)))
        .ifPresent(
            made -> {
              assertEquals(MlKem768Key.KEY_LENGTH, key.length);
              assertEquals(MlKem768Key.CIPHERTEXT_LENGTH, made.ciphertext().length());
              made.secret().close();
            });
  }

  private static void point(byte[] point) {
    Optional<Boolean> valid =
        HostileInput.decoded(
            point, bytes -> P256Key.verify(bytes, DIGEST, Bytes.copyOf(new byte[70])));
    valid.ifPresent(
        known -> {
          assertFalse(known);
          assertEquals(P256Key.POINT_LENGTH, point.length);
        });
  }

  static List<byte[]> sharesSeeds() {
    byte[] almostReduced = ML_KEM.encapsulationKey().toByteArray();
    almostReduced[0] = (byte) 0xff;
    almostReduced[1] |= 0x0f;
    MlKem768Key.Encapsulated made;
    try {
      made = MlKem768Key.encapsulate(ML_KEM.encapsulationKey(), new SeededRandom(11));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
    return List.of(
        chosen(0, X25519.share()),
        chosen(0, Bytes.copyOf(new byte[32])),
        chosen(1, ML_KEM.encapsulationKey()),
        chosen(1, Bytes.copyOf(almostReduced)),
        chosen(2, made.ciphertext()),
        chosen(3, P256.point()),
        chosen(4, P256.sign(DIGEST)));
  }

  /** u16 length of the certificate, the certificate, then the proof. */
  @FuzzTest
  @Covers({"KEY-14", "KEY-16"})
  void certificateAndProof(byte[] data) {
    if (data.length < 2) {
      return;
    }
    int length = Math.min((data[0] & 0xff) << 8 | data[1] & 0xff, data.length - 2);
    Bytes certificate = Bytes.copyOf(data, 2, length);
    Bytes proof = Bytes.copyOf(data, 2 + length, data.length - 2 - length);
    Bytes fingerprint = Sha256.of(certificate);

    Optional<Bytes> proved =
        HostileInput.decoded(
            data,
            all -> {
              DtlsProof.verify(Handshake.BINDING, Role.CALLER, certificate, fingerprint, proof);
              return proof;
            });

    if (proved.isPresent()) {
      assertEquals(DTLS.certificate(), certificate, "nobody else has a key that signs for this");
      assertTrue(length <= 1_024);
    }
  }

  static List<byte[]> certificateAndProofSeeds() {
    Bytes certificate = DTLS.certificate();
    Bytes proof = DTLS.prove(Handshake.BINDING, Role.CALLER);
    byte[] seed = new byte[2 + certificate.length() + proof.length()];
    seed[0] = (byte) (certificate.length() >> 8);
    seed[1] = (byte) certificate.length();
    System.arraycopy(certificate.toByteArray(), 0, seed, 2, certificate.length());
    System.arraycopy(proof.toByteArray(), 0, seed, 2 + certificate.length(), proof.length());
    return List.of(seed);
  }
}
