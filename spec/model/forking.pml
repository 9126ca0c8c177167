/*
 * One call to three devices of one person. Written from the text of spec/04 (CALL-3 to CALL-11, CALL-23, CALL-26) and spec/05 (GATE-1, GATE-2):
 * README.md says how to run it and what is left out. Nothing here was taken from the program.
 *
 * The caller has a leg for each device; leg 3 is of a device that was not called. Time is not modelled: a timer that runs may go off next.
 * RING and SELECTED change nothing that the invariants speak of, and are left out. Mode, age, limits of replies, glare and restarts are in call.pml, what follows once two talk in rekey.pml.
 *
 * @holds forking: three devices, nothing is lost       | -DLOSSES=0 -DCALM=1 -DPERSONS=2 -DREFUSALS=0
 * @holds forking: three devices, one declines           | -DLOSSES=0 -DCALM=1 -DPERSONS=1
 * @holds forking: two devices, a loss                   | -DDEVICES=2
 * @ends  forking: every run ends                        | -DDEVICES=2 -DCALM=1 -DLOSSES=0
 * @full  forking: two devices, two losses and a repeat  | -DDEVICES=2 -DLOSSES=2 -DREPEATS=1
 * @full  forking: three devices                         | -DLOSSES=0 -DPERSONS=3
 * @full  forking: three devices, two losses and a repeat (hash) | -DHASH -DLOSSES=2 -DREPEATS=1 -DREFUSALS=2
 *
 * @bug SECOND_ACCEPT_WINS | one_device_wins             | -DLOSSES=0
 * @bug ANSWER_WINS        | media_needs_consent         | -DLOSSES=0 -DDEVICES=2
 * @bug CONFIRM_ACCEPTS    | media_needs_consent         | -DLOSSES=0 -DDEVICES=2
 * @bug LEGS_STAY_OPEN     | losers_are_cut_off          | -DLOSSES=0 -DDEVICES=2
 * @bug LOSERS_KEYS_STAY   | losers_keys_are_wiped       | -DLOSSES=0 -DDEVICES=2
 * @bug THREE_CONNECT      | two_connect_while_it_rings  | -DLOSSES=0 -DCALM=1
 * @bug OTHERS_RING_ON     | others_stop                 | -DLOSSES=0 -DDEVICES=2
 * @bug DECLINE_ENDS_ONE   | others_stop                 | -DLOSSES=0 -DDEVICES=2
 * @bug OFFER_RINGS_LATE   | others_stop                 | -DLOSSES=0 -DDEVICES=2
 * @bug TELLS_THE_WINNER   | told_only_if_so             | -DLOSSES=0 -DDEVICES=2
 * @bug TAKES_UNCALLED     | uncalled_changes_nothing    | -DLOSSES=0 -DDEVICES=2
 * @bug NO_CONNECT_LIMIT   | both_sides_end              | -DDEVICES=2
 * @bug ANSWERS_FOR_EVER   | every run ends              | -DLOSSES=0 -DDEVICES=2
 */

/* ---- Bounds ---- */
#ifndef DEVICES
#define DEVICES 3
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef REPEATS
#define REPEATS 0
#endif
#ifndef PERSONS
#define PERSONS 3           /* devices at which the person answers */
#endif
#ifndef CALM
#define CALM 0              /* 1: timers go off where nothing is under way, and nobody hangs up */
#endif
#ifndef REFUSALS
#define REFUSALS 1          /* devices that decline, by the person or by themselves */
#endif

/* ---- The caller ---- */
#define Rings 0             /* Dialing or RemoteRinging */
#define Connecting 1
#define Connected 2
#define Ended 3
/* ---- A leg ---- */
#define Closed 0
#define Offered 1
#define Answered 2
#define Connects 3
/* ---- A device ---- */
#define Idle 0
#define Ringing 1
#define Accepted 2
#define Talking 3
#define Over 4

/* ---- What is under way: a bit for each, so the order of arrival is free ---- */
#define OFFER 1
#define CONFIRM 2
#define ACCEPTED_ELSEWHERE 8    /* HANGUP of that reason */
#define DECLINED_ELSEWHERE 16
#define HANGUP 32               /* of any other */
#define ANSWER 2
#define ACCEPT 4
#define DECLINED 8              /* DECLINE of that reason, or BUSY */
#define TOO_WEAK 16             /* DECLINE that ends the leg only */

byte caller, winner;            /* winner: 1 + device */
byte leg[4], accepts;           /* accepts: ACCEPTs that overtook their ANSWER (CALL-23) */
byte callers_keys;              /* a bit for each leg */
byte device[4], answered, confirmed, up, seen, hung;
byte device_keys;
byte told;                      /* devices that ended as ACCEPTED_ELSEWHERE */
byte to[4], from[4];
byte losses, repeats, refusals, answers, uncalled;

