package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.wire.ContentFrame;
import org.phantomnet.protocol.rule.Covers;

/** What a hostile contact's device says inside the ratchet. */
class ContentFuzzTest {
  @FuzzTest
  @Covers("CONT-2")
  void decode(byte[] data) throws ProtocolException, InvalidProtocolBufferException {
    Optional<Content> content = HostileInput.decoded(data, ContentCodec::decode);

    if (content.isPresent()) {
      Bytes encoded = ContentCodec.encode(content.get());
      assertEquals(content.get(), ContentCodec.decode(encoded));
      // One form: protobuf, which keeps fields to skip, would write the same bytes again.
      assertArrayEquals(data, ContentFrame.parseFrom(data).toByteArray());
    }
  }

  static List<byte[]> decodeSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (Content.Body body : ContentCodecTest.bodies()) {
      Content content =
          new Content(
              UserAddress.parse("alice@mail.example"),
              UserAddress.parse("bob@mail.example:4433"),
              3,
              Bytes.copyOf(new byte[Content.ID_LENGTH]),
              Instant.ofEpochMilli(1_793_491_200_123L),
              body);
      seeds.add(ContentCodec.encode(content).toByteArray());
    }
    return seeds;
  }
}
