package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCBundlePolicy;
import dev.onvoid.webrtc.RTCCertificatePEM;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCRtcpMuxPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.port.MediaEndpoint.StunServer;
import org.phantomnet.protocol.rule.Rule;

/** libwebrtc's configuration: with what it may gather, for the whole life of the connection. */
final class IceSettings {
  private static final String TURN_URL = "turn:127.0.0.1:%d?transport=udp";

  /**
   * Without enumeration libwebrtc binds to the any address and names the default route's address
   * alone, one of each family.
   */
  private static final int PORT_FLAGS =
      PortAllocatorConfig.PORTALLOCATOR_DISABLE_ADAPTER_ENUMERATION
          | PortAllocatorConfig.PORTALLOCATOR_DISABLE_TCP;

  private IceSettings() {}

  /** The certificate's private key is copied into it. */
  static RTCConfiguration of(ToChild.Open open, int turnPort) {
    RTCConfiguration configuration = new RTCConfiguration();
    configuration.iceServers.add(turn(open, turnPort));
    configuration.bundlePolicy = RTCBundlePolicy.MAX_BUNDLE;
    configuration.rtcpMuxPolicy = RTCRtcpMuxPolicy.REQUIRE;
    open.stun()
        .ifPresentOrElse(stun -> everyPath(configuration, stun), () -> relaysOnly(configuration));
    configuration.certificates.add(
        new RTCCertificatePEM(
            new String(open.privateKeyPem(), StandardCharsets.US_ASCII), open.certificatePem(), 0));
    return configuration;
  }

  private static RTCIceServer turn(ToChild.Open open, int port) {
    RTCIceServer server = new RTCIceServer();
    server.urls.add(String.format(Locale.ROOT, TURN_URL, port));
    server.username = open.user();
    server.password = open.password();
    return server;
  }

  @Rule("ENG-18")
  private static void relaysOnly(RTCConfiguration configuration) {
    configuration.iceTransportPolicy =
        RTCIceTransportPolicy.RELAY; // a later change would not close a direct path
    configuration.portAllocatorConfig =
        new PortAllocatorConfig(
            0,
            0,
            PORT_FLAGS
                | PortAllocatorConfig
                    .PORTALLOCATOR_DISABLE_STUN); // asked of the TURN server otherwise
  }

  @Rule("ENG-75")
  private static void everyPath(RTCConfiguration configuration, StunServer stun) {
    RTCIceServer server = new RTCIceServer();
    String address = SdpTemplate.address(stun.address());
    boolean four = stun.address().length() == 4;
    server.urls.add("stun:" + (four ? address : "[" + address + "]") + ":" + stun.port());
    configuration.iceServers.add(server);
    configuration.iceTransportPolicy = RTCIceTransportPolicy.ALL;
    configuration.portAllocatorConfig = new PortAllocatorConfig(0, 0, PORT_FLAGS);
  }
}