/* ---- Written by persons and network only ---- */
byte consent;                   /* devices at which the person answered */
byte refused;                   /* somebody declined, and the caller heard of it */
byte won;                       /* every device that ever was the caller's one */

#ifndef ONLY
#define ONLY 0
#endif
hidden byte one_device_wins = (ONLY != 0 && ONLY != 1);
hidden byte media_needs_consent = (ONLY != 0 && ONLY != 2);
hidden byte losers_are_cut_off = (ONLY != 0 && ONLY != 3);
hidden byte losers_keys_are_wiped = (ONLY != 0 && ONLY != 4);
hidden byte two_connect_while_it_rings = (ONLY != 0 && ONLY != 5);
hidden byte others_stop = (ONLY != 0 && ONLY != 6);
hidden byte told_only_if_so = (ONLY != 0 && ONLY != 7);
hidden byte uncalled_changes_nothing = (ONLY != 0 && ONLY != 8);
hidden byte both_sides_end = (ONLY != 0 && ONLY != 9);

hidden byte event, d, i, what, connecting;
#define bit(n) (1 << (n))

/* ==== The caller ==== */

inline close(n) {
#ifdef BUG_LEGS_STAY_OPEN
  if :: winner -> skip :: else -> leg[n] = Closed; up = up & ~bit(n) fi;
#else
  leg[n] = Closed;
  up = up & ~bit(n);
#endif
#ifdef BUG_LOSERS_KEYS_STAY
  if :: winner -> skip :: else -> callers_keys = callers_keys & ~bit(n) fi
#else
  callers_keys = callers_keys & ~bit(n)
#endif
}

/* Every leg but `but` is told and closed; -1: every leg. */
inline close_others(but, word) {
  i = 0;
  do
  :: i < DEVICES ->
    if
    :: leg[i] != Closed && i + 1 != but -> to[i] = to[i] | word; close(i)
#ifdef BUG_TELLS_THE_WINNER
    :: i + 1 == but -> to[i] = to[i] | word
#endif
    :: else
    fi;
    i++
  :: else -> break
  od;
  i = 0
}

inline caller_ends(word) {
  close_others(0, word);
  caller = Ended;
  accepts = 0;
  callers_keys = 0
}

inline connect(n) {
  leg[n] = Connects;
  to[n] = to[n] | CONFIRM
}

/* The first ACCEPT that is processed wins (CALL-9). */
inline wins(n) {
  if
#ifdef BUG_SECOND_ACCEPT_WINS
  :: caller == Rings || caller == Connecting ->
#else
  :: caller == Rings ->
#endif
    if :: leg[n] == Answered -> connect(n) :: else fi;
    caller = Connecting;
    winner = n + 1;
    won = won | bit(n);
#ifdef BUG_SECOND_ACCEPT_WINS
#else
#ifndef BUG_OTHERS_RING_ON
    close_others(winner, ACCEPTED_ELSEWHERE);
#else
    close_others(winner, 0);
#endif
#endif
    accepts = 0
  :: else
  fi
}

inline caller_hears() {
  if
  :: what == ANSWER ->
    if
    :: caller == Rings && leg[d] == Offered ->
      callers_keys = callers_keys | bit(d);
      connecting = (leg[0] == Connects) + (leg[1] == Connects) + (leg[2] == Connects);
      if
#ifdef BUG_THREE_CONNECT
      :: true -> connect(d)
#else
      :: connecting < 2 -> connect(d)
      :: else -> leg[d] = Answered
#endif
      fi;
      if
      :: accepts & bit(d) -> wins(d)
#ifdef BUG_ANSWER_WINS
      :: !(accepts & bit(d)) -> wins(d)
#endif
      :: else
      fi
#ifdef BUG_ANSWERS_FOR_EVER
    :: leg[d] == Connects -> to[d] = to[d] | CONFIRM
#endif
#ifdef BUG_TAKES_UNCALLED
    :: d == 3 && caller == Rings -> leg[3] = Answered
#endif
    :: else
    fi
  :: what == ACCEPT ->
    if
    :: caller == Rings && leg[d] == Offered -> accepts = accepts | bit(d)
    :: leg[d] == Answered || leg[d] == Connects -> wins(d)
    :: else
    fi
  :: what == DECLINED ->
    if
    :: caller == Rings && leg[d] != Closed ->
      refused = 1;
      close(d);
#ifdef BUG_DECLINE_ENDS_ONE
      caller_ends(0)
#else
      caller_ends(DECLINED_ELSEWHERE)
#endif
    :: else
    fi
  :: what == TOO_WEAK || what == HANGUP ->
    if
    :: leg[d] == Closed -> skip
    :: else ->
      close(d);
      if
      :: caller != Rings -> caller_ends(HANGUP)
      :: caller == Rings && leg[0] == Closed && leg[1] == Closed && leg[2] == Closed -> caller_ends(HANGUP)
      :: else
      fi
    fi
  fi
}

