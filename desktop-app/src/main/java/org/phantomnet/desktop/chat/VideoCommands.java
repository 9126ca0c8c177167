package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.VideoWish;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.MediaKind;

/** Pictures in a call: asked for, taken, chosen, ended. Command thread. */
final class VideoCommands {
  /** In {@code /call}. */
  private static final String WITH_VIDEO = "--video";

  private final Desk desk;
  private final ChatPictures own;
  private final boolean hasOwn;

  /**
   * @param own what this side has to send, if it has anything
   */
  VideoCommands(Desk desk, ChatPictures own) {
    this.desk = desk;
    this.own = own;
    this.hasOwn = own.hasOwn();
    own.tellFaults(this::ended);
  }

  /** On any thread. */
  private void ended(String why) {
    boolean inCall = desk.state().liveCall().filter(VideoCommands::isBegun).isPresent();
    desk.warn(SafeText.line(inCall ? why + " " + VideoWords.WITHOUT_OWN : why));
  }

  List<Command> all() {
    return List.of(
        Command.of("video", this::video, Command.Kind.PICTURES),
        Command.of("pictures", this::pictures, Command.Kind.PICTURES),
        Command.of("camera", this::camera, Command.Kind.HIDDEN),
        Command.of("preview", words -> preview()),
        Command.of("sound-only", words -> soundOnly()));
  }

  /** What a call is to carry, by the words that place it. */
  static MediaKind media(Arguments words) {
    return words.words().contains(WITH_VIDEO) ? MediaKind.AUDIO_VIDEO : MediaKind.AUDIO;
  }

  /** The other words. */
  static Arguments withoutMedia(Arguments words) {
    return new Arguments(words.words().stream().filter(word -> !word.equals(WITH_VIDEO)).toList());
  }

  private static Optional<PictureChoice> choice(Arguments words) {
    return switch (words.first().orElse("").toLowerCase(Locale.ROOT)) {
      case "all" -> Optional.of(PictureChoice.ALL);
      case "low" -> Optional.of(PictureChoice.LOW);
      case "watch" -> Optional.of(PictureChoice.WATCH_ONLY);
      case "none" -> Optional.of(PictureChoice.SOUND_ONLY);
      default -> Optional.empty();
    };
  }

  /** What a call that begins or goes on means for the own pictures. */
  void follow(CallSnapshot call) {
    if (isBegun(call)) {
      own.preview().end();
    }
    keepBack(call);
  }

  /** While a call of theirs rings, nothing is begun. */
  private static boolean isBegun(CallSnapshot call) {
    return call.phase() != Phase.ENDED && (call.outgoing() || call.phase() != Phase.RINGING);
  }

  private void preview() throws ClientException {
    OwnPictures pictures =
        own.own().orElseThrow(() -> new ClientException("NO_PICTURES", VideoWords.NO_SOURCE));
    if (desk.state().liveCall().filter(VideoCommands::isBegun).isPresent()) {
      throw new ClientException("IN_CALL", VideoWords.PREVIEW_IN_CALL);
    }
    if (own.preview().toggle(pictures)) {
      desk.answer(Answer.done("preview", VideoWords.PREVIEW));
    } else {
      desk.answer(Answer.done("preview-over", VideoWords.PREVIEW_OVER));
    }
  }

  /** Who has nothing to send is not told, nor tells anyone, that something is sent. */
  private void keepBack(CallSnapshot call) {
    boolean answered =
        call.phase() == Phase.CONNECTING
            || call.phase() == Phase.CONNECTED
            || call.phase() == Phase.RECONNECTING;
    boolean rings = !call.outgoing() && call.phase() == Phase.RINGING;
    if (hasOwn || !call.video().isAgreed() || !call.pictures().shows() || !answered && !rings) {
      return;
    }
    try {
      desk.control().client().calls().setPictures(call.call(), PictureChoice.WATCH_ONLY);
    } catch (ClientException closed) {
      // nothing is sent any more
    }
  }

