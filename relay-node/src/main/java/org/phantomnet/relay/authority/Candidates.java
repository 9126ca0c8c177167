package org.phantomnet.relay.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.RelayList;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.directory.SignedRelayList;
import org.phantomnet.relay.directory.Submissions;

/** Descriptors that a list could have: those of the last one, and submitted ones. Stateless. */
final class Candidates {
  private Candidates() {}

  /** The entries of that file's list, in its order, whoever signed it; none without a file. */
  static List<RelayList.Entry> entries(Optional<Path> list) throws IOException, ProtocolException {
    return list.isEmpty()
        ? List.of()
        : SignedRelayList.decode(Bytes.copyOf(Files.readAllBytes(list.get()))).contents().entries();
  }

  /**
   * By relay id in hexadecimal: those of the list in its order, then what was submitted. What is no
   * descriptor is left out.
   *
   * @param submittedFirst whether of one relay's descriptors the submitted one counts if it is
   *     later
   */
  static Map<String, SignedDescriptor> all(
      Path pending, List<RelayList.Entry> listed, boolean submittedFirst) throws IOException {
    Map<String, SignedDescriptor> all = new LinkedHashMap<>();
    for (RelayList.Entry entry : listed) {
      id(entry.descriptor()).ifPresent(id -> all.put(id, entry.descriptor()));
    }
    for (SignedDescriptor submitted : submitted(pending).values()) {
      String id = id(submitted).orElseThrow();
      if (!all.containsKey(id) || (submittedFirst && later(submitted, all.get(id)))) {
        all.put(id, submitted);
      }
    }
    return all;
  }

  /** By relay id, in its order. */
  static Map<String, SignedDescriptor> submitted(Path pending) throws IOException {
    Map<String, SignedDescriptor> submitted = new LinkedHashMap<>();
    for (Path file : Submissions.files(pending)) {
      try {
        SignedDescriptor descriptor =
            SignedDescriptor.decode(Bytes.copyOf(Files.readAllBytes(file)));
        id(descriptor).ifPresent(id -> submitted.put(id, descriptor));
      } catch (ProtocolException e) {
        // a file that is no descriptor is no relay
      }
    }
    return submitted;
  }

  static boolean later(SignedDescriptor one, SignedDescriptor other) {
    try {
      return one.open().notBefore().isAfter(other.open().notBefore());
    } catch (ProtocolException e) {
      return false;
    }
  }

  /** Empty for one that is not signed by its own key. */
  static Optional<String> id(SignedDescriptor signed) {
    try {
      return Optional.of(hex(SignedDescriptor.relayId(signed.open().signingKey())));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }
}
