package org.phantomnet.desktop.capture.child;

import dev.onvoid.webrtc.media.MediaDevices;
import dev.onvoid.webrtc.media.video.I420Buffer;
import dev.onvoid.webrtc.media.video.VideoCapture;
import dev.onvoid.webrtc.media.video.VideoCaptureCapability;
import dev.onvoid.webrtc.media.video.VideoDevice;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.Picture;

/**
 * Takes pictures of one camera by libwebrtc's capture, which is tied to no track and no connection.
 * One thread; pictures come from another, and the last one waits here.
 */
final class CameraTaker implements Camera {
  private static final long FIRST_SECONDS = 5;
  private static final long NEXT_SECONDS = 2;
  private static final int WANTED_RATE = 30;

  private final ArrayBlockingQueue<Picture> taken = new ArrayBlockingQueue<>(1);
  private final VideoCapture capture;
  private boolean first = true;

  private CameraTaker(VideoCapture capture) {
    this.capture = capture;
  }

  static List<CaptureSource> list() throws CaptureException {
    List<CaptureSource> cameras = new ArrayList<>();
    for (VideoDevice device : devices()) {
      if (cameras.size() < CaptureSource.MOST) {
        cameras.add(new CaptureSource(Kind.CAMERA, mark(device), shortened(device.getName())));
      }
    }
    return cameras;
  }

  private static List<VideoDevice> devices() throws CaptureException {
    boolean present = false;
    boolean allowed = false;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/dev"), "video[0-9]*")) {
      for (Path file : files) {
        present = true;
        allowed |= Files.isReadable(file) && Files.isWritable(file);
      }
    } catch (IOException e) {
      throw new CaptureException(CaptureFault.NO_CAMERA);
    }
    if (present && !allowed) {
      throw new CaptureException(CaptureFault.CAMERA_REFUSED);
    }
    return present ? MediaDevices.getVideoCaptureDevices() : List.of();
  }

  private static String mark(VideoDevice device) {
    return Integer.toHexString(
        31 * device.getName().hashCode() + device.getDescriptor().hashCode());
  }

  private static String shortened(String name) {
    return name.substring(0, Math.min(name.length(), CaptureSource.MAX_NAME));
  }

  /** Opens the camera of that mark. */
  static CameraTaker open(String mark) throws CaptureException {
    List<VideoDevice> devices = devices();
    if (devices.isEmpty()) {
      throw new CaptureException(CaptureFault.NO_CAMERA);
    }
    VideoDevice device =
        devices.stream()
            .filter(one -> mark(one).equals(mark))
            .findFirst()
            .orElseThrow(() -> new CaptureException(CaptureFault.NO_SUCH_SOURCE));
    VideoCapture capture = new VideoCapture();
    CameraTaker taker = new CameraTaker(capture);
    capture.setVideoCaptureDevice(device);
    best(MediaDevices.getVideoCaptureCapabilities(device))
        .ifPresent(capture::setVideoCaptureCapability);
    capture.setVideoSink(taker::taken);
    try {
      capture.start();
    } catch (RuntimeException | Error e) { // libwebrtc throws both, and says no more than that
      throw new CaptureException(CaptureFault.CAMERA_BUSY);
    }
    return taker;
  }

  /** The largest picture that needs no scaling, at a good rate if there is one. */
  private static Optional<VideoCaptureCapability> best(List<VideoCaptureCapability> all) {
    return all.stream()
        .filter(one -> Picture.isSize(one.width, one.height))
        .max(
            Comparator.<VideoCaptureCapability>comparingInt(
                    one -> Math.min(WANTED_RATE, one.frameRate))
                .thenComparingInt(one -> one.width * one.height));
  }

  /** On libwebrtc's thread: nothing may leave it. */
  private void taken(VideoFrame frame) {
    try {
      Picture picture = picture(frame);
      if (!taken.offer(picture)) {
        taken.poll();
        taken.offer(picture);
      }
    } catch (Throwable t) {
      // a picture that cannot be read is none
    }
  }

  private static Picture picture(VideoFrame frame) {
    int width = frame.buffer.getWidth() & ~1;
    int height = frame.buffer.getHeight() & ~1;
    double factor =
        Math.max(
            1,
            Math.max(
                Math.max(width, height) / (double) Picture.MAX_SIDE,
                Math.sqrt(width * (double) height / Picture.MAX_PIXELS)));
    int toWidth = (int) (width / factor + 1e-9) & ~1;
    int toHeight = (int) (height / factor + 1e-9) & ~1;
    I420Buffer whole = frame.buffer.toI420(); // the same buffer: released once
    try {
      if (toWidth == width && toHeight == height) {
        return picture(whole, width, height);
      }
      I420Buffer scaled = whole.cropAndScale(0, 0, width, height, toWidth, toHeight).toI420();
      try {
        return picture(scaled, toWidth, toHeight);
      } finally {
        scaled.release();
      }
    } finally {
      whole.release();
    }
  }

  private static Picture picture(I420Buffer buffer, int width, int height) {
    ByteBuffer pixels = ByteBuffer.allocate(Picture.length(width, height));
    gather(buffer.getDataY(), buffer.getStrideY(), pixels, width, height);
    gather(buffer.getDataU(), buffer.getStrideU(), pixels, width / 2, height / 2);
    gather(buffer.getDataV(), buffer.getStrideV(), pixels, width / 2, height / 2);
    return new Picture(width, height, System.nanoTime(), pixels.flip());
  }

  private static void gather(ByteBuffer from, int stride, ByteBuffer to, int width, int height) {
    for (int row = 0; row < height; row++) {
      to.put(to.position(), from, row * stride, width);
      to.position(to.position() + width);
    }
  }

  @Override
  public Picture next() throws CaptureException {
    try {
      Optional<Picture> picture =
          Optional.ofNullable(taken.poll(first ? FIRST_SECONDS : NEXT_SECONDS, TimeUnit.SECONDS));
      if (picture.isEmpty()) {
        throw new CaptureException(first ? CaptureFault.CAMERA_BUSY : CaptureFault.CAMERA_GONE);
      }
      first = false;
      return picture.get();
    } catch (InterruptedException e) {
      capture.stop();
      throw new CaptureException(CaptureFault.CHILD_FAILED);
    }
  }
}
