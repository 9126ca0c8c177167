package org.phantomnet.protocol.grant;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireReader;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * A solved challenge; it asks for one grant.
 *
 * @param solution the counter {@link ProofOfWork#solve} found
 */
public record GrantRequest(GrantChallenge challenge, long solution) {
  private static final int VERSION = 1;
  private static final int MAX_CHALLENGE = 256;

  public Bytes encode() {
    return new WireWriter()
        .u8(VERSION)
        .bytes16(challenge.encode())
        .u64(solution)
        .noExtensions()
        .toBytes();
  }

  public static GrantRequest decode(Bytes wire) throws ProtocolException {
    WireReader reader = new WireReader(wire);
    reader.version(VERSION);
    GrantRequest request =
        new GrantRequest(GrantChallenge.decode(reader.bytes16(MAX_CHALLENGE)), reader.u64());
    reader.end();
    return request;
  }

  @Override
  public String toString() {
    return "GrantRequest";
  }
}
