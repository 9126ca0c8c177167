package org.phantomnet.conformance.capture;

import java.time.Instant;

/**
 * One packet of SRTP or SRTCP, wherever it stood.
 *
 * @param control whether it is SRTCP
 * @param type the payload type of SRTP, the packet type of SRTCP
 * @param length of SRTP its octets, header and tag included; of SRTCP those of the datagram
 */
public record MediaPacket(
    Instant at, Packet.Direction direction, boolean control, int type, int length) {}
