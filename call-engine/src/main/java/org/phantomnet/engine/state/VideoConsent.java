package org.phantomnet.engine.state;

import java.util.List;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.protocol.rule.Rule;

/**
 * Whether two people who talk want pictures in their call, as one side knows it (CALL-72 to
 * CALL-78). Pure data; a machine of its own beside the call's, which nothing in it depends on.
 */
public record VideoConsent(VideoStage stage) {
  /** What to do, in order. */
  public enum Act {
    /** Says the request for video. */
    ASK,
    /** {@link VideoConsent#waited} when the other side had its time. */
    START_WAIT,
    /** {@link VideoConsent#declined} when the person here had theirs. */
    START_QUESTION,
    /** Answers the other side's newest request with yes. */
    APPROVE,
    /** Answers it with no. */
    REFUSE,
    /** Says that there is no video any more, or is to be none. */
    END,
    /** The connections made from now on have video; this side makes one. */
    ADD,
    /** They have; the other side makes one. */
    AWAIT,
    /** {@link VideoConsent#lapsed} when the connection had its time. */
    START_LAPSE,
    /** The connections made from now on are of sound; this side makes one. */
    REMOVE
  }

  /** What became of an event. */
  public record Step(VideoConsent next, List<Act> acts) {}

  /** As a call begins. */
  public static VideoConsent of(boolean video) {
    return new VideoConsent(video ? VideoStage.VIDEO : VideoStage.SOUND);
  }

  /** The person here wants video; limits allow the question. That answers the other side's too. */
  @Rule("CALL-72")
  public Step wanted() {
    return switch (stage) {
      case SOUND -> to(VideoStage.ASKING, Act.ASK, Act.START_WAIT);
      case ASKED -> approved();
      case ASKING, AGREED, VIDEO -> same();
    };
  }

  /**
   * The other side asks for it. Only a person says yes: the one here is asked, unless they want it
   * already.
   *
   * @param mayAsk whether the person here may be asked
   */
  @Rule("CALL-73")
  public Step requested(boolean mayAsk) {
    return switch (stage) {
      case SOUND -> mayAsk ? to(VideoStage.ASKED, Act.START_QUESTION) : same(Act.REFUSE);
      case ASKED -> same();
      case ASKING -> to(VideoStage.AGREED, Act.APPROVE, Act.ADD, Act.START_LAPSE);
      case AGREED, VIDEO -> same(Act.APPROVE);
    };
  }

  /** The person here says yes to what the other side asks. */
  public Step approved() {
    return stage == VideoStage.ASKED
        ? to(VideoStage.AGREED, Act.APPROVE, Act.AWAIT, Act.START_LAPSE)
        : same();
  }

  /** The person here says no to it, or nothing for too long. */
  public Step declined() {
    return stage == VideoStage.ASKED ? to(VideoStage.SOUND, Act.REFUSE) : same();
  }

  /** The other side answered the request that is open. */
  public Step answered(boolean yes) {
    if (stage != VideoStage.ASKING) {
      return same();
    }
    return yes ? to(VideoStage.AGREED, Act.ADD, Act.START_LAPSE) : to(VideoStage.SOUND);
  }

  /** It did not, for too long. */
  public Step waited() {
    return stage == VideoStage.ASKING ? to(VideoStage.SOUND) : same();
  }

  /** The person here wants no video any more: less needs nobody's approval. */
  @Rule("CALL-77")
  public Step ended() {
    return switch (stage) {
      case SOUND -> same();
      case ASKED -> declined();
      case ASKING, AGREED -> to(VideoStage.SOUND, Act.END);
      case VIDEO -> to(VideoStage.SOUND, Act.END, Act.REMOVE);
    };
  }

  /** The other side said so. What this side asks for is asked still. */
  public Step endedByThem() {
    return switch (stage) {
      case SOUND, ASKING -> same();
      case ASKED, AGREED, VIDEO -> to(VideoStage.SOUND);
    };
  }

  /**
   * Another connection is in use. One of sound where video was is the other side's word, too; one
   * with video that nobody wants any more is not kept.
   *
   * @param video whether it carries pictures; where none are agreed on, whether it could from here
   */
  @Rule("CALL-78")
  public Step used(boolean video) {
    return switch (stage) {
      case SOUND, ASKING, ASKED -> video ? same(Act.REMOVE) : same();
      case AGREED -> video ? to(VideoStage.VIDEO) : same();
      case VIDEO -> video ? same() : to(VideoStage.SOUND);
    };
  }

  /** What was agreed on has not come about. */
  public Step lapsed() {
    return stage == VideoStage.AGREED ? to(VideoStage.SOUND) : same();
  }

  private Step same(Act... acts) {
    return new Step(this, List.of(acts));
  }

  private static Step to(VideoStage next, Act... acts) {
    return new Step(new VideoConsent(next), List.of(acts));
  }
}
