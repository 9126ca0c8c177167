package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;

/** Someone with a credential of the node whose data directory it is given; waits for answers. */
final class Caller implements AutoCloseable {
  private final DatagramSocket socket = new DatagramSocket();
  private final InetSocketAddress node;
  private final String username;
  private final String password;
  private String realm = "";
  private byte[] nonce = {};

  Caller(Path data, InetSocketAddress node) throws IOException {
    this.node = node;
    socket.setSoTimeout(10_000);
    try (SharedSecret secret =
        SharedSecret.of(Files.readAllBytes(data.resolve("turn-secret.key")))) {
      username = SharedSecretCredentials.newUsername(Instant.now(), new SystemRandom());
      password = new SharedSecretCredentials(secret).password(username);
    }
  }

  /** With a credential of the caller's own. */
  Caller(InetSocketAddress node, String username, String password) throws IOException {
    this.node = node;
    this.username = username;
    this.password = password;
    socket.setSoTimeout(10_000);
  }

  /** The same credential at another place. */
  Caller at(InetSocketAddress other) throws IOException {
    return new Caller(other, username, password);
  }

  /** The class of the answer, and for an error its code. */
  int allocate() throws IOException {
    if (nonce.length == 0) {
      StunMessage challenge =
          exchange(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17), w -> {});
      realm =
          new String(
              challenge.copyValue(challenge.find(AttributeType.REALM)), StandardCharsets.UTF_8);
      nonce = challenge.copyValue(challenge.find(AttributeType.NONCE));
    }
    return signed(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
  }

  int refresh() throws IOException {
    return signed(StunMethod.REFRESH, w -> w.u32(AttributeType.LIFETIME, 600));
  }

  int release() throws IOException {
    return signed(StunMethod.REFRESH, w -> w.u32(AttributeType.LIFETIME, 0));
  }

  /** 0 for success. */
  private int signed(StunMethod method, Consumer<StunWriter> attributes) throws IOException {
    StunMessage answer =
        exchange(
            method,
            attributes,
            w -> {
              w.text(AttributeType.USERNAME, username).text(AttributeType.REALM, realm);
              w.bytes(AttributeType.NONCE, nonce)
                  .integrity(MessageIntegrity.longTerm(username, realm, password));
            });
    if (answer.messageClass() == StunClass.SUCCESS) {
      return 0;
    }
    byte[] error = answer.copyValue(answer.find(AttributeType.ERROR_CODE));
    return error[2] * 100 + error[3];
  }

  private StunMessage exchange(
      StunMethod method, Consumer<StunWriter> attributes, Consumer<StunWriter> credential)
      throws IOException {
    byte[] out = new byte[1_500];
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    new SecureRandom().nextBytes(id);
    StunWriter writer = new StunWriter().begin(out, 0, method, StunClass.REQUEST, id, 0);
    attributes.accept(writer);
    credential.accept(writer);
    socket.send(new DatagramPacket(out, writer.length(), node));
    DatagramPacket in = new DatagramPacket(new byte[1_500], 1_500);
    socket.receive(in);
    StunMessage answer = new StunMessage();
    byte[] bytes = Arrays.copyOf(in.getData(), in.getLength());
    if (answer.wrap(bytes, 0, bytes.length) != StunMessage.Verdict.MESSAGE) {
      throw new IOException("no STUN message");
    }
    return answer;
  }

  @Override
  public void close() {
    socket.close();
  }
}
