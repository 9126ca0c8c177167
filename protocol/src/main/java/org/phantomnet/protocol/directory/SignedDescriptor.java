package org.phantomnet.protocol.directory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.rule.Rule;

/**
 * A relay's descriptor with its own signature, as bytes on the wire. Authentic only after {@link
 * #open}.
 *
 * @param descriptor as {@link DescriptorCodec} wrote it; what is signed
 * @param signature Ed25519, 64 bytes
 */
public record SignedDescriptor(Bytes descriptor, Bytes signature) {
  public static final int MAX_LENGTH = 4_096;

  private static final String LABEL = "PhantomNet relay descriptor v1";

  public SignedDescriptor {
    if (descriptor.isEmpty()
        || descriptor.length() > MAX_LENGTH
        || signature.length() != DirectoryKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("signed descriptor");
    }
  }

  /**
   * @throws IllegalArgumentException if {@code key} is not the descriptor's own
   */
  public static SignedDescriptor sign(RelayDescriptor descriptor, DirectoryKey key) {
    if (!key.publicKey().equals(descriptor.signingKey())) {
      throw new IllegalArgumentException("signing key");
    }
    Bytes encoded = DescriptorCodec.encode(descriptor);
    return new SignedDescriptor(encoded, key.sign(LABEL, encoded));
  }

  /** Decodes, and checks the signature by the key inside. Says nothing of validity or listing. */
  @Rule("DIR-1")
  public RelayDescriptor open() throws ProtocolException {
    RelayDescriptor opened = DescriptorCodec.decode(descriptor);
    if (!DirectoryKey.verify(opened.signingKey(), LABEL, descriptor, signature)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_SIGNATURE);
    }
    return opened;
  }

  /** The relay's id: SHA-256 of its signing key. */
  @Rule("DIR-2")
  public static Bytes relayId(Bytes signingKey) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(signingKey.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Bytes encode() {
    WireWriter writer = new WireWriter();
    write(writer);
    return writer.toBytes();
  }

  public static SignedDescriptor decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    SignedDescriptor signed = read(reader);
    reader.endOfInput();
    return signed;
  }

  void write(WireWriter writer) {
    writer.bytes16(descriptor).fixed(signature, DirectoryKey.SIGNATURE_LENGTH);
  }

  static SignedDescriptor read(WireReader reader) throws ProtocolException {
    Bytes descriptor = reader.bytes16(MAX_LENGTH);
    if (descriptor.isEmpty()) {
      throw new ProtocolException.Malformed(ProtocolException.Malformed.Reason.BAD_LENGTH);
    }
    return new SignedDescriptor(descriptor, reader.fixed(DirectoryKey.SIGNATURE_LENGTH));
  }
}
