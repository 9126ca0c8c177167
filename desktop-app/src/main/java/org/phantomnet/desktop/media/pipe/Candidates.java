package org.phantomnet.desktop.media.pipe;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;

/** The list of typed candidates inside a payload. */
final class Candidates {
  private static final CandidateType[] TYPES = CandidateType.values();
  private static final TransportProtocol[] TRANSPORTS = TransportProtocol.values();

  private Candidates() {}

  static void write(FrameBuilder frame, List<Candidate> candidates) {
    frame.u8(candidates.size());
    for (Candidate candidate : candidates) {
      frame.u8(candidate.type().ordinal()).u8(candidate.transport().ordinal());
      frame.u8(candidate.address().length()).bytes(candidate.address());
      frame.u16(candidate.port()).u31((int) candidate.priority());
    }
  }

  /** The batch of a message that has nothing else: one candidate at least. */
  static List<Candidate> readBatch(PayloadReader payload) throws ProtocolException {
    List<Candidate> batch = read(payload, Trickle.MAX_BATCH);
    if (batch.isEmpty()) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return batch;
  }

  static List<Candidate> read(PayloadReader payload) throws ProtocolException {
    return read(payload, ToChild.Remote.MAX_CANDIDATES);
  }

  private static List<Candidate> read(PayloadReader payload, int most) throws ProtocolException {
    int count = payload.choice(most + 1);
    List<Candidate> candidates = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      CandidateType type = TYPES[payload.choice(TYPES.length)];
      TransportProtocol transport = TRANSPORTS[payload.choice(TRANSPORTS.length)];
      Bytes address = payload.bytes(payload.u8());
      int port = payload.u16();
      int priority = payload.u31();
      try {
        candidates.add(new Candidate(type, transport, address, port, priority));
      } catch (IllegalArgumentException e) {
        throw new Malformed(Malformed.Reason.BAD_VALUE);
      }
    }
    return candidates;
  }
}
