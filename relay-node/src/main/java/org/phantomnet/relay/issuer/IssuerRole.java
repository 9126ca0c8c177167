package org.phantomnet.relay.issuer;

import java.time.Clock;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.grant.GrantCodec;
import org.phantomnet.protocol.grant.GrantPaths;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.relay.https.HttpsServer;

/** The grant endpoint on a node's HTTPS listener, for the node's own relay. */
public final class IssuerRole {
  /** About a quarter of a million hashes: a tenth of a second of one core. */
  public static final int DEFAULT_DIFFICULTY = 18;

  private static final int MAX_BODY = 512;

  private final GrantDesk desk;

  /**
   * @param relayId the relay that grants are for, 32 bytes
   * @param difficulty leading zero bits of the proof of work
   */
  public IssuerRole(Bytes relayId, int difficulty, Mint mint, Clock clock, RandomSource random) {
    this.desk = new GrantDesk(relayId, difficulty, mint, clock, random);
  }

  /** Makes one new credential of the relay. */
  public interface Mint {
    RelayGrant mint();
  }

  public void mount(HttpsServer server) {
    HttpsServer.Worker worker = server.worker("issuer");
    server.get(GrantPaths.CHALLENGE, worker, request -> desk.challenge().encode());
    server.post(
        GrantPaths.GRANT,
        MAX_BODY,
        worker,
        request -> GrantCodec.encode(desk.redeem(GrantRequest.decode(request.body()))));
  }
}
