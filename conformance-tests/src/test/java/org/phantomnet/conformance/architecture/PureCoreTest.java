package org.phantomnet.conformance.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Code;
import org.phantomnet.protocol.rule.Covers;

/** STYLE 3, 4, 5, 9: the call's decisions know no time, no chance, no thread, no wire, no log. */
class PureCoreTest {
  private static final String FRAME = "org.phantomnet.engine.port.SafeFrame";
  private static final String CAPTURE_CHILD = "org.phantomnet.desktop.capture.child";
  private static final String HIDDEN_CAMERA = CAPTURE_CHILD + ".HiddenCamera";
  private static final Set<String> DEVICES =
      Set.of(
          "dev.onvoid.webrtc.media.MediaDevices",
          "dev.onvoid.webrtc.media.video.VideoCapture",
          "dev.onvoid.webrtc.media.video.VideoDesktopSource",
          "dev.onvoid.webrtc.media.video.VideoDeviceSource",
          "dev.onvoid.webrtc.media.video.desktop.ScreenCapturer",
          "dev.onvoid.webrtc.media.video.desktop.WindowCapturer");

  private static final String[] DECISIONS = {
    "org.phantomnet.engine.state..", "org.phantomnet.engine.privacy.."
  };
  private static final String[] CORE = {"org.phantomnet.protocol..", "org.phantomnet.engine.."};

  private static final Set<String> CLOCKS_AND_DICE =
      Set.of(
          "java.time.Clock",
          "java.security.SecureRandom",
          "java.util.Random",
          "java.util.concurrent.ThreadLocalRandom",
          "java.util.SplittableRandom",
          "java.util.Timer",
          "java.lang.Thread");

  private static final Set<String> LOGGERS =
      Set.of("java.lang.System$Logger", "java.lang.System$LoggerFinder");