  private CallSnapshot running() throws ClientException {
    return desk.state()
        .liveCall()
        .orElseThrow(() -> new ClientException("NO_CALL", ScreenWords.NO_CALL));
  }

  private void video(Arguments words) throws ClientException {
    CallSnapshot call = running();
    Optional<PictureChoice> chosen = choice(words);
    if (!words.isEmpty() && chosen.isEmpty()) {
      throw Desk.usage("video");
    }
    if (call.video() == VideoStage.ASKED) {
      taken(call, chosen);
      return;
    }
    if (chosen.isPresent()) {
      throw new ClientException("NOTHING_ASKED", VideoWords.NOTHING_ASKED);
    }
    VideoWish.requireAskable(call);
    desk.answer(
        Answer.done(
            "video-asked",
            VideoWords.ASKING + " " + (hasOwn ? VideoWords.OWN_FOLLOW : VideoWords.NO_OWN)));
    desk.control().client().calls().requestVideo(call.call());
  }

  /** Whoever did not say which pictures is told what a yes means first. */
  private void taken(CallSnapshot call, Optional<PictureChoice> chosen) throws ClientException {
    if (chosen.isPresent()) {
      approve(call.call(), chosen.get());
      return;
    }
    desk.ask(
        new Question(
            "video",
            new Panel(
                VideoWords.asks(desk.name(call.contact())),
                List.of(VideoWords.MEANS, VideoWords.HOW_TO_SAY_YES, VideoWords.HOW_TO_SAY_NO)),
            VideoWords.YES,
            nothing -> approve(call.call(), PictureChoice.WATCH_ONLY)));
  }

  /** What was confirmed is of one call. */
  private void approve(CallId asked, PictureChoice pictures) throws ClientException {
    CallSnapshot call = running();
    if (!call.call().equals(asked)) {
      throw new ClientException("NO_CALL", ScreenWords.NO_CALL);
    }
    VideoWish.requireAsked(call);
    desk.answer(Answer.done("video-taken", VideoWords.COMING + " " + said(pictures)));
    desk.control().client().calls().approveVideo(asked, pictures);
  }

  private String said(PictureChoice pictures) {
    return pictures.shows() && !hasOwn ? VideoWords.NO_OWN : VideoWords.of(pictures);
  }

  private void pictures(Arguments words) throws ClientException {
    CallSnapshot call = running();
    PictureChoice chosen = choice(words).orElseThrow(() -> Desk.usage("pictures"));
    boolean rings = !call.outgoing() && CallCommands.isRinging(call.phase());
    if (!call.video().isAgreed() || call.outgoing() && !call.gateOpen() && !rings) {
      throw new ClientException("NO_VIDEO", VideoWords.NONE);
    }
    desk.control().client().calls().setPictures(call.call(), chosen);
    desk.answer(Answer.done("pictures", said(chosen)));
  }

  /** Before a call too: it is of the camera, not of the call. */
  private void camera(Arguments words) throws ClientException {
    BlackoutMode mode =
        switch (words.words().size() == 1 ? words.words().get(0) : "") {
          case "person" -> BlackoutMode.PERSON_BLACK;
          case "room" -> BlackoutMode.BACKGROUND_MASKED;
          case "all" -> BlackoutMode.ALL_BLACK;
          default -> throw Desk.usage("camera");
        };
    desk.control().hide(mode);
    desk.answer(Answer.done("camera", VideoWords.of(mode)));
  }

  /** Ends video, takes the wish for it back, or says no to the other side's. */
  private void soundOnly() throws ClientException {
    CallSnapshot call = running();
    VideoWish.requireSome(call);
    desk.control().client().calls().endVideo(call.call());
    desk.answer(
        Answer.done("sound-only", call.video() == VideoStage.ASKED ? VideoWords.DECLINED : ""));
  }
}