/* ==== A device ==== */

inline device_ends() {
  device[d] = Over;
  device_keys = device_keys & ~bit(d);
  up = up & ~bit(d);
  answered = answered & ~bit(d);
  confirmed = confirmed & ~bit(d)
}

inline answers_now() {
  if
  :: answered & bit(d) -> skip
  :: else -> answered = answered | bit(d); device_keys = device_keys | bit(d); from[d] = from[d] | ANSWER
  fi
}

inline device_hears() {
  if
  :: what == OFFER ->
    if
    :: device[d] == Idle && !(seen & bit(d)) ->
      seen = seen | bit(d);
#ifdef BUG_OFFER_RINGS_LATE
      device[d] = Ringing
#else
      if
      :: hung & bit(d) -> device[d] = Over     /* CALL-23 */
      :: else -> device[d] = Ringing
      fi
#endif
    :: else
    fi
  :: what == CONFIRM ->
    if
    :: answered & bit(d) ->
      confirmed = confirmed | bit(d);
#ifdef BUG_CONFIRM_ACCEPTS
      if :: device[d] == Ringing -> device[d] = Accepted; from[d] = from[d] | ACCEPT :: else fi;
#endif
#ifdef BUG_ANSWERS_FOR_EVER
      from[d] = from[d] | ANSWER
#endif
    :: else
    fi
  :: what == ACCEPTED_ELSEWHERE || what == DECLINED_ELSEWHERE || what == HANGUP ->
    if
    :: device[d] == Idle -> hung = hung | bit(d)
    :: device[d] == Over -> skip
    :: else -> if :: what == ACCEPTED_ELSEWHERE -> told = told | bit(d) :: else fi; device_ends()
    fi
  fi
}

/* ==== What can happen ==== */

#define live(n) (device[n] == Ringing || device[n] == Accepted || device[n] == Talking)
#define can_answer(n) (device[n] == Ringing && answers < PERSONS)
#define can_refuse(n) (device[n] == Ringing && refusals < REFUSALS)
#define can_open(n) (device[n] == Ringing && !(answered & bit(n)))
#define can_up(n) (leg[n] == Connects && (answered & bit(n)) && live(n) && !(up & bit(n)))
#define can_gate(n) (device[n] == Accepted && (confirmed & bit(n)) && (up & bit(n)))
#define in_time (!CALM || empty)
#define can_ring_out(n) (in_time && device[n] == Ringing)
#ifdef BUG_NO_CONNECT_LIMIT
#define can_give_up(n) (device[n] == Talking && !(up & bit(n)))
#else
#define can_give_up(n) ((in_time && device[n] == Accepted) || (device[n] == Talking && !(up & bit(n))))
#endif
#define empty (!to[0] && !to[1] && !to[2] && !from[0] && !from[1] && !from[2] && !from[3])
#define can_talk (caller == Connecting && (up & bit(winner - 1)))
#define lost_device (caller == Connected && !(up & bit(winner - 1)))
#define settled(n) (device[n] == Idle || device[n] == Over)
#define waits(n) (can_ring_out(n) || can_give_up(n) || can_gate(n))
#define still (empty && (caller == Ended || caller == Connected) && !lost_device && !waits(0) && !waits(1) && !waits(2))

#define E_TO 1
#define E_FROM 2
#define E_LOSE_TO 3
#define E_LOSE_FROM 4
#define E_AGAIN_TO 5
#define E_AGAIN_FROM 6
#define E_ANSWER 7
#define E_DECLINE 8
#define E_OPEN 9
#define E_UP 10
#define E_GATE 11
#define E_RING_OUT 12
#define E_GIVE_UP 13
#define E_CALLER_GATE 14
#define E_CALLER_ENDS 15
#define E_UNCALLED 16
#define E_WEAK 17

#define MESSAGE(bag, n, word, arrives, lost, again) \
  :: d_step { (bag[n] & word) -> event = arrives; d = n; what = word } \
  :: d_step { (bag[n] & word) && losses < LOSSES -> event = lost; d = n; what = word } \
  :: d_step { (bag[n] & word) && repeats < REPEATS -> event = again; d = n; what = word }
#define TO(n, word) MESSAGE(to, n, word, E_TO, E_LOSE_TO, E_AGAIN_TO)
#define FROM(n, word) MESSAGE(from, n, word, E_FROM, E_LOSE_FROM, E_AGAIN_FROM)
#define NET(n) \
  TO(n, OFFER) TO(n, CONFIRM) TO(n, ACCEPTED_ELSEWHERE) TO(n, DECLINED_ELSEWHERE) TO(n, HANGUP) \
  FROM(n, ANSWER) FROM(n, ACCEPT) FROM(n, DECLINED) FROM(n, TOO_WEAK) FROM(n, HANGUP)
