package org.phantomnet.desktop.media.child;

import dev.onvoid.webrtc.RTCIceCandidate;

/**
 * What happens to the candidates that libwebrtc gathers. For the control thread; as long as the
 * connection.
 */
interface Gathering {
  /** The own credentials are known. Nothing was gathered yet. */
  void credentials(OwnDescription own);

  void found(RTCIceCandidate candidate);

  /** Nothing more will be found. */
  void complete();
}
