package org.phantomnet.desktop.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.phantomnet.desktop.capture.child.CaptureChild;
import org.phantomnet.desktop.media.ChildLauncher;
import org.phantomnet.desktop.media.ChildProgram;
import org.phantomnet.desktop.media.FrameMemory;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.segmenter.SelfieModel;

/**
 * Starts capture children: one to name the sources of a kind, one for each source that is opened.
 * Thread-safe.
 */
public final class CaptureChildren {
  private static final String DISPLAY = "DISPLAY";
  private static final String AUTHORITY = "XAUTHORITY";
  private static final long LIST_SECONDS = 10;
  private static final int MEGABYTES = 256;

  /** Where native libraries that were unpacked once lie. */
  private static final String UNPACKED = "org.bytedeco.javacpp.cachedir";

  private static final Set<Byte> HIDDEN =
      Set.of(
          Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR);

  private final Map<String, String> environment;
  private final Map<String, String> cameras;
  private final String main;
  private final List<Class<?>> classes;

  /**
   * @param environment of this process: where the X server is, and whether there is one
   */
  public CaptureChildren(Map<String, String> environment) {
    this(environment, CaptureChild.class, Map.of());
  }

  /**
   * @param main another program in the child's place, for tests
   * @param cameras what the environment of a camera's child has, for tests
   */
  CaptureChildren(Map<String, String> environment, Class<?> main, Map<String, String> cameras) {
    this.environment = Map.copyOf(environment);
    this.cameras = Map.copyOf(cameras);
    this.main = main.getName();
    classes = List.of(main, CaptureChild.class, Bytes.class, SafeFrame.class);
  }

  @Rule("ENG-116")
  private ChildLauncher launcher(Kind kind) throws CaptureFailure {
    List<String> options = new ArrayList<>(List.of("-Xmx" + MEGABYTES + "m"));
    List<Class<?>> needs = new ArrayList<>(classes);
    List<String> resources = new ArrayList<>();
    if (kind.isCamera()) {
      needs.add(SelfieModel.class);
      resources.addAll(SelfieModel.libraries());
      Optional.ofNullable(System.getProperty(UNPACKED))
          .ifPresent(directory -> options.add("-D" + UNPACKED + "=" + directory));
    } else {
      options.add(ChildProgram.COMPILE_QUICKLY);
    }
    if (kind == Kind.CAMERA) {
      resources.addAll(ChildProgram.webrtc());
    }
    Map<String, String> needed = kind.isCamera() ? cameras : display(kind);
    return ChildLauncher.of(new ChildProgram(main, needs, resources, needed, options));
  }

  private Map<String, String> display(Kind kind) throws CaptureFailure {
    boolean wayland =
        environment.containsKey("WAYLAND_DISPLAY")
            || environment.getOrDefault("XDG_SESSION_TYPE", "").equals("wayland");
    Optional<String> display =
        Optional.ofNullable(environment.get(DISPLAY)).filter(name -> !name.isEmpty());
    if (wayland && (display.isEmpty() || kind == Kind.SCREEN)) {
      throw new CaptureFailure(CaptureFault.WAYLAND_ONLY);
    }
    Map<String, String> needed = new LinkedHashMap<>();
    needed.put(DISPLAY, display.orElseThrow(() -> new CaptureFailure(CaptureFault.NO_DISPLAY)));
    needed.put(
        AUTHORITY,
        Optional.ofNullable(environment.get(AUTHORITY))
            .orElse(Path.of(environment.getOrDefault("HOME", "/"), ".Xauthority").toString()));
    return needed;
  }

