package org.phantomnet.conformance.transactions;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.phantomnet.conformance.transactions.Script.Envelope;
import org.phantomnet.conformance.transactions.Script.From;
import org.phantomnet.conformance.transactions.Script.Kind;
import org.phantomnet.conformance.transactions.Script.Sealed;
import org.phantomnet.conformance.transactions.Script.Session;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * Between a script's numbers and real content: what people write to the device, and what the
 * contact reads of what it sends. Each ciphertext is opened once, when first seen, so what is said
 * of it was really in it. Script thread only.
 */
final class Words {
  private static final String CHAT = "chat ";

  private final Template template;
  private final Map<List<Object>, Sealed> seen = new HashMap<>();
  private final Map<Bytes, String> calls = new HashMap<>();

  Words(Template template) {
    this.template = template;
  }

  static String chat(int number) {
    return CHAT + number;
  }

  static int number(String chat) {
    return Integer.parseInt(chat.substring(CHAT.length()));
  }

  /** All at once, those of the present session first: after them it is an old one of the writer. */
  List<Bytes> seal(List<Envelope> envelopes) throws Exception {
    Map<Integer, Bytes> sealed = new TreeMap<>();
    for (boolean present : new boolean[] {true, false}) {
      for (int i = 0; i < envelopes.size(); i++) {
        if (present == (envelopes.get(i).session() == Session.PRESENT)) {
          sealed.put(i, seal(envelopes.get(i)));
        }
      }
    }
    return List.copyOf(sealed.values());
  }

  private Bytes seal(Envelope envelope) throws Exception {
    Peer peer = envelope.from() == From.CONTACT ? template.contact() : template.stranger();
    if (envelope.session() != Session.PRESENT) {
      template.open(peer, envelope.session());
    }
    Content.Body body =
        envelope.kind() == Kind.CHAT
            ? new Content.Chat(chat(envelope.message()))
            : new Content.Call(call("CALL", envelope.message()), "");
    Bytes sealed = template.seal(peer, id(envelope.message()), body);
    return envelope.altered() ? altered(sealed) : sealed;
  }

  private static Bytes id(int message) {
    return Bytes.copyOf(
        ByteBuffer.allocate(Content.ID_LENGTH).putInt(Content.ID_LENGTH - 4, message).array());
  }

  private static Bytes altered(Bytes sealed) {
    byte[] bytes = sealed.toByteArray();
    bytes[bytes.length / 2] ^= 1;
    return Bytes.copyOf(bytes);
  }

  /** Content of a call message; only a hangup needs to be readable (SESS-7). */
  Bytes call(String type, int number) {
    Bytes content =
        type.equals("HANGUP")
            ? SignalCodec.encode(
                new SealedCall(
                    MessageType.HANGUP,
                    0,
                    number,
                    Bytes.copyOf(new byte[] {1}),
                    Bytes.EMPTY,
                    Bytes.copyOf(new byte[SealedCall.MAC_LENGTH])))
            : Bytes.copyOf(new byte[] {(byte) number, 1});
    calls.put(content, type + " " + number);
    return content;
  }

  int callNumber(Bytes content) {
    return Integer.parseInt(callWord(content).substring("CALL ".length()));
  }

  private String callWord(Bytes content) {
    return Optional.ofNullable(calls.get(content)).orElse("UNKNOWN");
  }

  /** A ciphertext's number and what the contact reads in it. */
  Sealed known(String envelope, Bytes sealed) {
    Sealed known = seen.get(List.of(envelope, sealed));
    if (known == null) {
      known = new Sealed(read(sealed), seen.size() + 1);
      seen.put(List.of(envelope, sealed), known);
    }
    return known;
  }

  private String read(Bytes sealed) {
    try {
      return word(ContentCodec.decode(template.unseal(sealed)).body());
    } catch (Exception e) {
      return "UNREADABLE " + e.getClass().getSimpleName();
    }
  }

  private String word(Content.Body body) {
    if (body instanceof Content.Chat chat) {
      return "CHAT " + number(chat.text());
    }
    if (body instanceof Content.Call call) {
      return callWord(call.sealed());
    }
    if (body instanceof Content.DeliveryReceipt receipt) {
      StringBuilder word = new StringBuilder("RECEIPT");
      receipt
          .ids()
          .forEach(
              id ->
                  word.append(' ')
                      .append(ByteBuffer.wrap(id.toByteArray()).getInt(Content.ID_LENGTH - 4)));
      return word.toString();
    }
    return body instanceof Content.ResendRequest ? "RESEND" : body.getClass().getSimpleName();
  }
}
