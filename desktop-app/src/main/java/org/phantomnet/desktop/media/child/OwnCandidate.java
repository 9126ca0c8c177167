package org.phantomnet.desktop.media.child;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

/**
 * Reads a candidate that libwebrtc gathered into its type; whatever else the line says is dropped.
 */
final class OwnCandidate {
  private static final Pattern LINE =
      Pattern.compile(
          "candidate:[A-Za-z0-9+/]{1,32} 1 udp ([0-9]{1,10}) ([0-9.]{7,15}|[0-9a-fA-F.]*:[0-9a-fA-F.:]*)"
              + " ([0-9]{1,5}) typ (host|srflx|relay)( .*)?");

  /** What libwebrtc says of the server that told a reflexive address. */
  private static final Pattern SERVER =
      Pattern.compile("stun:\\[?([0-9.]{7,15}|[0-9a-fA-F:.]{2,45}?)\\]?:([0-9]{1,5})");

  private OwnCandidate() {}

  /** Empty for anything but a relay candidate over UDP with a numeric address. */
  @Rule("ENG-13")
  static Optional<Candidate> parse(String line) {
    return typed(line).filter(candidate -> candidate.type() == CandidateType.RELAY);
  }

  /**
   * Fast: of any type, over UDP with a numeric address. libwebrtc also asks its TURN server for a
   * reflexive address; that is the tunnel's end on loopback, so its answer is none.
   *
   * @param server as libwebrtc names it; anything for the other types
   */
  @Rule("ENG-72")
  static Optional<Candidate> parse(String line, String server, StunServer stun) {
    return typed(line)
        .filter(c -> c.type() != CandidateType.SERVER_REFLEXIVE || names(server, stun));
  }

  private static Optional<Candidate> typed(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Bytes address = address(matcher.group(2));
      int port = Integer.parseInt(matcher.group(3));
      long priority = Long.parseLong(matcher.group(1));
      CandidateType type =
          switch (matcher.group(4)) {
            case "host" -> CandidateType.HOST;
            case "srflx" -> CandidateType.SERVER_REFLEXIVE;
            default -> CandidateType.RELAY;
          };
      return Optional.of(new Candidate(type, TransportProtocol.UDP, address, port, priority));
    } catch (UnknownHostException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean names(String server, StunServer stun) {
    Matcher matcher = SERVER.matcher(server);
    try {
      return matcher.matches()
          && Integer.parseInt(matcher.group(2)) == stun.port()
          && address(matcher.group(1)).equals(stun.address());
    } catch (UnknownHostException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Never looks a name up: four octets are read here, and with a colon it is an IPv6 literal or an
   * error.
   */
  private static Bytes address(String text) throws UnknownHostException {
    if (text.indexOf(':') >= 0) {
      return Bytes.copyOf(InetAddress.getByName(text).getAddress());
    }
    String[] octets = text.split("\\.", -1);
    byte[] address = new byte[4];
    if (octets.length != address.length) {
      throw new IllegalArgumentException("address");
    }
    for (int i = 0; i < address.length; i++) {
      int octet = Integer.parseInt(octets[i]);
      if (octet > 0xff) {
        throw new IllegalArgumentException("address");
      }
      address[i] = (byte) octet;
    }
    return Bytes.copyOf(address);
  }
}
