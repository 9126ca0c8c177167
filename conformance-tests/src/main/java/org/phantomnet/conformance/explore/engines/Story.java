package org.phantomnet.conformance.explore.engines;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualStanding;

/** What people do in a run, and what has to come of it whatever one message's fate is. */
public enum Story {
  TWO_OF_THREE_DEVICES_ANSWER(1, 3) {
    @Override
    void play(Stage stage) {
      ringing(stage);
      ifRinging(stage.bob(1), VirtualDevice::answer);
      ifRinging(stage.bob(2), VirtualDevice::answer);
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      stage.require(talks || !gentle, "nobody talks");
      if (gentle) {
        stage.othersWereToldOfTheAnswer();
      }
    }
  },
  ONE_DEVICE_ANSWERS_AND_ONE_DECLINES(1, 3) {
    @Override
    void play(Stage stage) {
      ringing(stage);
      ifRinging(stage.bob(1), VirtualDevice::answer);
      ifRinging(stage.bob(2), VirtualDevice::decline);
    }
  },
  CALLER_HANGS_UP_AS_A_DEVICE_ANSWERS(1, 3, Story::isOver) {
    @Override
    void play(Stage stage) {
      ringing(stage);
      ifRinging(stage.bob(3), VirtualDevice::answer);
      stage.alice().hangup();
    }
  },
  BOTH_WANT_PRIVATE(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      stage.allowFast();
      stage.beginTalking(CallMode.FAST);
      want(stage.alice(), CallMode.PRIVATE);
      want(stage.bob(), CallMode.PRIVATE);
    }
  },
  ONE_WANTS_FAST_AND_GETS_A_YES(1, 1) {
    @Override
    void play(Stage stage) {
      aliceAsksForFast(stage, bob -> yes(stage, bob));
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      if (gentle) {
        is(stage, talks, CallMode.FAST);
      }
    }
  },
  ONE_WANTS_FAST_AND_GETS_A_NO(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      aliceAsksForFast(stage, bob -> bob.engine().answerSwitch(id(bob), false));
    }
  },
  A_YES_TO_FAST_MEETS_A_WISH_FOR_PRIVATE(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      aliceAsksForFast(
          stage,
          bob -> {
            yes(stage, bob);
            once(stage, bob, call -> call.mode() == CallMode.FAST, Story::wantPrivate);
            once(stage, stage.alice(), call -> call.mode() == CallMode.FAST, Story::wantPrivate);
          });
    }
  },
  ONE_WANTS_FAST_AND_TAKES_IT_BACK(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      aliceAsksForFast(stage, bob -> wantPrivate(stage.alice()));
    }
  },
  A_WISH_THAT_IS_TAKEN_BACK_MEETS_A_YES(1, 1, Story::goesOn) {
    @Override
    void play(Stage stage) {
      aliceAsksForFast(
          stage,
          bob -> {
            yes(stage, bob);
            wantPrivate(stage.alice());
          });
    }
  },
  KEYS_FALL_DUE_AS_A_NETWORK_CHANGES(1, 1) {
    @Override
    void play(Stage stage) {
      keysAreDue(stage);
      stage.bob().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      isPrivate(stage, talks, gentle);
      changed(stage);
    }
  },
  KEYS_FALL_DUE_AS_BOB_WANTS_FAST(1, 1) {
    @Override
    void play(Stage stage) {
      keysAreDue(stage);
      want(stage.bob(), CallMode.FAST);
      once(stage, stage.alice(), Story::asked, alice -> yes(stage, alice));
      for (int number = 77; number < 81; number++) {
        stage.watch(SPOKEN); // no virtual media has keys: what Alice says next proves the new ones
        stage.alice().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, number));
      }
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      goesOn(stage, talks, gentle);
      changed(stage);
    }
  },
  BOTH_NETWORKS_CHANGE(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      stage.alice().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));
      stage.bob().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 78));
    }
  },
  A_NETWORK_CHANGES_TWICE(1, 1, Story::isPrivate) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      stage.alice().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 77));
      stage.watch(AMID_AN_ATTEMPT);
      stage.alice().move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 78));
      stage.watch(SPOKEN);
      stage.requireIfGentle(
          Stage.call(stage.alice()).connections() > 1,
          "an attempt that is replaced costs its time");
    }
  },
  BOTH_WANT_VIDEO(1, 1) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      stage.alice().engine().requestVideo(id(stage.alice()));
      stage.bob().engine().requestVideo(id(stage.bob()));
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      goesOn(stage, talks, gentle);
      stage.require(
          !talks || !gentle || Stage.call(stage.bob()).video() == VideoStage.VIDEO,
          "video that both want does not come");
    }
  },
  VIDEO_IS_WANTED_AND_ENDED(1, 1) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      stage.alice().engine().requestVideo(id(stage.alice()));
      once(
          stage,
          stage.bob(),
          call -> call.video() == VideoStage.ASKED,
          bob -> {
            bob.engine().approveVideo(id(bob), PictureChoice.ALL);
            stage.alice().engine().endVideo(id(stage.alice()));
          });
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      goesOn(stage, talks, gentle);
      stage.require(
          !talks || !Stage.call(stage.bob()).video().isAgreed(), "video that one side ended");
    }
  },
  MOVED_TO_ANOTHER_DEVICE(2, 1) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      moves(stage);
    }

    @Override
    void check(Stage stage, boolean talks, boolean gentle) {
      goesOn(stage, talks, gentle);
      stage.require(!gentle || stage.alice(2).is(Phase.CONNECTED), "it did not move");
    }
  },
  MOVED_AS_THE_OTHER_SIDE_HANGS_UP(2, 1, Story::isOver) {
    @Override
    void play(Stage stage) {
      stage.beginTalking(CallMode.PRIVATE);
      moves(stage);
      stage.bob().hangup();
    }
  };

  /** Before keys fall due. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  /** Longer than a request waits before it is said again, and less than an attempt may take. */
  private static final Duration SPOKEN = Rekeying.RETRY.plusSeconds(5);

  /** The other side has answered, and its answer is under way. */
  private static final Duration AMID_AN_ATTEMPT = Duration.ofMillis(80);

  /** So that what follows happens in the same instant. */
  private static final Duration ALMOST = MOMENT.minusMillis(5);

  /** What has to be so once everything has settled. */
  private interface Outcome {
    void check(Stage stage, boolean talks, boolean gentle);
  }

  private final int alicesDevices;
  private final int bobsDevices;
  private final Outcome outcome;

  Story(int alicesDevices, int bobsDevices) {
    this(alicesDevices, bobsDevices, (stage, talks, gentle) -> {});
  }

  Story(int alicesDevices, int bobsDevices, Outcome outcome) {
    this.alicesDevices = alicesDevices;
    this.bobsDevices = bobsDevices;
    this.outcome = outcome;
  }

  Stage stage(Fates fates) {
    return new Stage(alicesDevices, bobsDevices, fates);
  }

  /** Until the last thing that people do by the clock. */
  abstract void play(Stage stage);

  /**
   * Once everything has settled.
   *
   * @param gentle no message was lost or held
   */
  void check(Stage stage, boolean talks, boolean gentle) {
    outcome.check(stage, talks, gentle);
  }

  /** They talk in Private, and this is the instant in which their keys fall due. */
  private static void keysAreDue(Stage stage) {
    stage.talk(CallMode.PRIVATE);
    stage.rest(Rekeying.LIFETIME.minus(MOMENT));
    stage.begin();
    stage.watch(ALMOST);
  }

  private static void ringing(Stage stage) {
    stage.begin();
    stage.alice().call(People.BOB);
    stage.watch(Duration.ofSeconds(6));
  }

  private static void ifRinging(VirtualDevice device, Consumer<VirtualDevice> deed) {
    device.ringing().ifPresent(call -> deed.accept(device));
  }

  private static CallId id(VirtualDevice device) {
    return Stage.call(device).call();
  }

  private static void want(VirtualDevice device, CallMode mode) {
    device.engine().switchMode(id(device), mode);
  }

  private static void wantPrivate(VirtualDevice device) {
    want(device, CallMode.PRIVATE);
  }

  private static boolean asked(CallSnapshot call) {
    return call.requested().isPresent();
  }

  /** What Bob does once his screen shows that Alice wants it. */
  private static void aliceAsksForFast(Stage stage, Consumer<VirtualDevice> bobs) {
    stage.beginTalking(CallMode.PRIVATE);
    want(stage.alice(), CallMode.FAST);
    once(stage, stage.bob(), Story::asked, bobs);
  }

  private static void yes(Stage stage, VirtualDevice device) {
    stage.allowFast();
    device.engine().answerSwitch(id(device), true);
  }

  /** The first time that the device's screen shows it. */
  private static void once(
      Stage stage,
      VirtualDevice device,
      Predicate<CallSnapshot> shown,
      Consumer<VirtualDevice> deed) {
    boolean[] done = {false};
    stage.whenever(
        () -> {
          if (!done[0] && device.live().filter(shown).isPresent()) {
            done[0] = true;
            deed.accept(device);
          }
        });
  }

  /** Alice takes the call to her second device, and answers it there. */
  private static void moves(Stage stage) {
    once(
        stage,
        stage.alice(2),
        call -> call.phase() == Phase.RINGING,
        second -> second.engine().answer(id(second)));
    stage.alice().engine().move(id(stage.alice()), 2);
  }

  private static void goesOn(Stage stage, boolean talks, boolean gentle) {
    stage.require(talks, "the call is over");
  }

  private static void isOver(Stage stage, boolean talks, boolean gentle) {
    stage.require(!talks, "a call goes on that a person ended");
  }

  private static void isPrivate(Stage stage, boolean talks, boolean gentle) {
    is(stage, talks, CallMode.PRIVATE);
  }

  private static void is(Stage stage, boolean talks, CallMode mode) {
    stage.require(talks, "the call is over");
    stage.require(!talks || Stage.mode(stage.alice()) == mode, "the mode is not " + mode);
  }

  /** The keys were changed, as often at both sides. */
  private static void changed(Stage stage) {
    stage.require(Stage.epochs(stage.alice()) > 0, "the keys were not changed");
    stage.require(
        Stage.epochs(stage.alice()) == Stage.epochs(stage.bob()), "the keys differ by an epoch");
  }
}
