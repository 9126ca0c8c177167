package org.phantomnet.conformance.interop;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.PeerConnectionObserver;
import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceCandidate;
import dev.onvoid.webrtc.RTCIceGatheringState;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCPeerConnectionState;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.RTCStats;
import dev.onvoid.webrtc.RTCStatsType;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import dev.onvoid.webrtc.TlsCertPolicy;
import dev.onvoid.webrtc.media.audio.AudioTrack;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Main class of a process with libwebrtc as it is, none of this project's engine around it. Each
 * line on standard input is a case: {@code policy url user password [host]}, {@code policy} being
 * how the relay's certificate is checked and {@code host} the name it is called by in TLS. For each
 * it calls itself over that relay alone, all at once, and prints a line that begins with {@link
 * #RESULT}. It is halted, never unloaded: that can crash.
 */
final class LibwebrtcCaller {
  static final String RESULT = "RESULT ";
  private static final long LIMIT_SECONDS = 20;
  private static final int BLOCK_MILLIS = 10;
  private static final int BLOCK_SAMPLES = 480;
  private static final int ENOUGH_PACKETS = 5;

  private LibwebrtcCaller() {}

  public static void main(String[] args) throws Exception {
    List<String[]> cases = new ArrayList<>();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      cases.add(line.split(" "));
    }
    HeadlessAudioDeviceModule devices = new HeadlessAudioDeviceModule();
    devices.initRecording(); // before the factory, or libwebrtc aborts
    devices.startRecording();
    PeerConnectionFactory factory = new PeerConnectionFactory(devices);
    CustomAudioSource source = new CustomAudioSource();
    AudioTrack track = factory.createAudioTrack("sound", source);
    byte[] silence = new byte[2 * BLOCK_SAMPLES];
    Executors.newSingleThreadScheduledExecutor()
        .scheduleAtFixedRate(
            () -> source.pushAudio(silence, 16, 48_000, 1, BLOCK_SAMPLES),
            0,
            BLOCK_MILLIS,
            TimeUnit.MILLISECONDS);

    List<CompletableFuture<String>> results = new ArrayList<>();
    for (String[] one : cases) {
      results.add(
          CompletableFuture.supplyAsync(
              () -> call(factory, track, one), command -> new Thread(command).start()));
    }
    for (CompletableFuture<String> result : results) {
      System.out.println(RESULT + result.get());
    }
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }

  private static String call(PeerConnectionFactory factory, AudioTrack track, String[] one) {
    try {
      Side caller = new Side(factory, one);
      Side callee = new Side(factory, one);
      caller.meets(callee);
      callee.meets(caller);
      caller.connection.addTrack(track, List.of("stream"));
      callee.connection.addTrack(track, List.of("stream"));
      RTCSessionDescription offer = caller.create(RTCSdpType.OFFER);
      caller.set(offer, true);
      callee.set(offer, false);
      RTCSessionDescription answer = callee.create(RTCSdpType.ANSWER);
      callee.set(answer, true);
      caller.set(answer, false);
      CompletableFuture<?> connected = CompletableFuture.allOf(caller.connected, callee.connected);
      CompletableFuture<?> hopeless = CompletableFuture.allOf(caller.alone, callee.alone);
      CompletableFuture.anyOf(connected, hopeless).get(LIMIT_SECONDS, TimeUnit.SECONDS);
      String result =
          connected.isDone()
              ? caller.path() + ", " + caller.heard() + ", " + callee.heard()
              : "no relay candidate";
      caller.connection.close();
      callee.connection.close();
      return result;
    } catch (TimeoutException e) {
      return "not connected in time";
    } catch (Exception | Error e) { // bad input of libwebrtc is an Error
      return "failed: " + e;
    }
  }

  /** One end of the call. */
  private static final class Side implements PeerConnectionObserver {
    final RTCPeerConnection connection;
    final CompletableFuture<Boolean> connected = new CompletableFuture<>();
    final CompletableFuture<Boolean> alone = new CompletableFuture<>();
    private final CompletableFuture<Side> other = new CompletableFuture<>();
    private final CompletableFuture<Boolean> described = new CompletableFuture<>();
    private volatile boolean found;

    Side(PeerConnectionFactory factory, String[] one) {
      RTCIceServer server = new RTCIceServer();
      server.tlsCertPolicy = TlsCertPolicy.valueOf(one[0]);
      server.urls.add(one[1]);
      server.username = one[2];
      server.password = one[3];
      server.hostname = one.length > 4 ? one[4] : "";
      RTCConfiguration configuration = new RTCConfiguration();
      configuration.iceServers.add(server);
      configuration.iceTransportPolicy = RTCIceTransportPolicy.RELAY;
      configuration.portAllocatorConfig =
          new PortAllocatorConfig(
              0,
              0,
              PortAllocatorConfig.PORTALLOCATOR_DISABLE_ADAPTER_ENUMERATION
                  | PortAllocatorConfig.PORTALLOCATOR_ENABLE_IPV6);
      connection = factory.createPeerConnection(configuration, this);
    }

    void meets(Side side) {
      other.complete(side);
    }

    @Override
    public void onIceCandidate(RTCIceCandidate candidate) {
      found = true;
      Side side = other.join();
      side.described.thenRunAsync(() -> side.connection.addIceCandidate(candidate));
    }

    @Override
    public void onIceGatheringChange(RTCIceGatheringState state) {
      if (state == RTCIceGatheringState.COMPLETE && !found) {
        alone.complete(true);
      }
    }

    @Override
    public void onConnectionChange(RTCPeerConnectionState state) {
      if (state == RTCPeerConnectionState.CONNECTED) {
        connected.complete(true);
      }
    }

    RTCSessionDescription create(RTCSdpType type) throws Exception {
      CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
      CreateSessionDescriptionObserver observer =
          new CreateSessionDescriptionObserver() {
            @Override
            public void onSuccess(RTCSessionDescription description) {
              made.complete(description);
            }

            @Override
            public void onFailure(String error) {
              made.completeExceptionally(new IOException(error));
            }
          };
      if (type == RTCSdpType.OFFER) {
        connection.createOffer(new RTCOfferOptions(), observer);
      } else {
        connection.createAnswer(new RTCAnswerOptions(), observer);
      }
      return made.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void set(RTCSessionDescription description, boolean local) throws Exception {
      CompletableFuture<Boolean> done = new CompletableFuture<>();
      SetSessionDescriptionObserver observer =
          new SetSessionDescriptionObserver() {
            @Override
            public void onSuccess() {
              done.complete(true);
            }

            @Override
            public void onFailure(String error) {
              done.completeExceptionally(new IOException(error));
            }
          };
      if (local) {
        connection.setLocalDescription(description, observer);
      } else {
        connection.setRemoteDescription(description, observer);
      }
      done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!local) {
        described.complete(true);
      }
    }

    /** What carries the call: the pair in use, DTLS and SRTP, as libwebrtc names them. */
    String path() throws Exception {
      Map<String, RTCStats> stats = stats();
      Map<String, Object> transport = first(stats, RTCStatsType.TRANSPORT);
      Map<String, Object> pair = named(stats, transport.get("selectedCandidatePairId"));
      Map<String, Object> local = named(stats, pair.get("localCandidateId"));
      Map<String, Object> remote = named(stats, pair.get("remoteCandidateId"));
      return String.join(
          " ",
          text(local, "candidateType"),
          text(local, "relayProtocol"),
          "to",
          text(remote, "candidateType") + ",",
          "DTLS",
          text(transport, "dtlsState"),
          text(transport, "srtpCipher"));
    }

    String heard() throws Exception {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
      while (System.nanoTime() < until) {
        Object packets = first(stats(), RTCStatsType.INBOUND_RTP).get("packetsReceived");
        if (packets instanceof Number number && number.longValue() >= ENOUGH_PACKETS) {
          return "SRTP received";
        }
      }
      return "nothing received";
    }

    private Map<String, RTCStats> stats() throws Exception {
      CompletableFuture<Map<String, RTCStats>> report = new CompletableFuture<>();
      connection.getStats(made -> report.complete(made.getStats()));
      return report.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private static Map<String, Object> first(Map<String, RTCStats> stats, RTCStatsType type) {
      return stats.values().stream()
          .filter(s -> s.getType() == type)
          .findFirst()
          .map(RTCStats::getAttributes)
          .orElse(Map.of());
    }

    private static Map<String, Object> named(Map<String, RTCStats> stats, @Nullable Object id) {
      RTCStats found = stats.get(String.valueOf(id));
      return found == null ? Map.of() : found.getAttributes();
    }

    private static String text(Map<String, Object> attributes, String name) {
      return String.valueOf(attributes.get(name));
    }
  }
}
