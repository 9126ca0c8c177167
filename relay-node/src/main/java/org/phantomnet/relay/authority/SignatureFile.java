package org.phantomnet.relay.authority;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.directory.SignedRelayList;

/**
 * One signer's signature of one list, as text that can be sent by mail. Immutable; says nothing of
 * whether the signature is good.
 *
 * @param list SHA-256 of the list's bytes, 32 bytes
 */
public record SignatureFile(Bytes list, SignedRelayList.Signature signature) {
  /** How such a file ends. */
  public static final String SUFFIX = ".signature";

  private static final int MAX_LENGTH = 1_024;
  private static final String TITLE = "phantomnet relay list signature 1";
  private static final Pattern FORM =
      Pattern.compile(
          TITLE + "\\s+list ([0-9a-f]{64})\\s+signer ([0-9a-f]{64})\\s+value ([0-9a-f]{128})\\s*");

  /** The latest signature of that list. */
  public static SignatureFile latestOf(SignedRelayList signed) {
    return new SignatureFile(
        Sha256.of(signed.list()), signed.signatures().get(signed.signatures().size() - 1));
  }

  /** Empty for anything but that form. */
  public static Optional<SignatureFile> parse(String text) {
    Matcher form = FORM.matcher(text.length() > MAX_LENGTH ? "" : text);
    return form.matches()
        ? Optional.of(
            new SignatureFile(
                bytes(form.group(1)),
                new SignedRelayList.Signature(bytes(form.group(2)), bytes(form.group(3)))))
        : Optional.empty();
  }

  /** As {@link #parse} reads it. */
  public String text() {
    return TITLE
        + "\nlist "
        + hex(list)
        + "\nsigner "
        + hex(signature.signer())
        + "\nvalue "
        + hex(signature.value())
        + "\n";
  }

  private static Bytes bytes(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