  /** The sources of that kind there are now. Blocks for a second or so. */
  public List<CaptureSource> list(Kind kind) throws CaptureFailure {
    List<CaptureSource> sources = new ArrayList<>();
    CompletableFuture<Optional<CaptureFault>> done = new CompletableFuture<>();
    try (CaptureProcess child = start(kind)) {
      child.begin(
          new ToCapture.List(kind),
          new CaptureProcess.Handler() {
            @Override
            public void message(FromCapture message) {
              if (message instanceof FromCapture.Source source
                  && source.source().kind() == kind
                  && sources.size() < CaptureSource.MOST) {
                sources.add(plain(source.source()));
              } else if (message instanceof FromCapture.Listed) {
                done.complete(Optional.empty());
              } else if (message instanceof FromCapture.Failed failed) {
                done.complete(Optional.of(failed.fault()));
              } else {
                throw new IllegalStateException("out of turn");
              }
            }

            @Override
            public void ended() {
              done.complete(Optional.of(CaptureFault.CHILD_FAILED));
            }
          });
      Optional<CaptureFault> fault = done.get(LIST_SECONDS, TimeUnit.SECONDS);
      if (fault.isPresent()) {
        throw new CaptureFailure(fault.get());
      }
      return List.copyOf(sources);
    } catch (TimeoutException e) {
      throw new CaptureFailure(CaptureFault.CHILD_HUNG);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaptureFailure(CaptureFault.CHILD_HUNG);
    }
  }

  /** A window's title is a stranger's: what steers a terminal or hides in it is taken out. */
  private static CaptureSource plain(CaptureSource source) {
    StringBuilder name = new StringBuilder();
    source
        .name()
        .codePoints()
        .map(letter -> HIDDEN.contains((byte) Character.getType(letter)) ? ' ' : letter)
        .forEach(name::appendCodePoint);
    return new CaptureSource(source.kind(), source.id(), name.toString().strip());
  }

  /**
   * Takes pictures of that screen or window until they are closed or end.
   *
   * @param ended told once if they end by themselves; any thread
   */
  Capture openScreen(CaptureSource source, Consumer<CaptureFault> ended) throws CaptureFailure {
    return open(
        start(source.kind()),
        directory -> new ToCapture.Open(source.kind(), source.id(), directory),
        (message, picture) ->
            message instanceof FromCapture.Frame || message instanceof FromCapture.Same,
        ended);
  }

  /**
   * A child that has opened nothing yet, and gets ready to look at a camera's pictures. To be
   * opened or closed.
   */
  @Rule("ENG-131")
  CaptureProcess makeReady(Kind kind) throws CaptureFailure {
    CaptureProcess child = start(kind);
    child.say(new ToCapture.MakeReady());
    return child;
  }

  /**
   * Takes what the blackout lets out of that camera's pictures until they are closed or end.
   *
   * @param ready a child that got ready for it; another is started if that is gone
   * @param ended told once if they end by themselves; any thread
   */
  Capture openCamera(
      Optional<CaptureProcess> ready,
      CaptureSource source,
      CameraPace pace,
      Capture.Receiver receiver,
      Consumer<CaptureFault> ended)
      throws CaptureFailure {
    Optional<CaptureProcess> alive = ready.filter(CaptureProcess::isAlive);
    return open(
        alive.isPresent() ? alive.get() : start(source.kind()),
        directory -> new ToCapture.OpenCamera(source.kind(), source.id(), directory, pace),
        receiver,
        ended);
  }

  private static Capture open(
      CaptureProcess child,
      Function<String, ToCapture> message,
      Capture.Receiver receiver,
      Consumer<CaptureFault> ended)
      throws CaptureFailure {
    try {
      FrameMemory memory = FrameMemory.create();
      return Capture.begin(child, memory, message.apply(memory.directory()), receiver, ended);
    } catch (IOException e) {
      child.close();
      throw new CaptureFailure(CaptureFault.NO_MEMORY);
    }
  }

  private CaptureProcess start(Kind kind) throws CaptureFailure {
    try {
      return new CaptureProcess(launcher(kind).startOther());
    } catch (IOException e) {
      throw new CaptureFailure(CaptureFault.CHILD_FAILED);
    }
  }
}
