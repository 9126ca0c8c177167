package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.CreateSessionDescriptionObserver;
import dev.onvoid.webrtc.RTCAnswerOptions;
import dev.onvoid.webrtc.RTCOfferOptions;
import dev.onvoid.webrtc.RTCPeerConnection;
import dev.onvoid.webrtc.RTCSdpType;
import dev.onvoid.webrtc.RTCSessionDescription;
import dev.onvoid.webrtc.SetSessionDescriptionObserver;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** libwebrtc's four asynchronous description calls, waited for. For the control thread. */
final class Descriptions {
  private static final long WAIT_SECONDS = 10;

  private final RTCPeerConnection connection;

  Descriptions(RTCPeerConnection connection) {
    this.connection = connection;
  }

  /** What libwebrtc would say itself; only {@link OwnDescription} reads it. */
  String create(RTCSdpType type) throws Exception {
    CompletableFuture<RTCSessionDescription> made = new CompletableFuture<>();
    CreateSessionDescriptionObserver observer =
        new CreateSessionDescriptionObserver() {
          @Override
          public void onSuccess(RTCSessionDescription description) {
            made.complete(description);
          }

          @Override
          public void onFailure(String error) {
            made.completeExceptionally(new IOException("create description"));
          }
        };
    if (type == RTCSdpType.OFFER) {
      connection.createOffer(new RTCOfferOptions(), observer);
    } else {
      connection.createAnswer(new RTCAnswerOptions(), observer);
    }
    return made.get(WAIT_SECONDS, TimeUnit.SECONDS).sdp;
  }

  void setLocal(RTCSdpType type, String sdp) throws Exception {
    Done done = new Done();
    connection.setLocalDescription(new RTCSessionDescription(type, sdp), done);
    done.await();
  }

  void setRemote(RTCSdpType type, String sdp) throws Exception {
    Done done = new Done();
    connection.setRemoteDescription(new RTCSessionDescription(type, sdp), done);
    done.await();
  }

  private static final class Done implements SetSessionDescriptionObserver {
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    @Override
    public void onSuccess() {
      done.complete(true);
    }

    @Override
    public void onFailure(String error) {
      done.completeExceptionally(new IOException("set description"));
    }

    void await() throws Exception {
      done.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
