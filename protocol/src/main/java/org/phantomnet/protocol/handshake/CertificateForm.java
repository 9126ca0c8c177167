package org.phantomnet.protocol.handshake;

import java.util.HashSet;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Rule;

/**
 * What of a peer's certificate is taken. Reads RFC 5280 itself: libraries accept other versions,
 * fold case in names and take more encodings than DER.
 */
final class CertificateForm {
  private static final int MAX_LENGTH = 1_024;
  private static final int VERSION = 0xa0;
  private static final int EXTENSIONS = 0xa3;
  private static final int UTC_DIGITS = 12; // YYMMDDHHMMSS
  private static final int GENERALIZED_DIGITS = 14; // YYYYMMDDHHMMSS

  private static final Bytes VERSION_3 = bytes(0xa0, 3, 2, 1, 2);
  private static final Bytes ECDSA_WITH_SHA256 =
      bytes(0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2);
  private static final Bytes P256 =
      bytes(
          0x30, 19, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, //
          6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7);

  private CertificateForm() {}

  /**
   * The public key (65-byte point) of a certificate that has the required form.
   *
   * @throws Malformed TOO_LONG, BAD_ENCODING if it is no certificate in DER, BAD_VALUE if it is one
   *     of another kind or not signed by its own key
   */
  @Rule("KEY-14")
  static Bytes require(Bytes certificate) throws Malformed {
    if (certificate.length() > MAX_LENGTH) {
      throw new Malformed(Malformed.Reason.TOO_LONG);
    }
    Der.Fields outer = fields(Der.read(certificate), Der.SEQUENCE);
    Der signed = outer.take(Der.SEQUENCE);
    Bytes outerAlgorithm = algorithm(outer.take(Der.SEQUENCE));
    Der signature = outer.take(Der.BIT_STRING);
    Der.require(outer.isAtEnd());

    Der.Fields fields = fields(signed, Der.SEQUENCE);
    Der.require(fields.take(VERSION).whole().equals(VERSION_3));
    fields.take(Der.INTEGER);
    Bytes innerAlgorithm = algorithm(fields.take(Der.SEQUENCE));
    Bytes issuer = name(fields.take(Der.SEQUENCE));
    requireTimes(fields.take(Der.SEQUENCE));
    Bytes subject = name(fields.take(Der.SEQUENCE));
    Der.Fields key = fields(fields.take(Der.SEQUENCE), Der.SEQUENCE);
    Bytes keyAlgorithm = algorithm(key.take(Der.SEQUENCE));
    Der keyBits = key.take(Der.BIT_STRING);
    Der.require(key.isAtEnd());
    if (!fields.isAtEnd()) {
      requireExtensions(fields.take(EXTENSIONS));
      Der.require(fields.isAtEnd());
    }

    requireValue(
        outerAlgorithm.equals(ECDSA_WITH_SHA256)
            && innerAlgorithm.equals(ECDSA_WITH_SHA256)
            && issuer.equals(subject)
            && keyAlgorithm.equals(P256));
    Bytes point = wholeBytes(keyBits);
    requireValue(P256Key.verify(point, Sha256.of(signed.whole()), wholeBytes(signature)));
    return point;
  }

  private static Bytes algorithm(Der element) throws Malformed {
    Der.Fields fields = fields(element, Der.SEQUENCE);
    fields.take(Der.OID);
    Der.require(element.children().size() <= 2);
    return element.whole();
  }

  private static Bytes name(Der element) throws Malformed {
    for (Der relative : element.children()) {
      Der.Fields attributes = fields(relative, Der.SET);
      Der.require(!attributes.isAtEnd());
      while (!attributes.isAtEnd()) {
        Der attribute = attributes.take(Der.SEQUENCE);
        fields(attribute, Der.SEQUENCE).take(Der.OID);
        Der.require(attribute.children().size() == 2);
      }
    }
    return element.whole();
  }

  private static void requireTimes(Der validity) throws Malformed {
    Der.Fields times = fields(validity, Der.SEQUENCE);
    requireTime(times);
    requireTime(times);
    Der.require(times.isAtEnd());
  }

  private static void requireTime(Der.Fields times) throws Malformed {
    boolean utc = times.isNext(Der.UTC_TIME);
    Bytes text = times.take(utc ? Der.UTC_TIME : Der.GENERALIZED_TIME).body();
    int digits = utc ? UTC_DIGITS : GENERALIZED_DIGITS;
    Der.require(text.length() == digits + 1 && text.at(digits) == 'Z');
    for (int i = 0; i < digits; i++) {
      Der.require(text.at(i) >= '0' && text.at(i) <= '9');
    }
  }

  private static void requireExtensions(Der wrapper) throws Malformed {
    Der.Fields wrapped = fields(wrapper, EXTENSIONS);
    Der.Fields extensions = fields(wrapped.take(Der.SEQUENCE), Der.SEQUENCE);
    Der.require(wrapped.isAtEnd() && !extensions.isAtEnd());
    Set<Bytes> seen = new HashSet<>();
    while (!extensions.isAtEnd()) {
      Der.Fields extension = fields(extensions.take(Der.SEQUENCE), Der.SEQUENCE);
      Der.require(seen.add(extension.take(Der.OID).whole()));
      if (extension.isNext(Der.BOOLEAN)) {
        // false is the default, which DER leaves out
        Der.require(extension.take(Der.BOOLEAN).body().at(0) != 0);
      }
      extension.take(Der.OCTET_STRING);
      Der.require(extension.isAtEnd());
    }
  }

  private static Bytes wholeBytes(Der bitString) throws Malformed {
    Bytes body = bitString.body();
    requireValue(body.at(0) == 0);
    return Bytes.copyOf(body.toByteArray(), 1, body.length() - 1);
  }

  private static Der.Fields fields(Der element, int tag) throws Malformed {
    Der.require(element.tag() == tag);
    return new Der.Fields(element);
  }

  private static void requireValue(boolean holds) throws Malformed {
    if (!holds) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
  }

  private static Bytes bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return Bytes.copyOf(bytes);
  }
}
