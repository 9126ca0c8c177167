package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.phantomnet.protocol.HostileInput.chosen;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.HostileInput.TypedDecoder;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** The binary forms between clients and mailboxes; either side may be hostile. */
class MailboxMessagesFuzzTest {
  private static final List<Form<?>> FORMS =
      List.of(
          new Form<>(AccountCodec::decodeRegistration, AccountCodec::encode),
          new Form<>(AccountCodec::decodeAccountId, AccountCodec::encode),
          new Form<>(AccountCodec::decodeName, AccountCodec::encodeName),
          new Form<>(AccountCodec::decodeDeliveryToken, AccountCodec::encodeDeliveryToken),
          new Form<>(KeysCodec::decodeUpload, KeysCodec::encode),
          new Form<>(KeysCodec::decodeCounts, KeysCodec::encode),
          new Form<>(KeysCodec::decodeBundles, KeysCodec::encode),
          new Form<>(PushFrame::decode, PushFrame::encode),
          new Form<>(Refusal::decode, Refusal::encode),
          new Form<>(SendRequest::decode, SendRequest::encode),
          new Form<>(MailboxDocument::decode, MailboxDocument::encode),
          new Form<>(ForwardPass::decode, ForwardPass::encode),
          new Form<>(DocumentRequest::decode, DocumentRequest::encode),
          new Form<>(ForwardRequest::decode, ForwardRequest::encode),
          new Form<>(SealedRequest::decode, SealedRequest::encode),
          new Form<>(SealedAnswer::decode, SealedAnswer::encode));

  private record Form<T>(TypedDecoder<T> decoder, Function<T, Bytes> encoder) {
    void check(byte[] wire) {
      HostileInput.decoded(wire, decoder)
          .ifPresent(value -> HostileInput.assertCanonical(wire, encoder.apply(value)));
    }
  }

  /** The first byte says which form the rest is to be. */
  @FuzzTest
  @Covers("ENV-5")
  void forms(byte[] data) {
    if (data.length > 0) {
      FORMS.get((data[0] & 0xff) % FORMS.size()).check(Arrays.copyOfRange(data, 1, data.length));
    }
  }

  static List<byte[]> formsSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(chosen(0, AccountCodec.encode(MailboxCodecTest.registration())));
    seeds.add(chosen(1, AccountCodec.encode(MailboxCodecTest.ACCOUNT)));
    seeds.add(chosen(2, AccountCodec.encodeName("bob")));
    seeds.add(chosen(3, AccountCodec.encodeDeliveryToken(MailboxCodecTest.bytes(16, 1))));
    seeds.add(chosen(4, KeysCodec.encode(MailboxCodecTest.UPLOAD)));
    seeds.add(chosen(5, KeysCodec.encode(new PreKeyCounts(3, 100))));
    seeds.add(chosen(6, KeysCodec.encode(MailboxCodecTest.bundles())));
    for (PushFrame frame :
        List.of(
            new PushFrame.Hello(Instant.parse("2026-11-20T12:00:00Z")),
            new PushFrame.QueueDelivered(),
            new PushFrame.Acknowledge(MailboxCodecTest.ENVELOPE),
            new PushFrame.Deliver(
                MailboxCodecTest.ENVELOPE, Duration.ofSeconds(9), MailboxCodecTest.bytes(20, 7)))) {
      seeds.add(chosen(7, PushFrame.encode(frame)));
    }
    seeds.add(chosen(8, Refusal.BAD_TOKEN.encode()));
    seeds.add(chosen(9, MailboxCodecTest.send("bob").encode()));
    Bytes pass = MailboxCodecTest.bytes(16, 1);
    seeds.add(chosen(10, FederationTest.DOCUMENT.encode()));
    seeds.add(chosen(11, ForwardPass.encode(pass)));
    seeds.add(chosen(12, new DocumentRequest(pass, "mail.example").encode()));
    Bytes pin = FederationTest.DOCUMENT.tlsPin();
    seeds.add(chosen(13, new ForwardRequest(pass, "mail.example", pin, pass).encode()));
    Bytes sealed = MailboxCodecTest.bytes(4_352 + 16, 2);
    seeds.add(chosen(14, new SealedRequest(7, pin, sealed).encode()));
    seeds.add(chosen(15, new SealedAnswer(pin, MailboxCodecTest.bytes(10_256, 3)).encode()));
    return seeds;
  }

  /** What was sealed comes from whoever knows a public key. */
  @FuzzTest
  void federatedRequest(byte[] data) {
    HostileInput.decoded(data, BlockPadding.REQUEST::unpad)
        .ifPresent(content -> assertEquals(Bytes.copyOf(data), BlockPadding.REQUEST.pad(content)));
    HostileInput.decoded(data, FederatedRequest::decode)
        .ifPresent(
            request ->
                assertEquals(
                    Optional.of(request),
                    HostileInput.decoded(
                        request.encode().toByteArray(), FederatedRequest::decode)));
  }

  static List<byte[]> federatedRequestSeeds() {
    return Arrays.stream(FederatedRequest.Kind.values())
        .map(kind -> FederationTest.request(kind).encode().toByteArray())
        .toList();
  }

  @FuzzTest
  void federatedAnswer(byte[] data) {
    HostileInput.decoded(data, FederatedAnswer::decode)
        .ifPresent(
            answer ->
                assertEquals(
                    Optional.of(answer),
                    HostileInput.decoded(answer.encode().toByteArray(), FederatedAnswer::decode)));
  }

  static List<byte[]> federatedAnswerSeeds() {
    return List.of(
        FederatedAnswer.refusing(Refusal.NO_SUCH_USER).encode().toByteArray(),
        FederatedAnswer.of(KeysCodec.encode(MailboxCodecTest.bundles())).encode().toByteArray());
  }

  /** One account has one header. */
  @FuzzTest
  void accountHeader(byte[] data) {
    String header = new String(data, StandardCharsets.ISO_8859_1);

    Optional<Account> account = HostileInput.decoded(data, wire -> decodeHeader(header));

    account.ifPresent(signedIn -> assertEquals(header, AccountHeader.encode(signedIn)));
  }

  private static Account decodeHeader(String header) throws Malformed {
    return AccountHeader.decode(header);
  }

  static List<byte[]> accountHeaderSeeds() {
    Account account = new Account(MailboxCodecTest.ACCOUNT, 1, MailboxCodecTest.bytes(32, 9));
    return List.of(AccountHeader.encode(account).getBytes(StandardCharsets.US_ASCII));
  }
}