#define EACH(number, guard) \
  :: d_step { guard(0) -> event = number; d = 0 } \
  :: d_step { guard(1) -> event = number; d = 1 } \
  :: d_step { guard(2) -> event = number; d = 2 }

inline holds() {
  i = 0;
  do
  :: i < 4 ->
    assert(media_needs_consent || device[i] != Talking || (consent & bit(i)));
    assert(losers_are_cut_off || !winner || winner == i + 1 || (leg[i] == Closed && !(up & bit(i))));
    assert(losers_keys_are_wiped || leg[i] != Closed || !(callers_keys & bit(i)));
    assert(losers_keys_are_wiped || device[i] != Over || !(device_keys & bit(i)));
    assert(told_only_if_so || !(told & bit(i)) || (winner && winner != i + 1));
    /* Where nothing was lost: all is said and has come, so nobody else rings, without any timer. */
    assert(others_stop || losses || !empty || !(winner || refused) || winner == i + 1 || settled(i));
    assert(both_sides_end || !still || winner != i + 1 || (caller == Connected) == (device[i] == Talking));
    assert(both_sides_end || !still || winner == i + 1 || settled(i));
    i++
  :: else -> break
  od;
  i = 0;
  assert(one_device_wins || (won & (won - 1)) == 0);
  assert(media_needs_consent || caller != Connected || (consent & bit(winner - 1)));
  assert(two_connect_while_it_rings || caller != Rings || (leg[0] == Connects) + (leg[1] == Connects) + (leg[2] == Connects) <= 2);
  assert(uncalled_changes_nothing || (leg[3] == Closed && winner != 4))
}

active proctype world() {
  d_step {
    i = 0;
    do
    :: i < DEVICES -> leg[i] = Offered; to[i] = OFFER; i++
    :: else -> break
    od;
    i = 0
  };
  do
  :: atomic {
    if
    NET(0) NET(1) NET(2)
    EACH(E_ANSWER, can_answer)
    EACH(E_DECLINE, can_refuse)
    EACH(E_WEAK, can_refuse)
    EACH(E_OPEN, can_open)
    EACH(E_UP, can_up)
    EACH(E_GATE, can_gate)
    EACH(E_RING_OUT, can_ring_out)
    EACH(E_GIVE_UP, can_give_up)
    :: d_step { can_talk -> event = E_CALLER_GATE }
    :: d_step { (in_time && (caller == Rings || caller == Connecting)) || lost_device -> event = E_CALLER_ENDS }
    :: d_step { caller == Rings && !uncalled -> event = E_UNCALLED; d = 3; what = ANSWER }
    fi;
    d_step {
      if
      :: event == E_TO -> to[d] = to[d] & ~what; device_hears()
      :: event == E_AGAIN_TO -> repeats++; device_hears()
      :: event == E_LOSE_TO -> losses++; to[d] = to[d] & ~what
      :: event == E_FROM -> from[d] = from[d] & ~what; caller_hears()
      :: event == E_AGAIN_FROM -> repeats++; caller_hears()
      :: event == E_LOSE_FROM -> losses++; from[d] = from[d] & ~what
      :: event == E_UNCALLED -> uncalled = 1; caller_hears()
      :: event == E_ANSWER -> answers++; consent = consent | bit(d); device[d] = Accepted; answers_now(); from[d] = from[d] | ACCEPT
      :: event == E_DECLINE -> refusals++; from[d] = from[d] | DECLINED; device_ends()
      :: event == E_WEAK -> refusals++; from[d] = from[d] | TOO_WEAK; device_ends()
      :: event == E_OPEN -> answers_now()
      :: event == E_UP -> up = up | bit(d)
      :: event == E_GATE -> device[d] = Talking
      :: event == E_RING_OUT || event == E_GIVE_UP -> from[d] = from[d] | HANGUP; device_ends()
      :: event == E_CALLER_GATE -> caller = Connected
      :: event == E_CALLER_ENDS -> caller_ends(HANGUP)
      fi;
      printf("event %d at %d, %d | caller %d winner %d legs %d %d %d %d | devices %d %d %d | to %d %d %d from %d %d %d\n", event, d, what, caller, winner,
        leg[0], leg[1], leg[2], leg[3], device[0], device[1], device[2], to[0], to[1], to[2], from[0], from[1], from[2]);
      holds();
      event = 0; d = 0; what = 0; connecting = 0
    }
  }
  :: still -> break
  od
}
