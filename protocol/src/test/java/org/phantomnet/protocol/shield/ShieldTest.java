package org.phantomnet.protocol.shield;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.shield.ShieldReceiver.Verdict;

class ShieldTest {
  private static final int AT = 5; // packets stand somewhere in a larger array

  private final ShieldSender sender = new ShieldSender();
  private final ShieldReceiver receiver = new ShieldReceiver();
  private final byte[] sealed = new byte[2048];
  private final byte[] opened = new byte[2048];
  private int sealedLength;

  @Test
  @Covers({"SHIELD-2", "SHIELD-3"})
  void packetsOfEveryShape_comeBackAsTheyWere_24BytesLongerOnTheWay() {
    epoch(0);
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] packet = randomPacket(random);
      int head = MediaHead.length(packet, 0, packet.length);
      seal(packet);
      if (head == MediaHead.NONE) {
        assertEquals(ShieldSender.REFUSED, sealedLength);
        continue;
      }
      assertEquals(packet.length + 24, sealedLength);
      assertArrayEquals(
          Arrays.copyOf(packet, head), Arrays.copyOfRange(sealed, AT, AT + head), "the head");
      assertEquals(Verdict.OPENED, open());
      assertArrayEquals(packet, Arrays.copyOfRange(opened, AT, AT + sealedLength - 24));
    }
  }

  @Test
  @Covers("SHIELD-2")
  void heads_areWhatRfc3550LeavesInClear() {
    assertEquals(12, head("80 6f"));
    assertEquals(12 + 4 * 15, head("8f 6f"));
    assertEquals(8, head("80 c8"));
    assertEquals(8, head("81 c9"));
    assertEquals(8, head("80 40"));
    assertEquals(8, head("80 5f"));
    assertEquals(12, head("80 60"));
    assertEquals(12, head("80 3f"));
    byte[] extended = packet("90 6f", 40);
    extended[15] = 3;
    assertEquals(12 + 4 + 12, MediaHead.length(extended, 0, 40));
    extended[15] = 6;
    assertEquals(40, MediaHead.length(extended, 0, 40));
    extended[15] = 7;
    assertEquals(MediaHead.NONE, MediaHead.length(extended, 0, 40));
    assertEquals(MediaHead.NONE, MediaHead.length(extended, 0, 15));
    assertEquals(MediaHead.NONE, MediaHead.length(packet("80 6f", 12), 0, 11));
    assertEquals(MediaHead.NONE, MediaHead.length(packet("80 c8", 8), 0, 7));
    assertEquals(MediaHead.NONE, MediaHead.length(packet("80 c8", 8), 0, 1));
    assertEquals(MediaHead.NONE, MediaHead.length(new byte[0], 0, 0));
  }

  @Test
  @Covers("SHIELD-1")
  void beforeThereAreKeysAndAfterTheEnd_nothingIsSealedOrOpened() {
    seal(packet("80 6f", 100));
    assertEquals(ShieldSender.REFUSED, sealedLength);
    epoch(0);
    seal(packet("80 6f", 100));
    assertEquals(124, sealedLength);
    ShieldReceiver without = new ShieldReceiver();
    assertEquals(Verdict.WRONG_EPOCH, without.open(sealed, AT, sealedLength, opened, AT));
    sender.close();
    receiver.close();
    assertEquals(Verdict.WRONG_EPOCH, open());
    epoch(1);
    seal(packet("80 6f", 100));
    assertEquals(ShieldSender.REFUSED, sealedLength, "a key after the end revives nothing");
    assertTrue(sender.isDestroyed() && receiver.isDestroyed());
  }

  @Test
  @Covers("SHIELD-4")
  @Adversary("ADV-26")
  void samePacketAgainAndAgain_neverMeetsItsNonceTwice() {
    Set<Bytes> seen = new HashSet<>();
    byte[] same = packet("80 6f", 60);
    for (int epoch = 0; epoch < 3; epoch++) {
      epoch(epoch);
      for (int i = 0; i < 1000; i++) {
        seal(same);
        Bytes trailer = Bytes.copyOf(sealed, AT + sealedLength - 8, 8);
        assertTrue(seen.add(trailer));
      }
      sender.use(epoch, key(epoch)); // again, as a reconnect would: the counter goes on
      sender.use(epoch - 1, key(epoch - 1));
    }
    assertEquals(3000, seen.size());
  }

  @Test
  @Covers("SHIELD-5")
  @Adversary({"ADV-27", "ADV-29"})
  void everyBitCounts_headAndTrailerToo() {
    epoch(0);
    seal(packet("90 6f", 60));
    for (int bit = 0; bit < 8 * sealedLength; bit++) {
      sealed[AT + bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(open() == Verdict.OPENED, "bit " + bit);
      sealed[AT + bit / 8] ^= (byte) (1 << bit % 8);
    }
    for (int length = 0; length < sealedLength; length++) {
      assertFalse(
          receiver.open(sealed, AT, length, opened, AT) == Verdict.OPENED, "cut to " + length);
    }
    assertEquals(Verdict.OPENED, open(), "none of it cost the packet its place");
    assertEquals(Verdict.REPLAYED, open());
  }

  @Test
  @Covers("SHIELD-5")
  @Adversary("ADV-28")
  void ciphertextOfOneEpoch_isNeverTriedUnderAnother() {
    epoch(0);
    epoch(1);
    seal(packet("80 6f", 60));
    sealed[AT + sealedLength - 7] = 0;
    assertEquals(Verdict.FORGED, open(), "epoch 1's text as epoch 0's");
    sealed[AT + sealedLength - 7] = 2;
    assertEquals(Verdict.WRONG_EPOCH, open());
    sealed[AT + sealedLength - 7] = 1;
    assertEquals(Verdict.OPENED, open());
    assertEquals(1, receiver.proven());
  }

  @Test
  @Covers("SHIELD-6")
  @Adversary("ADV-27")
  void lateAndReplayed_byTheWindow() {
    epoch(0);
    byte[][] packets = new byte[1100][];
    for (int i = 0; i < packets.length; i++) {
      seal(packet("80 6f", 40));
      packets[i] = Arrays.copyOfRange(sealed, AT, AT + sealedLength);
    }
    assertEquals(Verdict.OPENED, open(packets[1099]));
    assertEquals(Verdict.OPENED, open(packets[76]), "the oldest that the window holds");
    assertEquals(Verdict.REPLAYED, open(packets[75]), "older than the window");
    assertEquals(Verdict.REPLAYED, open(packets[76]));
    assertEquals(Verdict.REPLAYED, open(packets[1099]));
    for (int i = 77; i < 1099; i++) {
      assertEquals(Verdict.OPENED, open(packets[i]));
      assertEquals(Verdict.REPLAYED, open(packets[i]));
    }
  }

  @Test
  @Covers("SHIELD-6")
  void window_agreesWithASetOfEverythingTaken() {
    Random random = new Random(2);
    for (int round = 0; round < 50; round++) {
      CounterWindow window = new CounterWindow();
      Set<Long> taken = new HashSet<>();
      long newest = -1;
      long around = random.nextInt(3000);
      for (int i = 0; i < 3000; i++) {
        around += random.nextInt(100) == 0 ? random.nextInt(4000) : 1;
        long counter = Math.max(0, around - random.nextInt(1500));
        boolean expected = counter > newest - CounterWindow.SIZE && !taken.contains(counter);
        assertEquals(expected, window.mayTake(counter));
        if (expected) {
          window.take(counter);
          taken.add(counter);
          newest = Math.max(newest, counter);
        }
      }
    }
  }

  @Test
  @Covers("SHIELD-7")
  void epochs_openBesideOneAnother_untilTheOldIsRetired() {
    epoch(0);
    seal(packet("80 6f", 40));
    byte[] old = Arrays.copyOfRange(sealed, AT, AT + sealedLength);
    receiver.hold(1, key(1));
    assertEquals(-1, receiver.proven());
    sender.use(1, key(1));
    seal(packet("80 6f", 40));
    assertEquals(Verdict.OPENED, open());
    assertEquals(Verdict.OPENED, open(old));
    assertEquals(1, receiver.proven());
    receiver.retirePrevious();
    assertEquals(Verdict.WRONG_EPOCH, open(old));
    receiver.hold(0, key(0));
    assertEquals(Verdict.WRONG_EPOCH, open(old), "an epoch that is gone does not come back");
  }

  private void epoch(int epoch) {
    sender.use(epoch, key(epoch));
    receiver.hold(epoch, key(epoch));
  }

  private static SecretKey key(int epoch) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) (epoch + 1));
    return SecretKey.of(Bytes.copyOf(key));
  }

  private void seal(byte[] packet) {
    byte[] room = new byte[AT + packet.length];
    System.arraycopy(packet, 0, room, AT, packet.length);
    sealedLength = sender.seal(room, AT, packet.length, sealed, AT);
  }

  private Verdict open() {
    return receiver.open(sealed, AT, sealedLength, opened, AT);
  }

  private Verdict open(byte[] packet) {
    return receiver.open(packet, 0, packet.length, opened, AT);
  }

  private static int head(String start) {
    return MediaHead.length(packet(start, 100), 0, 100);
  }

  private static byte[] packet(String start, int length) {
    byte[] packet = new byte[length];
    String[] octets = start.split(" ");
    for (int i = 0; i < octets.length; i++) {
      packet[i] = (byte) Integer.parseInt(octets[i], 16);
    }
    return packet;
  }

  private static byte[] randomPacket(Random random) {
    byte[] packet = new byte[1 + random.nextInt(random.nextBoolean() ? 40 : 1400)];
    random.nextBytes(packet);
    packet[0] = (byte) (0x80 | packet[0] & 0x3f);
    if (packet.length > 16 && random.nextBoolean()) {
      packet[14] = 0;
      packet[15] &= 0x0f;
    }
    return packet;
  }
}
