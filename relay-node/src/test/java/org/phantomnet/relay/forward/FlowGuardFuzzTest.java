package org.phantomnet.relay.forward;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** What clients and peers send through a strict relay: DTLS records, hellos, anything. */
class FlowGuardFuzzTest {
  private static final int HEADER = 3;
  private static final long MILLIS_A_STEP = 2_000;
  private static final int SHIFT = 5;

  /**
   * Packets: bit 0 of the first byte is the direction, bit 1 lets two seconds pass; then a length
   * (u16) and the packet. Verdicts only, never a throw; wherever the packet stands; and no media
   * once the grace is over unless both sides have shown a handshake that agrees on SRTP.
   */
  @FuzzTest
  @Covers({"FWD-2", "FWD-3", "FWD-4", "FWD-5"})
  @Adversary("ADV-49")
  void packets(byte[] data) {
    FlowProof proof = new FlowProof();
    FlowGuard guard = new FlowGuard(ForwardMode.STRICT, proof, 0);
    FlowProof movedProof = new FlowProof();
    FlowGuard moved = new FlowGuard(ForwardMode.STRICT, movedProof, 0);
    long now = 0;
    boolean[] handshakes = new boolean[2];
    int passedUnproven = 0;
    long graceEnds = 0;
    int at = 0;
    while (data.length - at >= HEADER) {
      Direction direction = Direction.values()[data[at] & 1];
      now += (data[at] & 2) == 0 ? 0 : MILLIS_A_STEP;
      int length =
          Math.min((data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff, data.length - at - HEADER);
      byte[] packet = Arrays.copyOfRange(data, at + HEADER, at + HEADER + length);
      at += HEADER + length;
      byte[] surrounded = new byte[length + 2 * SHIFT];
      Arrays.fill(surrounded, (byte) 0x16);
      System.arraycopy(packet, 0, surrounded, SHIFT, length);
      boolean provenBefore = proof.proven();

      boolean passed = guard.judge(direction, packet, 0, length, now).passes();

      assertTrue(passed == moved.judge(direction, surrounded, SHIFT, length, now).passes());
      assertTrue(proof.proven() == movedProof.proven());
      if (passed && packet[0] == DtlsRecords.HANDSHAKE) {
        handshakes[direction.ordinal()] = true;
      }
      assertTrue(!proof.proven() || (handshakes[0] && handshakes[1]), "proven by one side");
      if (passed && isRtp(packet) && !provenBefore) {
        graceEnds = graceEnds == 0 ? now + FlowProof.GRACE_MILLIS : graceEnds;
        assertTrue(now < graceEnds, "after the grace");
        passedUnproven += length;
      }
    }
    long most = FlowProof.GRACE_BITS_PER_SECOND / 8 * FlowProof.GRACE_MILLIS / 1_000;
    assertFalse(passedUnproven > most + most / 10, "more than the grace allows");
  }

  private static boolean isRtp(byte[] packet) {
    return (packet[0] & 0xc0) == 0x80;
  }

  static List<byte[]> packetsSeeds() {
    byte[] clientHello = Dtls.clientHello(Dtls.useSrtp(1, 7));
    byte[] client = Dtls.client(clientHello);
    byte[] server = Dtls.server(Dtls.serverHello(Dtls.useSrtp(1)));
    byte[] server13 = Dtls.server(Dtls.serverHello(Dtls.supportedVersion(Dtls.DTLS_1_3)));
    byte[] nullProfile = Dtls.client(Dtls.clientHello(Dtls.useSrtp(1, 5)));
    byte[] rtp = Arrays.copyOf(new byte[] {(byte) 0x80, 111}, 40);
    byte[] stun = Arrays.copyOf(new byte[] {0, 1, 0, 0, 0x21, 0x12, (byte) 0xa4, 0x42}, 20);
    List<byte[]> parts = Dtls.clientInFragments(clientHello, 40);
    byte[][] fragments = parts.toArray(new byte[0][]);
    return List.of(
        session(client, server, rtp),
        session(client, server13, rtp),
        session(nullProfile, server, rtp),
        session(rtp, stun, Dtls.record(23, new byte[30])),
        Dtls.join(session(fragments), session(server)),
        session(Dtls.join(client, Dtls.record(20, new byte[] {1})), server));
  }

  /** Alternating directions, the first toward the peer. */
  private static byte[] session(byte[]... packets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean fragments = packets.length > 3;
    for (int i = 0; i < packets.length; i++) {
      out.write(fragments ? 0 : i & 1);
      out.write(packets[i].length >> 8);
      out.write(packets[i].length);
      out.writeBytes(packets[i]);
    }
    return out.toByteArray();
  }
}
