package org.phantomnet.protocol.directory;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * A relay list with the authorities' signatures, as directories serve it.
 *
 * @param list the canonical bytes of a {@link RelayList}; what is signed
 */
public record SignedRelayList(Bytes list, List<Signature> signatures) {
  public static final int MAX_LIST_LENGTH = 4 * 1_024 * 1_024;
  public static final int MAX_SIGNATURES = 32;

  private static final int FORMAT = 1;
  private static final String LABEL = "PhantomNet relay list v1";

  public SignedRelayList {
    signatures = List.copyOf(signatures);
    if (list.isEmpty() || list.length() > MAX_LIST_LENGTH || signatures.size() > MAX_SIGNATURES) {
      throw new IllegalArgumentException("signed relay list");
    }
  }

  /**
   * @param signer the authority's Ed25519 public key, 32 bytes
   * @param value 64 bytes
   */
  public record Signature(Bytes signer, Bytes value) {
    @Override
    public String toString() {
      return "Signature";
    }
  }

  public static SignedRelayList sign(RelayList list, List<DirectoryKey> authorities) {
    SignedRelayList signed = new SignedRelayList(list.encode(), List.of());
    for (DirectoryKey authority : authorities) {
      signed = signed.alsoSignedBy(authority);
    }
    return signed;
  }

  /** For signers who never meet: each adds a signature to the same bytes. */
  public SignedRelayList alsoSignedBy(DirectoryKey authority) {
    List<Signature> all = new ArrayList<>(signatures);
    all.add(new Signature(authority.publicKey(), authority.sign(LABEL, list)));
    return new SignedRelayList(list, all);
  }

  /** Before anyone signed it. */
  public static SignedRelayList unsigned(RelayList list) {
    return new SignedRelayList(list.encode(), List.of());
  }

  /** What the bytes say, whoever signed them: for those who are to sign. */
  public RelayList contents() throws ProtocolException {
    return RelayList.decode(list);
  }

  /** Whether that signer signed this list; says nothing of who the signer is. */
  public boolean isValid(Signature signature) {
    return DirectoryKey.verify(signature.signer(), LABEL, list, signature.value());
  }

  public Bytes encode() {
    WireWriter writer = new WireWriter().u8(FORMAT).bytes32(list).u8(signatures.size());
    for (Signature signature : signatures) {
      writer
          .fixed(signature.signer(), DirectoryKey.PUBLIC_KEY_LENGTH)
          .fixed(signature.value(), DirectoryKey.SIGNATURE_LENGTH);
    }
    return writer.noExtensions().toBytes();
  }

  public static SignedRelayList decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(FORMAT);
    Bytes list = reader.bytes32(MAX_LIST_LENGTH);
    if (list.isEmpty()) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    List<Signature> signatures = new ArrayList<>();
    for (int left = reader.count(MAX_SIGNATURES); left > 0; left--) {
      signatures.add(
          new Signature(
              reader.fixed(DirectoryKey.PUBLIC_KEY_LENGTH),
              reader.fixed(DirectoryKey.SIGNATURE_LENGTH)));
    }
    reader.end();
    return new SignedRelayList(list, signatures);
  }

  @Override
  public String toString() {
    return "SignedRelayList";
  }
}
