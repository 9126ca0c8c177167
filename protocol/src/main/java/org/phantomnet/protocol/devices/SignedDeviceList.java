package org.phantomnet.protocol.devices;

import java.nio.charset.StandardCharsets;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * A device list with both its signatures, as bytes on the wire. Authentic only after {@link #open}.
 *
 * @param list as {@link DeviceList#encode} wrote it; what the list key signs
 * @param binding XEdDSA by the identity key over {@link #bindingBytes}, 64 bytes
 * @param signature Ed25519 by the list key, 64 bytes
 */
public record SignedDeviceList(Bytes list, Bytes binding, Bytes signature) {
  /** Room for a whole signed list where it is carried, in bytes. */
  public static final int MAX_LENGTH = 1_024;

  private static final int MAX_LIST = 512;
  private static final String BINDING_LABEL = "PhantomNet device list key v1";

  public SignedDeviceList {
    if (list.isEmpty()
        || list.length() > MAX_LIST
        || binding.length() != ListKey.SIGNATURE_LENGTH
        || signature.length() != ListKey.SIGNATURE_LENGTH) {
      throw new IllegalArgumentException("signed device list");
    }
  }

  /** Checks a signature by an identity key; libsignal's XEdDSA, which this module does not have. */
  public interface IdentityCheck {
    /**
     * @param identityKey 33 bytes
     */
    boolean isSigned(Bytes identityKey, Bytes message, Bytes signature);
  }

  /**
   * @param binding the identity key's signature over {@link #bindingBytes}
   * @throws IllegalArgumentException if {@code key} is not the list's own
   */
  public static SignedDeviceList sign(DeviceList list, Bytes binding, ListKey key) {
    if (!key.publicKey().equals(list.listKey())) {
      throw new IllegalArgumentException("list key");
    }
    Bytes encoded = list.encode();
    return new SignedDeviceList(encoded, binding, key.sign(encoded));
  }

  /** What the identity key signs to make a list key its account's, once. */
  public static Bytes bindingBytes(UserAddress address, Bytes listKey) {
    return new WireWriter()
        .bytes32(ascii(BINDING_LABEL))
        .bytes32(ascii(address.text()))
        .bytes32(listKey)
        .toBytes();
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Decodes and checks both signatures. Whether the list counts for someone is another question.
   */
  @Rule("DEV-1")
  public DeviceList open(IdentityCheck identity) throws ProtocolException {
    DeviceList opened = DeviceList.decode(list);
    Bytes bound = bindingBytes(opened.address(), opened.listKey());
    if (!ListKey.verify(opened.listKey(), list, signature)
        || !identity.isSigned(opened.identityKey(), bound, binding)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_SIGNATURE);
    }
    return opened;
  }

  /**
   * As {@link #open(IdentityCheck)}, for one person.
   *
   * @param identityKey of the session or bundles that the list came with
   * @throws Unauthentic also WRONG_SENDER if it is another account's list
   */
  @Rule("DEV-2")
  public DeviceList open(UserAddress address, Bytes identityKey, IdentityCheck identity)
      throws ProtocolException {
    DeviceList opened = open(identity);
    if (!opened.address().equals(address) || !opened.identityKey().equals(identityKey)) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    return opened;
  }

  public Bytes encode() {
    return new WireWriter()
        .bytes16(list)
        .fixed(binding, ListKey.SIGNATURE_LENGTH)
        .fixed(signature, ListKey.SIGNATURE_LENGTH)
        .toBytes();
  }

  public static SignedDeviceList decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    Bytes list = reader.bytes16(MAX_LIST);
    if (list.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    SignedDeviceList signed =
        new SignedDeviceList(
            list, reader.fixed(ListKey.SIGNATURE_LENGTH), reader.fixed(ListKey.SIGNATURE_LENGTH));
    reader.endOfInput();
    return signed;
  }

  @Override
  public String toString() {
    return "SignedDeviceList";
  }
}