  @Test
  void decisions_touchNoWireNoThreadNoLog() {
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..",
            "java.io..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.util.concurrent..",
            "java.util.logging..",
            "org.slf4j..")
        .check(Code.MAIN);
  }

  @Test
  void decisions_readNoClockAndThrowNoDice() {
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .dependOnClassesThat(named("clocks and dice", CLOCKS_AND_DICE))
        .check(Code.MAIN);
    noClasses()
        .that()
        .resideInAnyPackage(DECISIONS)
        .should()
        .accessTargetWhere(hiddenInput())
        .check(Code.MAIN);
  }

  @Test
  void decisions_holdNoLock() {
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("org.phantomnet.engine.state..")
        .should()
        .haveModifier(JavaModifier.VOLATILE)
        .check(Code.MAIN);
    noMethods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAPackage("org.phantomnet.engine.state..")
        .should()
        .haveModifier(JavaModifier.SYNCHRONIZED)
        .check(Code.MAIN);
  }

  @Test
  void core_hasNoLogger() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
        .check(Code.MAIN);
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(named("loggers", LOGGERS))
        .check(Code.MAIN);
  }

  @Test
  void engine_readsTimeThroughItsClockOnly() {
    noClasses()
        .that()
        .resideInAPackage("org.phantomnet.engine..")
        .should()
        .accessTargetWhere(hiddenInput())
        .check(Code.MAIN);
  }

  @Test
  @Covers("ENG-106")
  void cameraFrames_areMadeByTheBlackoutOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.phantomnet.engine.blackout..")
        .should()
        .callMethodWhere(makes("ofCamera"))
        .check(Code.MAIN);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.phantomnet.desktop.capture.CameraPictures")
        .should()
        .callMethodWhere(makes("ofCameraProcess"))
        .check(Code.MAIN);
  }

  @Test
  @Covers("ENG-106")
  void framesOfNoCamera_areMadeByTheOneReaderOfClips() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.phantomnet.desktop.video.ClipFrames")
        .should()
        .callMethodWhere(makes("ofClip"))
        .check(Code.MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.phantomnet.engine.port")
        .should()
        .callConstructorWhere(
            describe(
                "a SafeFrame is made", call -> call.getTargetOwner().getFullName().equals(FRAME)))
        .check(Code.MAIN);
  }

  @Test
  @Covers("ENG-106")
  void framesOfScreens_areMadeByTheOneThatSharesThem() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.phantomnet.desktop.capture.ScreenShare")
        .should()
        .callMethodWhere(makes("ofScreen"))
        .check(Code.MAIN);
  }

  /** What a device shows has no way to a connection: its process cannot make one. */
  @Test
  @Covers({"ENG-106", "ENG-116"})
  void captureChild_reachesNoConnectionAndNoKey() {
    noClasses()
        .that()
        .resideInAPackage("org.phantomnet.desktop.capture.child..")
        .should()
        .dependOnClassesThat(
            describe(
                "a connection or a key",
                type ->
                    type.getPackageName().equals("dev.onvoid.webrtc")
                        || type.getName().endsWith("VideoTrackSource")
                        || (type.getPackageName().startsWith("org.phantomnet.engine")
                            && !type.getPackageName().equals("org.phantomnet.engine.blackout")
                            && !type.getFullName().equals(FRAME))
                        || type.getPackageName().startsWith("org.phantomnet.messenger")
                        || type.getPackageName().startsWith("org.phantomnet.protocol.crypto")))
        .check(Code.MAIN);
  }

  /** The one reader of clips cannot be a camera: it reaches nothing that opens a device. */
  @Test
  @Covers("ENG-106")
  void clips_openNoDevice() {
    noClasses()
        .that()
        .resideInAPackage("org.phantomnet.desktop.video..")
        .should()
        .dependOnClassesThat(
            describe("a device", type -> type.getPackageName().startsWith("dev.onvoid")))
        .check(Code.MAIN);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("org.phantomnet.desktop.capture.child.CameraTaker")
        .should()
        .dependOnClassesThat(named("cameras and screens", DEVICES))
        .check(Code.MAIN);
  }

  /**
   * What a camera took is handed to the one that gives it to the blackout, in the same process, and
   * to no other; the command that tries the blackout on a file of pictures opens no device, nor
   * does what warms the blackout up with painted ones.
   */
  @Test
  @Covers("ENG-127")
  void cameraPictures_areTakenByTheOneThatHidesThem() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HIDDEN_CAMERA)
        .should()
        .callMethodWhere(
            describe(
                "a camera's picture is taken",
                call ->
                    call.getTargetOwner().getName().equals(CAPTURE_CHILD + ".Camera")
                        && call.getName().equals("next")))
        .check(Code.MAIN);
    noClasses()
        .that(
            describe(
                "are none of the two that write pictures",
                type ->
                    type.getPackageName().equals(CAPTURE_CHILD)
                        && !type.getName().equals(HIDDEN_CAMERA)
                        && !type.getName().equals(CAPTURE_CHILD + ".CaptureChild")))
        .should()
        .callMethodWhere(writesForAnotherProcess())
        .check(Code.MAIN);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(HIDDEN_CAMERA)
        .and()
        .doNotHaveFullyQualifiedName("org.phantomnet.desktop.blackout.ClipBlackout")
        .and()
        .doNotHaveFullyQualifiedName(CAPTURE_CHILD + ".WarmUp")
        .and()
        .resideInAPackage("org.phantomnet.desktop..")
        .should()
        .dependOnClassesThat(named("raw frames", Set.of("org.phantomnet.engine.blackout.RawFrame")))
        .check(Code.MAIN);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.phantomnet.desktop.capture..")
        .should()
        .dependOnClassesThat(named("captures", Set.of("org.phantomnet.desktop.capture.Capture")))
        .check(Code.MAIN);
  }

  /** A picture gets to an encoder by one hand alone, which takes nothing but SafeFrames. */
  @Test
  @Covers({"ENG-106", "ENG-127"})
  void pictures_reachAnEncoder_onlyAsSafeFrames() {
    noClasses()
        .that(
            describe(
                "are neither the one that sends nor a child",
                type ->
                    !type.getName().equals("org.phantomnet.desktop.media.VideoBridge")
                        && !type.getName().equals("org.phantomnet.desktop.media.pipe.FrameRing")
                        && !type.getPackageName().startsWith("org.phantomnet.desktop.media.child")
                        && !type.getPackageName()
                            .startsWith("org.phantomnet.desktop.capture.child")))
        .should()
        .callMethodWhere(writesForAnotherProcess())
        .check(Code.MAIN);
    methods()
        .that()
        .areDeclaredIn("org.phantomnet.desktop.media.VideoBridge")
        .and()
        .haveName("send")
        .should()
        .haveRawParameterTypes(FRAME)
        .check(Code.MAIN);
  }

  /** What is handed on of a camera, beside its frames, has no room for a picture. */
  @Test
  @Covers("ENG-127")
  void whatIsKnownOfAFrame_holdsNoOtherPicture() {
    fields()
        .that()
        .areDeclaredIn("org.phantomnet.desktop.capture.LetOut")
        .should()
        .notHaveRawType("org.phantomnet.desktop.media.pipe.Picture")
        .andShould()
        .notHaveRawType("java.nio.ByteBuffer")
        .andShould()
        .notHaveRawType("org.phantomnet.engine.blackout.RawFrame")
        .check(Code.MAIN);
  }

  private static DescribedPredicate<JavaCall<?>> writesForAnotherProcess() {
    return describe(
        "a picture is written for another process",
        call ->
            call.getTargetOwner().getName().endsWith(".FrameRing")
                && call.getName().equals("write"));
  }

  private static DescribedPredicate<JavaCall<?>> makes(String way) {
    return describe(
        "a SafeFrame is made by " + way,
        call -> call.getTargetOwner().getFullName().equals(FRAME) && call.getName().equals(way));
  }

  private static DescribedPredicate<JavaClass> named(String what, Set<String> names) {
    return describe(what, type -> names.contains(type.getFullName()));
  }

  /** Calls by which time, chance or a default zone would come in unseen. */
  private static DescribedPredicate<JavaAccess<?>> hiddenInput() {
    return describe(
        "time or chance from nowhere",
        access -> {
          String owner = access.getTargetOwner().getFullName();
          String name = access.getName();
          return (owner.startsWith("java.time.") && name.equals("now"))
              || (owner.equals("java.lang.System")
                  && (name.equals("currentTimeMillis") || name.equals("nanoTime")))
              || (owner.equals("java.lang.Math") && name.equals("random"))
              || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
              || (owner.equals("java.time.Clock") && name.startsWith("system"));
        });
  }
}
