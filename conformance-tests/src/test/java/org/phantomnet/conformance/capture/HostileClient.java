package org.phantomnet.conformance.capture;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.phantomnet.conformance.audit.Break;
import org.phantomnet.conformance.audit.BrokenBuild;
import org.phantomnet.conformance.repository.Repository;

/**
 * A contact's client of their own making: the product's, but each batch of own candidates names
 * places of others instead, and no candidate of the other side is looked at, so that whoever is
 * called looks for a way as long as it ever does.
 */
final class HostileClient {
  private static final Path SENDER =
      Path.of("call-engine/src/main/java/org/phantomnet/engine/loop/MessageSender.java");
  private static final Path SESSION =
      Path.of("desktop-app/src/main/java/org/phantomnet/desktop/media/DesktopSession.java");

  private HostileClient() {}

  /**
   * A place as a candidate names it.
   *
   * @param type of {@code CandidateType}
   * @param address of 4 or 16 octets
   */
  record Named(String type, Host address, int port) {
    private String code() {
      byte[] octets = address.octets().copy();
      String bytes =
          Stream.iterate(0, at -> at < octets.length, at -> at + 1)
              .map(at -> Byte.toString(octets[at]))
              .collect(Collectors.joining(","));
      return ("new Candidate(org.phantomnet.protocol.signal.CandidateType." + type)
          + ", org.phantomnet.protocol.signal.TransportProtocol.UDP"
          + (", org.phantomnet.protocol.bytes.Bytes.copyOf(new byte[] {" + bytes + "}), ")
          + (port + ", 1)");
    }
  }

  /**
   * Compiles it.
   *
   * @param named at most sixteen: they go with each batch
   * @return classes to put in front of the product's
   */
  static Path naming(List<Named> named, Path scratch) throws IOException {
    String list = named.stream().map(Named::code).collect(Collectors.joining(",", "List.of(", ")"));
    Break made =
        new Break(
            "hostile",
            1,
            "names others' places",
            "PRIV-9",
            List.of(),
            List.of(
                new Break.Edit(SENDER, "found.subList(from, to)", list),
                new Break.Edit(
                    SESSION, "first = candidacy.first(admitted)", "first = List.<Candidate>of()"),
                new Break.Edit(
                    SESSION,
                    "candidacy.batches(admitted).forEach(batch ->"
                        + " process.send(new ToChild.RemoteCandidates(batch)));",
                    "return;")));
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    return new BrokenBuild(Repository.root(), classPath).compile(made, scratch);
  }
}
