package org.phantomnet.conformance.capture;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.phantomnet.conformance.audit.Break;
import org.phantomnet.conformance.audit.Break.Edit;
import org.phantomnet.conformance.audit.BrokenBuild;
import org.phantomnet.conformance.repository.Repository;

/** Clients of a contact's own making: the product's, but for a few lines. */
final class HostileClient {
  private static final Path SENDER =
      Path.of("call-engine/src/main/java/org/phantomnet/engine/loop/MessageSender.java");
  private static final Path SESSION =
      Path.of("desktop-app/src/main/java/org/phantomnet/desktop/media/DesktopSession.java");
  private static final String SENDERS_FIRST_LINE =
      "  private static final int MAX_RESTARTED = 32;\n";
  private static final String SENDS_CONFIRM =
      "send(leg, new CallMessage.Confirm(id, confirm), true);";

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

  private static String list(List<Named> named) {
    return named.stream().map(Named::code).collect(Collectors.joining(",", "List.of(", ")"));
  }

  /**
   * Each batch of own candidates names places of others instead, and no candidate of the other side
   * is looked at, so that whoever is called looks for a way as long as it ever does.
   *
   * @param named at most sixteen: they go with each batch
   * @return classes to put in front of the product's
   */
  static Path naming(List<Named> named, Path scratch) throws IOException {
    return compile(
        "names others' places",
        List.of(
            new Edit(SENDER, "found.subList(from, to)", list(named)),
            new Edit(SESSION, "first = candidacy.first(admitted)", "first = List.<Candidate>of()"),
            new Edit(
                SESSION,
                "candidacy.batches(admitted).forEach(batch ->"
                    + " process.send(new ToChild.RemoteCandidates(batch)));",
                "return;")),
        scratch);
  }

  /**
   * Sends to each candidate of the other side what looks like sound, DTLS and checks as soon as it
   * knows it, and speaks as soon as the path is there, but never says that it has the keys, which
   * the other side waits for.
   *
   * @return classes to put in front of the product's
   */
  static Path early(Path scratch) throws IOException {
    String sending =
        "  private static void early(Candidate at) {\n"
            + "    byte[] sound = new byte[180];\n"
            + "    new java.util.Random(at.port()).nextBytes(sound);\n"
            + "    sound[0] = (byte) 0x80;\n"
            + "    sound[1] = 111;\n"
            + "    byte[] dtls = java.util.Arrays.copyOf(new byte[] {22, -2, -3}, 90);\n"
            + "    dtls[12] = 77;\n"
            + "    byte[] check = java.util.Arrays.copyOf(new byte[] {0, 1, 0, 0, 0x21, 0x12,"
            + " (byte) 0xa4, 0x42, 7}, 20);\n"
            + "    try (java.net.DatagramSocket out = new java.net.DatagramSocket()) {\n"
            + "      java.net.InetAddress to ="
            + " java.net.InetAddress.getByAddress(at.address().toByteArray());\n"
            + "      for (int i = 0; i < 20; i++) {\n"
            + "        for (byte[] each : List.of(sound, dtls, check)) {\n"
            + "          out.send(new java.net.DatagramPacket(each, each.length, to, at.port()));\n"
            + "        }\n"
            + "      }\n"
            + "    } catch (IOException | RuntimeException e) {\n"
            + "    }\n"
            + "  }\n\n";
    return compile(
        "speaks before its time",
        List.of(
            new Edit(SENDER, SENDS_CONFIRM, ""),
            new Edit(
                SESSION,
                "  private static void require(boolean allowed) {",
                sending + "  private static void require(boolean allowed) {"),
            new Edit(
                SESSION,
                "    candidacy.batches(admitted).forEach(",
                "    admitted.forEach(DesktopSession::early);\n"
                    + "    candidacy.batches(admitted).forEach(")),
        scratch);
  }

  /**
   * In Private, its offers and its answers name one place of others after the other instead of its
   * own; when all were named they are its own. From then on each second an UPDATE and a CANDIDATE
   * name all of these places.
   *
   * @param offered relay candidates, as of the other side's own relay
   * @param answered as {@code offered}
   * @param trickled of CANDIDATE
   * @return classes to put in front of the product's
   */
  static Path lying(List<Named> offered, List<Named> answered, List<Named> trickled, Path scratch)
      throws IOException {
    String relay = "org.phantomnet.protocol.signal.RelayCandidate";
    List<Named> all = new ArrayList<>(offered);
    all.addAll(answered);
    String lies =
        SENDERS_FIRST_LINE
            + ("  private final java.util.Iterator<Candidate> offered = " + list(offered))
            + ".iterator();\n"
            + ("  private final java.util.Iterator<Candidate> answered = " + list(answered))
            + ".iterator();\n"
            + ("  private Optional<" + relay + "> lie(java.util.Iterator<Candidate> lies,")
            + (" Optional<" + relay + "> truth) {\n")
            + "    return lies.hasNext() ? truth.map(own -> new "
            + (relay + "(lies.next(), own.relayId())) : truth;\n  }\n")
            + "  private void insist(LegId leg) {\n"
            + "    ports.timers().after(Duration.ofSeconds(1), () -> {\n"
            + "      if (paths.newest(leg).isEmpty()) return;\n"
            + "      Path path = paths.newest(leg).get();\n"
            + "      try {\n"
            + ("        for (Candidate each : " + list(all) + ") {\n")
            + "          send(leg, new CallMessage.Update(leg.call().id(), 0, false, true,"
            + " path.local().parameters(), path.candidates().own().map(own -> new "
            + (relay + "(each, own.relayId())), path.identity().certificate(),")
            + " path.identity().prove(keyring.get(leg).binding(), leg.call().own()), Bytes.EMPTY),"
            + " false);\n"
            + "        }\n"
            + "        send(leg, new CallMessage.Candidates(leg.call().id(),"
            + (" keyring.get(leg).nextCandidates(), " + list(trickled) + "), false);\n")
            + "      } catch (RuntimeException over) {\n"
            + "        return;\n"
            + "      }\n"
            + "      insist(leg);\n"
            + "    });\n"
            + "  }\n";
    return compile(
        "lies about its relay",
        List.of(
            new Edit(SENDER, SENDERS_FIRST_LINE, lies),
            new Edit(SENDER, SENDS_CONFIRM, SENDS_CONFIRM + " insist(leg);"),
            new Edit(
                SENDER,
                "path.candidates().own(),\n            keys.callerShares()",
                "lie(offered, path.candidates().own()),\n            keys.callerShares()"),
            new Edit(
                SENDER,
                "path.candidates().own(),\n              shares.secret()",
                "lie(answered, path.candidates().own()),\n              shares.secret()")),
        scratch);
  }

  private static Path compile(String what, List<Edit> edits, Path scratch) throws IOException {
    Break made = new Break("hostile", 1, what, "PRIV-9", List.of(), edits);
    List<Path> classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    return new BrokenBuild(Repository.root(), classPath)
        .compile(made, Files.createDirectories(scratch));
  }
}
