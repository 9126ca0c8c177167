/*
 * Two devices and the calls between them, written from the text of spec/02, 03, 04 and 05: README.md says how to run it, what
 * is left out and why. Nothing here was taken from the program under test.
 *
 * A call is 0 or 1 (WHO0 and WHO1 say which device places it). here = 2 * device + call is one end of one call; `over there` is
 * the other end of it. Time is not modelled: a timer that runs may go off next.
 *
 * Lines of @covers name what spec/transitions/call.json and spec/02 name, and the inline below that stands for it; check.sh
 * compares both ways, and asks spin whether each of those inlines is reached. @leaves says which event no model has. @holds (in the tests), @ends (without
 * cycles) and @full (only with --full) are configurations, name and flags; @bug is a planted bug, the invariant that must find it, and flags.
 *
 * @covers StartRequested            StartRequested
 * @covers AnswerPressed             AnswerPressed
 * @covers DeclinePressed            DeclinePressed
 * @covers HangupPressed             HangupPressed
 * @leaves MutePressed               it sends nothing and none of the invariants speaks of it
 * @covers OfferReceived             OfferReceived
 * @covers NewerOfferReceived        NewerOfferReceived
 * @covers RingReceived              RingReceived
 * @covers AnswerReceived            AnswerReceived
 * @covers ConfirmReceived           ConfirmReceived
 * @covers CandidatesReceived        CandidatesReceived
 * @covers AcceptReceived            AcceptReceived
 * @covers DeclineReceived           DeclineReceived
 * @covers SelectedReceived          SelectedReceived
 * @covers HangupReceived            HangupReceived
 * @covers NonceChallengeReceived    NonceChallengeReceived
 * @covers NonceResponseReceived     NonceResponseReceived
 * @covers StrayReceived             StrayReceived
 * @covers RekeyReceived             LaterMessageReceived
 * @covers UpdateReceived            LaterMessageReceived
 * @covers MoveReceived              LaterMessageReceived
 * @covers ModeSwitchAckReceived     LaterMessageReceived
 * @covers MediaAckReceived          LaterMessageReceived
 * @covers ModeSwitchRequestReceived ModeSwitchRequestReceived
 * @covers MediaRequestReceived      MediaRequestReceived
 * @covers PathReady                 PathReady
 * @covers CandidatesFound           CandidatesFound
 * @covers TransportConnected        TransportConnected
 * @covers TransportInterrupted      TransportInterrupted
 * @covers GateOpened                GateOpened
 * @covers GlareLost                 GlareLost
 * @covers ReplyPermitDecided        ReplyPermitDecided
 * @covers PathFailed                Fails
 * @covers RelayLost                 Fails
 * @covers RelaySilent               TransportInterrupted
 * @covers RelayHeard                TransportConnected
 * @leaves Continued                 a call that moves to another own device: transitions/moves.json and the scenarios
 * @leaves NotContinued              the same
 * @leaves PeerHeard                 the same
 * @covers EngineFailed              Fails
 * @covers EffectFailed              Fails
 * @covers SecurityFailed            Fails
 * @covers IdentityChanged           Fails
 * @covers RingTimeout               RingTimeout
 * @covers PreConnectDue             PreConnectDue
 * @covers NonceTimeout              NonceTimeout
 * @covers ConnectTimeout            ConnectTimeout
 * @covers ReconnectTimeout          ReconnectTimeout
 * @covers ForgetDue                 ForgetDue
 *
 * The bounds that a row does not name are those below. $zero and $one stand for each pair of modes.
 *
 * @holds one call, each mode | -DWHO1=2 -DMODE0=0
 * @holds one call, offers in doubt or late, replies limited | -DWHO1=2 -DAGES=3 -DPERMITS=2
 * @holds one call, the callee says nothing unasked | -DWHO1=2 -DMODE0=0 -DAGES=3 -DTRUST1=Known
 * @holds one call, to a stranger or a blocked contact | -DWHO1=2 -DMODE0=0 -DAGES=3 -DTRUST1=Stranger -DLATER=1
 * @holds one call, from a stranger's device | -DWHO1=2 -DMODE0=0 -DTRUST0=Stranger
 * @holds one call, under the callee's floor | -DWHO1=2 -DMODE0=0 -DAGES=3 -DPERMITS=2 -DFLOOR1=Paranoid
 * @holds one call, only Private is supported | -DWHO1=2 -DMODE0=0 -DONLY_PRIVATE=1
 * @holds one call, of a newer version | -DWHO1=2 -DNEWER=1 -DAGES=3 -DPERMITS=2
 * @holds one call, a part fails | -DWHO1=2 -DFAILURES=1
 * @holds one call, a message of a later version | -DWHO1=2 -DLATER=1 -DREPEATS=0 -DINTERRUPTIONS=0
 * @holds glare, calm: each mode with each | -DCALM=1 -DIN_FLIGHT=6 -DMODE0=0 -DMODE1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @holds glare, Private and Private, 1 loss | -DLOSSES=1 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @holds glare, Private and Paranoid, equal ids, restarts | -DMODE1=Paranoid -DEQUAL_IDS=1 -DLOSSES=0 -DREPEATS=0 -DINTERRUPTIONS=0
 * @holds glare, Fast and Fast | -DMODE0=Fast -DMODE1=Fast -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @holds glare, Fast and Private | -DMODE0=Fast -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @holds two calls one after the other | -DWHO1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @ends  one call: every run ends | -DWHO1=2 -DMODE0=0
 * @ends  glare, calm: every run ends | -DCALM=1 -DIN_FLIGHT=6 -DMODE0=0 -DMODE1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @full  glare, $zero and $one, 2 losses | -DMODE0=$zero -DMODE1=$one -DREPEATS=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @full  glare, $zero and $one, restarts | -DMODE0=$zero -DMODE1=$one -DLOSSES=0 -DREPEATS=0 -DINTERRUPTIONS=0
 * @full  glare, $zero and $one, 1 repeat | -DMODE0=$zero -DMODE1=$one -DLOSSES=0 -DRESTARTS=0 -DINTERRUPTIONS=0
 * @full  glare, one of a newer version | -DNEWER=1 -DLOSSES=1 -DREPEATS=0 -DINTERRUPTIONS=0
 * @full  two calls one after the other, all at once (hash) | -DHASH -DWHO1=0 -DINTERRUPTIONS=0
 * @full  glare, Private and Private, all at once (hash) | -DHASH -DINTERRUPTIONS=0
 * @full  glare, Private and Paranoid, equal ids, all at once (hash) | -DHASH -DMODE1=Paranoid -DEQUAL_IDS=1 -DINTERRUPTIONS=0
 *
 * @bug GATE_WITHOUT_CONSENT | media_needs_consent | -DWHO1=2
 * @bug CONFIRM_ACCEPTS | media_needs_consent | -DWHO1=2
 * @bug ANSWER_ACCEPTS | media_needs_consent | -DWHO1=2
 * @bug GATE_WITHOUT_CONFIRMATION | media_needs_confirmation | -DWHO1=2
 * @bug GATE_STAYS_OPEN | media_needs_a_live_call | -DWHO1=2
 * @bug GATE_REOPENS | a_shut_gate_stays_shut | -DWHO1=2
 * @bug MODE_OF_ITS_OWN | modes_do_not_differ | -DWHO1=2 -DMODE0=Fast
 * @bug SWITCHES_UNASKED | mode_does_not_weaken | -DWHO1=2 -DLATER=1
 * @bug GLARE_WEAKER | glare_takes_the_stricter | -DMODE1=Paranoid
 * @bug BOTH_GIVE_WAY | glare_gives_one_call | -DCALM=1 -DIN_FLIGHT=6 -DRESTARTS=0 -DLOSSES=0 -DREPEATS=0
 * @bug BOTH_STAY | glare_gives_one_call | -DCALM=1 -DIN_FLIGHT=6 -DRESTARTS=0 -DLOSSES=0 -DREPEATS=0
 * @bug GLARE_KEEPS_BOTH | one_live_call |
 * @bug TWO_CALLS | one_of_two_calls | -DWHO1=0 -DLOSSES=0 -DREPEATS=0 -DRESTARTS=0
 * @bug KEYS_KEPT | keys_are_destroyed | -DWHO1=2
 * @bug ENDED_RETURNS | ended_is_final | -DWHO1=2
 * @bug TWO_ENTRIES | one_history_entry | -DWHO1=2
 * @bug NO_ENTRY | one_history_entry | -DWHO1=2 -DPERMITS=2
 * @bug TELLS_STRANGERS | nothing_automatic_to_strangers | -DWHO1=2 -DTRUST1=Stranger -DLATER=1
 * @bug RINGS_FOR_STRANGERS | nothing_automatic_to_strangers | -DWHO1=2 -DTRUST1=Stranger
 * @bug EARLY_ADDRESSES | no_address_before_consent | -DWHO1=2 -DMODE0=Fast
 * @bug NO_RECONNECT_LIMIT | both_sides_end | -DWHO1=2
 * @bug ANSWERS_THE_RESTARTED | every run ends | -DWHO1=2
 */

/* ---- Bounds. Each configuration of check.sh sets them; these are the full ones. ---- */
#ifndef IN_FLIGHT
#define IN_FLIGHT 3         /* messages each way; one more is lost and does not count as a loss; at most 6 */
#endif
#ifndef LOSSES
#define LOSSES 2
#endif
#ifndef REPEATS
#define REPEATS 1
#endif
#ifndef RESTARTS
#define RESTARTS 1          /* a side */
#endif
#ifndef INTERRUPTIONS
#define INTERRUPTIONS 1     /* while both ends are there; unlimited when the other end is gone */
#endif
#ifndef FAILURES
#define FAILURES 0          /* of a path, relay, engine, effect, check, or a change of identity */
#endif
#ifndef LATER
#define LATER 0             /* messages this version never sends, from a peer of a later one */
#endif
#ifndef NEWER
#define NEWER 0             /* calls offered by a version that this one cannot read (SIG-14); a bit for each */
#endif
#ifndef AGES
#define AGES 1              /* 1: every offer may be found fresh; 3: also in doubt, or too old */
#endif
#ifndef PERMITS
#define PERMITS 1           /* 1: the reply limit always permits; 2: it may refuse */
#endif
#ifndef WHO0
#define WHO0 0              /* the device that places call 0 */
#endif
#ifndef WHO1
#define WHO1 1              /* ... and call 1; 2: there is no call 1 */
#endif
#ifndef MODE0
#define MODE0 Private       /* the mode call 0 is placed in; 0: any */
#endif
#ifndef MODE1
#define MODE1 Private
#endif
#ifndef HIGHER
#define HIGHER 0            /* the call of higher rank (CALL-12) */
#endif
#ifndef EQUAL_IDS
#define EQUAL_IDS 0
#endif
#ifndef TRUST0
#define TRUST0 Trusted      /* what device 0 holds of the other */
#endif
#ifndef TRUST1
#define TRUST1 Trusted
#endif
#ifndef FLOOR0
#define FLOOR0 Fast
#endif
#ifndef FLOOR1
#define FLOOR1 Fast
#endif
#ifndef ONLY_PRIVATE
#define ONLY_PRIVATE 0      /* CALL-27 as it is in this version */
#endif
#ifndef CALM
#define CALM 0              /* timers wait until nothing else can happen, and nobody hangs up or declines */
#endif

/* ---- Names of spec/04 ---- */
#define Idle 0
#define Dialing 1
#define RemoteRinging 2
#define Incoming 3
#define Ringing 4
#define Connecting 5
#define Connected 6
#define Reconnecting 7
#define Ended 8

/* ---- Types of spec/02, by their numbers ---- */
#define OFFER 1
#define RING 2
#define ANSWER 3
#define CONFIRM 4
#define CANDIDATE 5
#define ACCEPT 6
#define DECLINE 7
#define SELECTED 8
#define REKEY 9
#define MODE_SWITCH_REQUEST 10
#define MODE_SWITCH_ACK 11
#define UPDATE 12
#define MEDIA_REQUEST 13
#define MEDIA_ACK 14
#define MOVE 15
#define HANGUP 16
#define NONCE_CHALLENGE 17
#define NONCE_RESPONSE 18
#define RESTARTED 19        /* HANGUP(RESTARTED): no MAC, so the model keeps it apart (CALL-17) */
#define CALL_1 32           /* a message is a type, and: of call 1, ... */
#define POLICY 64           /* ... under a policy key, not an early one, ... */
#define COPY 128            /* ... the second of a repeated one */

#define Fast 1
#define Private 2
#define Paranoid 3

#define Stranger 0          /* no accepted contact, or blocked */
#define Known 1             /* accepted, but nothing automatic (RING-2) */
#define Trusted 2

/* ---- Timers, and what else will happen by itself ---- */
#define T_RING 1
#define T_PRE_CONNECT 2
#define T_NONCE 4
#define T_CONNECT 8
#define T_RECONNECT 16
#define T_FORGET 32
#define DUE_PERMIT 64       /* the records will answer */
#define DUE_PATH 128        /* the path was asked for; nothing promises that it will be ready */

/* ---- What an end holds ---- */
#define OFFERED 1           /* caller: the offer was sent */
#define KEYS 2              /* policy keys exist here */
#define SHOWN 4             /* the peer has shown that it holds them */
#define CONFIRMED 8         /* the peer's key confirmation was checked */
#define ACCEPTED 16         /* the callee's person accepted */
#define UP 32               /* the connection stands */
#define CHALLENGED 64       /* caller: one challenge was answered; callee: the offer is in doubt */
#define SESSION 128         /* this end connects */

#define THEIR_CANDIDATES 1
#define KEPT_HANGUP 2       /* CALL-23 */
#define KEPT_ACCEPT 4
#define KEPT_DECLINE 8
#define KEPT_CANDIDATES 16
#define REFUSE 32           /* an offer that will be refused, if the limit lets that be said */
#define SILENT 64           /* nothing may be said before the person answers */

#define Closed 0
#define Open 1
#define Shut 2

byte st[4];                 /* the state of this end */
byte tm[4];
byte fl[4];
byte ex[4];
byte md[4];                 /* the mode this end believes in */
byte gate[4];
byte keys[4];               /* 0 none yet, 1 held, 2 wiped */
byte hist[4];               /* history entries */
byte net[2 * IN_FLIGHT];    /* IN_FLIGHT * sender + place, highest first: the order of arrival is free */
byte trust[2];
byte seen[2];               /* calls on record as offered (AGE-3); kept over a restart */
byte started;               /* calls placed so far */
byte offered[2];            /* the mode each call was placed in */
byte restarts[2];
byte losses, repeats, interruptions, failures, later;
byte dup;                   /* 1 + end whose counter is known to have been taken (CALL-18) */

/* ---- Written by the persons' and the network's events only, so that a faulty machine cannot excuse itself ---- */
byte consent[2];            /* by device: calls its person placed, answered or dialled into */
byte acted[2];              /* by device: calls its person did anything about */
byte checked;               /* ends that were given the peer's confirmation */
byte wasShut;               /* ends whose gate was shut */
byte wasOver;               /* ends that were Ended */
byte gaveWay[2];            /* the mode of the own call that was lost to glare */
byte crossed;               /* both persons dialled before either heard of the other */

/* ---- Invariants: `name || condition`, so that spin's message says which one is broken. ONLY=n leaves the others out. ---- */
#ifndef ONLY
#define ONLY 0
#endif
hidden byte media_needs_consent = (ONLY != 0 && ONLY != 1);
hidden byte media_needs_confirmation = (ONLY != 0 && ONLY != 2);
hidden byte media_needs_a_live_call = (ONLY != 0 && ONLY != 3);
hidden byte a_shut_gate_stays_shut = (ONLY != 0 && ONLY != 4);
hidden byte modes_do_not_differ = (ONLY != 0 && ONLY != 5);
hidden byte mode_does_not_weaken = (ONLY != 0 && ONLY != 6);
hidden byte glare_takes_the_stricter = (ONLY != 0 && ONLY != 7);
hidden byte glare_gives_one_call = (ONLY != 0 && ONLY != 8);
hidden byte one_live_call = (ONLY != 0 && ONLY != 9);
hidden byte one_of_two_calls = (ONLY != 0 && ONLY != 10);
hidden byte keys_are_destroyed = (ONLY != 0 && ONLY != 11);
hidden byte ended_is_final = (ONLY != 0 && ONLY != 12);
hidden byte one_history_entry = (ONLY != 0 && ONLY != 13);
hidden byte nothing_automatic_to_strangers = (ONLY != 0 && ONLY != 14);
hidden byte no_address_before_consent = (ONLY != 0 && ONLY != 15);
hidden byte both_sides_end = (ONLY != 0 && ONLY != 16);

/* ---- What one step works with: set and used inside one atomic step, so no part of a state ---- */
hidden byte event, want, me, cl, slot, age, kind, item, policy, here, mine, idx, said, ending, at;
hidden byte out[4];
hidden byte flag;

#define bit(n) (1 << (n))
#define placer(n) ((n) == 0 -> WHO0 : WHO1)
#define live(n) (st[n] != Idle && st[n] != Ended)
#define counts(n) (live(n) && !(st[n] == Incoming && (ex[n] & REFUSE)))
#define there(n) ((n) < 2 -> (n) + 2 : (n) - 2)
#define other(n) ((n) % 2 == 0 -> (n) + 1 : (n) - 1)
#define both(v, n) ((v[0] & bit(n)) && (v[1] & bit(n)))
#define mayBeEarly(type) (type == OFFER || type == RING || type == CANDIDATE || type == DECLINE || type == HANGUP || \
  type == NONCE_CHALLENGE || type == NONCE_RESPONSE)
#define mayReply(dev) (trust[dev] == Trusted)

/* What was reached: pan says each name once, check.sh compares them with the names of the specification. */
#ifdef COVER
#define reach(name) c_code { static int told; if (!told) { told = 1; printf("reached %s\n", #name); } };
#define reach_state(number) c_code { static int told[9]; if (!told[number]) { told[number] = 1; printf("state %d\n", number); } };
#define reach_message(number) c_code { static int told[32]; if (!told[number]) { told[number] = 1; printf("message %d\n", number); } };
#else
#define reach(name) skip;
#define reach_state(number) skip;
#define reach_message(number) skip;
#endif

/* ==== Sending ==== */

inline put(dev, msg) {
  at = dev * IN_FLIGHT + IN_FLIGHT - 1;
  if
  :: net[at] -> skip
  :: else ->
    do
    :: at > dev * IN_FLIGHT && net[at - 1] < msg -> net[at] = net[at - 1]; at--
    :: else -> break
    od;
    net[at] = msg
  fi;
  at = 0
}

inline take_out(n) {
  at = n;
  do
  :: at % IN_FLIGHT != IN_FLIGHT - 1 -> net[at] = net[at + 1]; at++
  :: else -> break
  od;
  net[at] = 0;
  at = 0
}

/* me says something of call cl: under the policy key as soon as there is one (CALL-17). It leaves at the end of the step. */
inline say(type) {
  out[said] = type + cl * CALL_1 + ((fl[here] & KEYS) -> POLICY : 0);
  said++
}

inline send() {
  idx = 0;
  do
  :: idx < said ->
    item = out[idx];
    assert(nothing_automatic_to_strangers || trust[me] == Trusted || (trust[me] == Known && (acted[me] & bit((item & CALL_1) / CALL_1))));
    assert(no_address_before_consent || (item & 31) != CANDIDATE || offered[(item & CALL_1) / CALL_1] != Fast || both(consent, (item & CALL_1) / CALL_1));
    put(me, item);
    out[idx] = 0;
    idx++
  :: else -> break
  od
}

/* ==== Ends (CALL-10) ==== */

inline end(n) {
  ending = ending | bit(n)
}

inline finish(n) {
  tm[n] = T_FORGET;
  fl[n] = 0;
  ex[n] = 0;
  md[n] = 0;
#ifdef BUG_GATE_STAYS_OPEN
  if :: gate[n] != Open -> gate[n] = Shut :: else fi;
#else
  gate[n] = Shut;
#endif
#ifdef BUG_KEYS_KEPT
  if :: st[n] != Reconnecting -> keys[n] = 2 :: else fi;
#else
  keys[n] = 2;
#endif
#ifdef BUG_TWO_ENTRIES
  if :: st[n] == Ringing -> hist[n]++ :: else fi;
#endif
#ifdef BUG_NO_ENTRY
  if :: st[n] != Incoming -> hist[n]++ :: else fi;
#else
  hist[n]++;
#endif
  st[n] = Ended
}

inline goodbye() {
  if
  :: (ex[here] & SILENT) && !(acted[me] & bit(cl)) -> skip
  :: (placer(cl) == me && !(fl[here] & OFFERED)) -> skip
  :: (placer(cl) != me && st[here] == Incoming) -> skip
  :: else -> say(HANGUP)
  fi
}

/* ==== Persons ==== */

/* Both people want it, at the callee's end: RING-4, CALL-13, CALL-16 */
inline wanted() {
  st[here] = Connecting;
  fl[here] = fl[here] | ACCEPTED;
  if
  :: (fl[here] & KEYS) -> tm[here] = T_CONNECT; say(ACCEPT)
  :: else -> tm[here] = T_CONNECT | DUE_PATH
  fi
}

/* Their call, checked or ringing here, that a start would answer (CALL-16); not one that is only there to be refused */
#define answerable(n) (placer((n) % 2) != me && (st[n] == Ringing || (st[n] == Incoming && !(fl[n] & ACCEPTED) && !(ex[n] & REFUSE))))
#define refusedHere (want < (me == 0 -> FLOOR0 : FLOOR1) || (ONLY_PRIVATE && want != Private))
inline StartRequested() {
  reach(StartRequested)
  started = started | bit(cl);
  hist[here] = 0;
  acted[me] = acted[me] | bit(cl);
  mine = other(here);
  if
  :: trust[me] == Stranger -> end(here)
  :: trust[me] != Stranger && WHO1 != 2 && answerable(mine) ->
    if
    :: want > md[mine] -> if :: !refusedHere -> end(mine) :: else fi; StartNow()
    :: else ->
      end(here);
      gaveWay[me] = want;
      cl = 1 - cl; here = mine;
      consent[me] = consent[me] | bit(cl);
      acted[me] = acted[me] | bit(cl);
      trust[me] = Trusted;
      ex[here] = ex[here] & ~SILENT;
      if
      :: st[here] == Incoming && (fl[here] & CHALLENGED) -> fl[here] = fl[here] | ACCEPTED
      :: else -> wanted()
      fi
    fi
#ifdef BUG_TWO_CALLS
  :: trust[me] != Stranger && WHO1 != 2 && live(mine) && !answerable(mine) && placer(1 - cl) == me -> StartNow()
  :: trust[me] != Stranger && WHO1 != 2 && live(mine) && !answerable(mine) && placer(1 - cl) != me -> end(here)
#else
  :: trust[me] != Stranger && WHO1 != 2 && live(mine) && !answerable(mine) -> end(here)
#endif
  :: trust[me] != Stranger && (WHO1 == 2 || !live(mine)) -> StartNow()
  fi
}

inline StartNow() {
  if
  :: refusedHere -> end(here)
  :: else ->
    st[here] = Dialing;
    md[here] = want;
    offered[cl] = want;
    trust[me] = Trusted;
    consent[me] = consent[me] | bit(cl);
    tm[here] = T_CONNECT | DUE_PATH
  fi
}

inline AnswerPressed() {
  reach(AnswerPressed)
  consent[me] = consent[me] | bit(cl);
  acted[me] = acted[me] | bit(cl);
  trust[me] = Trusted;
  ex[here] = ex[here] & ~SILENT;
  wanted()
}

inline DeclinePressed() {
  reach(DeclinePressed)
  acted[me] = acted[me] | bit(cl);
  say(DECLINE);
  end(here)
}

inline HangupPressed() {
  reach(HangupPressed)
  goodbye();
  end(here)
}

/* ==== Messages ==== */

/* The checks of age, of another call, of the floor and the ability, in the order of RING-1, AGE-3, CALL-12, RING-6, AGE-2, RING-2 */
inline OfferReceived() {
  reach(OfferReceived)
  mine = other(here);
  flag = 0; /* refused unasked? */
  if
#ifdef BUG_RINGS_FOR_STRANGERS
#else
  :: trust[me] == Stranger -> skip
#endif
#ifdef BUG_FORGETS_OFFERS
#else
  :: (seen[me] & bit(cl)) -> skip
#endif
  :: st[here] != Idle -> skip
  :: else ->
    seen[me] = seen[me] | bit(cl);
    if
    :: WHO1 != 2 && placer(1 - cl) == me && (st[mine] == Dialing || st[mine] == RemoteRinging) && age != 2 -> glare()
    :: else ->
      flag = (WHO1 != 2 && live(mine)) || offered[cl] < (me == 0 -> FLOOR0 : FLOOR1) || (ONLY_PRIVATE && offered[cl] != Private);
      take();
      if
      :: age == 2 || (age == 1 && (flag || !mayReply(me))) || (flag && !mayReply(me)) -> end(here)
      :: else ->
        if
        :: mayReply(me) ->
          st[here] = Incoming;
          tm[here] = DUE_PERMIT;
          if :: flag -> ex[here] = ex[here] | REFUSE :: else fi;
          if :: age == 1 -> fl[here] = CHALLENGED :: else fi
        :: else ->
          st[here] = Ringing;
          ex[here] = ex[here] | SILENT;
          tm[here] = T_RING
        fi
      fi
    fi
  fi;
  if
  :: live(here) && (ex[here] & KEPT_HANGUP) -> end(here)
  :: else -> ex[here] = ex[here] & ~KEPT_HANGUP
  fi
}

/* An offer that this version cannot read: whatever else lives here, it is declined if that may be said (CALL-33) */
inline NewerOfferReceived() {
  reach(NewerOfferReceived)
  if
  :: trust[me] == Stranger || (seen[me] & bit(cl)) || st[here] != Idle -> skip
  :: else ->
    seen[me] = seen[me] | bit(cl);
    ex[here] = ex[here] & ~KEPT_HANGUP;
    st[here] = Incoming;
    md[here] = Private;
    if
    :: age == 2 || !mayReply(me) -> end(here)
    :: else -> ex[here] = ex[here] | REFUSE; tm[here] = DUE_PERMIT
    fi
  fi
}

/* The offer is now a call of this device */
inline take() {
#ifdef BUG_MODE_OF_ITS_OWN
  md[here] = Private;
#else
  md[here] = offered[cl];
#endif
  keys[here] = 1;
  st[here] = Incoming
}

inline glare() {
#ifdef BUG_GLARE_WEAKER
  flag = md[mine] < offered[cl] || (md[mine] == offered[cl] && HIGHER != cl);
#else
  flag = md[mine] > offered[cl] || (md[mine] == offered[cl] && HIGHER != cl);
#endif
#ifdef BUG_BOTH_GIVE_WAY
  flag = 0;
#endif
#ifdef BUG_BOTH_STAY
  flag = 1;
#endif
  if
  :: flag -> skip /* the own call wins: the offer is dropped without a word */
  :: else ->
    gaveWay[me] = md[mine];
    GlareLost();
    consent[me] = consent[me] | bit(cl);
    acted[me] = acted[me] | bit(cl);
    take();
    fl[here] = ACCEPTED;
    if
    :: age == 1 -> tm[here] = T_NONCE; say(NONCE_CHALLENGE)
    :: else -> wanted()
    fi
  fi
}

/* To the own call mine of this device */
inline GlareLost() {
  reach(GlareLost)
  cl = 1 - cl; here = mine;
  goodbye();
#ifdef BUG_GLARE_KEEPS_BOTH
#else
  end(here);
#endif
  cl = 1 - cl; here = other(mine)
}

inline rings() {
  if
  :: (fl[here] & ACCEPTED) -> wanted()
  :: else ->
    st[here] = Ringing;
    fl[here] = 0;
    tm[here] = T_RING | (md[here] != Fast -> T_PRE_CONNECT : 0);
#ifdef BUG_EARLY_ADDRESSES
    if :: md[here] == Fast -> say(CANDIDATE) :: else fi;
#endif
    say(RING)
  fi
}

inline RingReceived() {
  reach(RingReceived)
  if
  :: st[here] == Dialing && (fl[here] & OFFERED) -> st[here] = RemoteRinging
  :: else
  fi
}

inline NonceChallengeReceived() {
  reach(NonceChallengeReceived)
  if
  :: (st[here] == Dialing || st[here] == RemoteRinging) && (fl[here] & OFFERED) && !(fl[here] & (CHALLENGED | KEYS)) ->
    fl[here] = fl[here] | CHALLENGED;
    say(NONCE_RESPONSE)
  :: else
  fi
}

inline NonceResponseReceived() {
  reach(NonceResponseReceived)
  if
  :: st[here] == Incoming && (tm[here] & T_NONCE) -> tm[here] = 0; rings()
  :: else
  fi
}

inline AnswerReceived() {
  reach(AnswerReceived)
  if
  :: (st[here] == Dialing || st[here] == RemoteRinging) && (fl[here] & OFFERED) && !(fl[here] & KEYS) ->
    checked = checked | bit(here);
    st[here] = RemoteRinging;
    fl[here] = fl[here] | KEYS | CONFIRMED | SHOWN | (md[here] != Fast -> SESSION : 0);
    if :: md[here] != Fast -> say(CONFIRM) :: else fi; /* CALL-38 */
#ifdef BUG_ANSWER_ACCEPTS
    AcceptReceived();
#endif
    if :: (ex[here] & KEPT_CANDIDATES) -> ex[here] = (ex[here] | THEIR_CANDIDATES) & ~KEPT_CANDIDATES :: else fi;
    if
    :: (ex[here] & (KEPT_HANGUP | KEPT_DECLINE)) -> end(here)
    :: else ->
      if :: (ex[here] & KEPT_ACCEPT) -> ex[here] = ex[here] & ~KEPT_ACCEPT; AcceptReceived() :: else fi
    fi
  :: else
  fi
}

inline CandidatesFound() { /* as soon as it may gather; when they are found changes nothing that the invariants speak of */
  reach(CandidatesFound)
  say(CANDIDATE)
}

inline AcceptReceived() {
  reach(AcceptReceived)
  if
  :: st[here] == RemoteRinging ->
    st[here] = Connecting;
    fl[here] = fl[here] | ACCEPTED | SESSION;
    tm[here] = T_CONNECT;
    if :: md[here] == Fast -> say(CONFIRM) :: else fi;
    say(SELECTED);
    if :: md[here] == Fast -> CandidatesFound() :: else fi
  :: else
  fi
}

inline ConfirmReceived() {
  reach(ConfirmReceived)
  checked = checked | bit(here);
  fl[here] = fl[here] | CONFIRMED;
#ifdef BUG_CONFIRM_ACCEPTS
  wanted()
#else
  skip
#endif
}

inline SelectedReceived() {
  reach(SelectedReceived)
  skip
}

inline CandidatesReceived() {
  reach(CandidatesReceived)
  ex[here] = ex[here] | THEIR_CANDIDATES
}

inline DeclineReceived() {
  reach(DeclineReceived)
  if
  :: st[here] == Dialing || st[here] == RemoteRinging -> end(here)
  :: else
  fi
}

inline HangupReceived() {
  reach(HangupReceived)
  if
  :: st[here] == Dialing && !(fl[here] & OFFERED) -> skip
  :: else ->
    end(here)
  fi
}

inline ModeSwitchRequestReceived() {
  reach(ModeSwitchRequestReceived)
  if
  :: st[here] >= Connecting ->
#ifdef BUG_SWITCHES_UNASKED
    md[here] = Fast;
#endif
    say(MODE_SWITCH_ACK)
  :: else
  fi
}

inline MediaRequestReceived() {
  reach(MediaRequestReceived)
  if
  :: st[here] >= Connecting -> say(MEDIA_ACK)
  :: else
  fi
}

inline LaterMessageReceived() {
  reach(LaterMessageReceived)
  skip
}

/* A message that only makes sense inside a call this device has no keys of (CALL-19) */
inline StrayReceived() {
  reach(StrayReceived)
  if
#ifdef BUG_TELLS_STRANGERS
  :: true -> say(RESTARTED)
#else
  :: mayReply(me) -> say(RESTARTED)
  :: else
#endif
  fi
}

/* HANGUP(RESTARTED) names a call id and nothing else: with equal ids it is for both */
inline restarted() {
#ifdef BUG_ANSWERS_THE_RESTARTED
  if :: !live(here) -> say(RESTARTED) :: else fi;
#endif
  if :: live(here) -> HangupReceived() :: else fi;
  if :: EQUAL_IDS && live(other(here)) -> here = other(here); HangupReceived() :: else fi
}

/* Message item reaches device me */
inline deliver() {
  kind = item & 31;
  reach_message(kind)
  policy = (item & POLICY);
  cl = (item & CALL_1) / CALL_1;
  here = 2 * me + cl;
  if
  :: (item & COPY) && dup == 1 + here -> skip /* its counter was taken (CALL-18) */
  :: else ->
    if
    :: kind == OFFER ->
      if
      :: placer(cl) != me && (NEWER & bit(cl)) -> NewerOfferReceived()
      :: placer(cl) != me && !(NEWER & bit(cl)) -> OfferReceived()
      :: else
      fi
    :: kind == RESTARTED -> restarted()
    :: kind != OFFER && kind != RESTARTED && st[here] == Ended -> skip
    :: kind != OFFER && kind != RESTARTED && st[here] == Idle ->
      if
      :: kind == HANGUP && placer(cl) != me && !(seen[me] & bit(cl)) -> ex[here] = ex[here] | KEPT_HANGUP
      :: kind == RING || kind == ANSWER || kind == CONFIRM || kind == ACCEPT || kind == SELECTED || kind == REKEY || kind == MODE_SWITCH_REQUEST ||
         kind == UPDATE || kind == MEDIA_REQUEST || kind == MOVE -> StrayReceived()
      :: else
      fi
    :: kind != OFFER && kind != RESTARTED && live(here) ->
      if
      :: kind == ANSWER -> AnswerReceived() /* brings its own keys */
      :: kind != ANSWER && policy && !(fl[here] & KEYS) -> /* it has overtaken the answer (CALL-23) */
        if
        :: placer(cl) == me && kind == HANGUP -> ex[here] = ex[here] | KEPT_HANGUP
        :: placer(cl) == me && kind == ACCEPT -> ex[here] = ex[here] | KEPT_ACCEPT
        :: placer(cl) == me && kind == DECLINE -> ex[here] = ex[here] | KEPT_DECLINE
        :: placer(cl) == me && kind == CANDIDATE -> ex[here] = ex[here] | KEPT_CANDIDATES
        :: else
        fi
      :: kind != ANSWER && !policy && ((fl[here] & SHOWN) || !mayBeEarly(kind)) -> skip /* SIG-13, CALL-17 */
      :: else ->
        if :: policy -> fl[here] = fl[here] | SHOWN :: else fi;
        if
        :: kind == RING -> RingReceived()
        :: kind == CONFIRM -> ConfirmReceived()
        :: kind == CANDIDATE -> CandidatesReceived()
        :: kind == ACCEPT -> AcceptReceived()
        :: kind == DECLINE -> DeclineReceived()
        :: kind == SELECTED -> SelectedReceived()
        :: kind == HANGUP -> HangupReceived()
        :: kind == NONCE_CHALLENGE -> NonceChallengeReceived()
        :: kind == NONCE_RESPONSE -> NonceResponseReceived()
        :: kind == MODE_SWITCH_REQUEST -> ModeSwitchRequestReceived()
        :: kind == MEDIA_REQUEST -> MediaRequestReceived()
        :: kind == REKEY || kind == UPDATE || kind == MOVE || kind == MODE_SWITCH_ACK || kind == MEDIA_ACK -> LaterMessageReceived()
        fi
      fi
    fi
  fi
}

/* ==== What the device's own parts report ==== */

inline PathReady() {
  reach(PathReady)
  tm[here] = tm[here] & ~DUE_PATH;
  if
  :: st[here] == Dialing ->
    tm[here] = T_RING;
    fl[here] = OFFERED;
    keys[here] = 1;
    say(OFFER)
  :: st[here] == Ringing ->
    tm[here] = tm[here] & ~T_CONNECT;
    fl[here] = fl[here] | KEYS | SESSION;
    say(ANSWER)
  :: st[here] == Connecting ->
    fl[here] = fl[here] | KEYS | SESSION;
    say(ANSWER);
    say(ACCEPT);
    if :: md[here] == Fast -> CandidatesFound() :: else fi
  fi
}

inline ReplyPermitDecided() { /* age: 0 permitted, 1 not */
  reach(ReplyPermitDecided)
  tm[here] = tm[here] & ~DUE_PERMIT;
  if
  :: age == 1 && !(fl[here] & ACCEPTED) -> end(here)
  :: else ->
    if
    :: (ex[here] & REFUSE) -> if :: age == 0 -> say(DECLINE) :: else fi; end(here)
    :: !(ex[here] & REFUSE) && (fl[here] & CHALLENGED) -> tm[here] = T_NONCE; say(NONCE_CHALLENGE)
    :: else -> rings()
    fi
  fi
}

inline TransportConnected() {
  reach(TransportConnected)
  fl[here] = fl[here] | UP;
  if
  :: st[here] == Reconnecting -> st[here] = Connected; tm[here] = 0
  :: else
  fi
}

inline TransportInterrupted() {
  reach(TransportInterrupted)
  if :: (fl[there(here)] & SESSION) -> interruptions++ :: else fi;
  fl[here] = fl[here] & ~UP;
  st[here] = Reconnecting;
#ifdef BUG_NO_RECONNECT_LIMIT
  tm[here] = 0
#else
  tm[here] = T_RECONNECT
#endif
}

inline GateOpened() {
  reach(GateOpened)
#ifdef BUG_GATE_REOPENS
  fl[here] = fl[here] & ~SHOWN;
#endif
  gate[here] = Open;
  st[here] = Connected;
  tm[here] = 0
}

inline Fails() {
  reach(Fails)
  failures++;
  goodbye();
  end(here)
}

/* ==== Timers ==== */

inline RingTimeout() {
  reach(RingTimeout)
  goodbye();
  end(here)
}

inline PreConnectDue() {
  reach(PreConnectDue)
  tm[here] = (tm[here] & ~T_PRE_CONNECT) | T_CONNECT | DUE_PATH
}

inline NonceTimeout() {
  reach(NonceTimeout)
  end(here)
}

inline ConnectTimeout() {
  reach(ConnectTimeout)
  goodbye();
  end(here)
}

inline ReconnectTimeout() {
  reach(ReconnectTimeout)
  goodbye();
  end(here)
}

inline forget(n) {
  st[n] = Idle;
  tm[n] = 0;
  fl[n] = 0;
  ex[n] = 0;
  md[n] = 0;
  gate[n] = (gate[n] == Closed -> Closed : Shut);
  keys[n] = (keys[n] -> 2 : 0);
  if :: dup == 1 + n -> dup = 0 :: else fi
}

inline ForgetDue() {
  reach(ForgetDue)
  forget(here);
#ifdef BUG_ENDED_RETURNS
  if :: (started & bit(cl)) && placer(cl) != me -> st[here] = Ringing; md[here] = offered[cl]; tm[here] = T_RING :: else fi
#endif
}

/* The process dies and starts again: what was in memory is gone, the records stay (SESS-7: what was sent is not unsent) */
inline restart() {
  restarts[me]++;
  forget(2 * me);
  forget(2 * me + 1)
}

/* A later version's message: this version never sends one of its own accord */
inline sendsLater() {
  later++;
  acted[me] = acted[me] | bit(cl);
  say(kind)
}

/* ==== What must hold after every step ==== */

#define idle_net (!net[0] && !net[IN_FLIGHT])
#define busy (!idle_net || \
  ((tm[0] | tm[1] | tm[2] | tm[3]) & (T_RING | T_PRE_CONNECT | T_NONCE | T_CONNECT | T_RECONNECT | DUE_PERMIT)) || \
  (st[0] == Connected && !(fl[2] & UP)) || (st[1] == Connected && !(fl[3] & UP)) || \
  (st[2] == Connected && !(fl[0] & UP)) || (st[3] == Connected && !(fl[1] & UP)))
#define talking(n) (st[n] == Connected && st[(n) + 2] == Connected)

inline holds() {
  idx = 0;
  do
  :: idx < 4 ->
    reach_state(now.st[idx])
    if
    :: gate[idx] == Open ->
      assert(a_shut_gate_stays_shut || !(wasShut & bit(idx)));
      assert(media_needs_a_live_call || live(idx));
      assert(media_needs_consent || both(consent, idx % 2));
      assert(media_needs_confirmation || (checked & bit(idx)));
      assert(glare_takes_the_stricter || md[idx] >= gaveWay[idx / 2])
    :: gate[idx] == Shut -> wasShut = wasShut | bit(idx)
    :: else
    fi;
    if
    :: live(idx) ->
      assert(mode_does_not_weaken || md[idx] >= offered[idx % 2]);
      assert(mode_does_not_weaken || st[idx] < Connecting || md[idx] >= (idx < 2 -> FLOOR0 : FLOOR1));
      assert(ended_is_final || !(wasOver & bit(idx)));
      assert(nothing_automatic_to_strangers || trust[idx / 2] != Stranger)
    :: st[idx] == Ended ->
      wasOver = wasOver | bit(idx);
      assert(keys_are_destroyed || keys[idx] == 2);
      assert(one_history_entry || hist[idx] == 1)
    :: else -> assert(keys_are_destroyed || keys[idx] != 1)
    fi;
    assert(one_history_entry || hist[idx] <= 1);
    idx++
  :: else -> break
  od;
  assert(modes_do_not_differ || !live(0) || !live(2) || md[0] == md[2]);
  assert(modes_do_not_differ || !live(1) || !live(3) || md[1] == md[3]);
  assert(one_live_call || !(counts(0) && counts(1)));
  assert(one_live_call || !(counts(2) && counts(3)));
  assert(one_of_two_calls || !((gate[0] == Open || gate[2] == Open) && (gate[1] == Open || gate[3] == Open)));
  if
  :: !busy ->
    assert(both_sides_end || (live(0) == live(2) && live(1) == live(3)));
    assert(both_sides_end || ((!live(0) || talking(0)) && (!live(1) || talking(1))));
#if CALM
    assert(glare_gives_one_call || started != 3 || !crossed || talking(0) || talking(1))
#endif
  :: else
  fi
}

/* ==== The world ==== */

#define E_DELIVER 1
#define E_REPEAT 2
#define E_LOSE 3
#define E_START 4
#define E_ANSWER 5
#define E_DECLINE 6
#define E_HANGUP 7
#define E_PATH 8
#define E_PERMIT 9
#define E_UP 10
#define E_DOWN 11
#define E_GATE 12
#define E_RING 13
#define E_PRE 14
#define E_NONCE 15
#define E_CONNECT 16
#define E_RECONNECT 17
#define E_FORGET 18
#define E_FAIL 19
#define E_RESTART 20
#define E_LATER 21

#define ON(e, dev, call, guard) :: d_step { guard -> event = e; me = dev; cl = call; here = 2 * dev + call }
#define EACH(e, guard) ON(e, 0, 0, guard(0)) ON(e, 0, 1, guard(1)) ON(e, 1, 0, guard(2)) ON(e, 1, 1, guard(3))

#if CALM
#define quiet (idle_net && !((tm[0] | tm[1] | tm[2] | tm[3]) & (DUE_PATH | DUE_PERMIT)) && \
  !canUp(0) && !canUp(1) && !canUp(2) && !canUp(3) && !canGate(0) && !canGate(1) && !canGate(2) && !canGate(3))
#define impatient false
#else
#define quiet true
#define impatient true
#endif

#define whose(n) ((n) / 2)
#define canStart(n) (placer((n) % 2) == whose(n) && !(started & bit((n) % 2)))
#define canAnswer(n) (st[n] == Ringing)
#define canDecline(n) (impatient && st[n] == Ringing)
#define canHangup(n) (impatient && live(n))
#define canPath(n) (tm[n] & DUE_PATH)
#define canPermit(n) (tm[n] & DUE_PERMIT)
#define canUp(n) ((fl[n] & SESSION) && (fl[there(n)] & SESSION) && !(fl[n] & UP) && \
  (md[n] != Fast || ((ex[n] | ex[there(n)]) & THEIR_CANDIDATES)))
#define canDown(n) (st[n] == Connected && \
  (!(fl[there(n)] & SESSION) || ((!(fl[there(n)] & UP) || impatient) && interruptions < INTERRUPTIONS)))
#ifdef BUG_GATE_WITHOUT_CONSENT
#define canGate(n) (live(n) && gate[n] == Closed && (fl[n] & CONFIRMED) && (fl[n] & UP))
#else
#ifdef BUG_GATE_WITHOUT_CONFIRMATION
#define canGate(n) (st[n] == Connecting && (fl[n] & UP) && (fl[n] & ACCEPTED))
#else
#ifdef BUG_GATE_REOPENS
#define canGate(n) ((st[n] == Connecting && (fl[n] & CONFIRMED) && (fl[n] & UP) && (fl[n] & ACCEPTED)) || (st[n] == Ended && gate[n] == Shut && hist[n] == 1))
#else
#define canGate(n) (st[n] == Connecting && (fl[n] & CONFIRMED) && (fl[n] & UP) && (fl[n] & ACCEPTED))
#endif
#endif
#endif
#define canRing(n) (quiet && (tm[n] & T_RING))
#define canPre(n) (quiet && (tm[n] & T_PRE_CONNECT))
#define canNonce(n) (quiet && (tm[n] & T_NONCE))
#define canConnect(n) (quiet && (tm[n] & T_CONNECT))
#define canReconnect(n) (quiet && (tm[n] & T_RECONNECT))
/* Forgetting an ended call shows only in what is said to late messages: it is explored when one is under way. */
#define from(n) (IN_FLIGHT - IN_FLIGHT * whose(n))
#define of(msg, n) ((msg) && ((msg) & CALL_1) == CALL_1 * ((n) % 2))
#define under_way(n) (of(net[from(n)], n) || of(net[from(n) + 1], n) || of(net[from(n) + 2], n))
#define canForget(n) (quiet && (tm[n] & T_FORGET) && under_way(n))
#define canFail(n) (live(n) && failures < FAILURES)
#define canLater(n) (live(n) && later < LATER)

#define first_of_its_kind(n) (n % IN_FLIGHT == 0 || net[n] != net[n - 1])
#define SLOT(n) \
  :: d_step { net[n] && first_of_its_kind(n) -> event = E_DELIVER; slot = n } \
  :: d_step { net[n] && first_of_its_kind(n) && (net[n] & 31) == OFFER && AGES == 3 -> event = E_DELIVER; slot = n; age = 1 } \
  :: d_step { net[n] && first_of_its_kind(n) && (net[n] & 31) == OFFER && AGES == 3 -> event = E_DELIVER; slot = n; age = 2 } \
  :: d_step { net[n] && repeats < REPEATS && first_of_its_kind(n) -> event = E_REPEAT; slot = n } \
  :: d_step { net[n] && losses < LOSSES && first_of_its_kind(n) -> event = E_LOSE; slot = n }

#define START(mode) \
  :: d_step { canStart(0) && (MODE0 == mode || MODE0 == 0) -> event = E_START; me = 0; cl = 0; here = 0; want = mode } \
  :: d_step { WHO1 == 0 && canStart(1) && (MODE1 == mode || MODE1 == 0) -> event = E_START; me = 0; cl = 1; here = 1; want = mode } \
  :: d_step { WHO1 == 1 && canStart(3) && (MODE1 == mode || MODE1 == 0) -> event = E_START; me = 1; cl = 1; here = 3; want = mode }

#define LATER_MESSAGE(type) \
  :: d_step { canLater(0) -> event = E_LATER; me = 0; cl = 0; here = 0; kind = type } \
  :: d_step { canLater(2) -> event = E_LATER; me = 1; cl = 0; here = 2; kind = type }

/* What the persons said of a call that is over at both ends is forgotten, or equal states would be told apart */
inline tidy(call) {
  if
  :: call == 1 && WHO1 == 2 -> skip
  :: (call == 0 || WHO1 != 2) && (live(call) || live(call + 2) || !(seen[1 - placer(call)] & bit(call))) -> skip
  :: else ->
    consent[0] = consent[0] & ~bit(call);
    consent[1] = consent[1] & ~bit(call);
    checked = checked & ~(bit(call) | bit(call + 2))
  fi;
  if :: !live(call) -> acted[0] = acted[0] & ~bit(call) :: else fi;
  if :: !live(call + 2) -> acted[1] = acted[1] & ~bit(call) :: else fi;
}

active proctype world() {
  d_step { trust[0] = TRUST0; trust[1] = TRUST1 };
  do
  :: atomic {
    if
    SLOT(0) SLOT(1) SLOT(2) SLOT(3) SLOT(4) SLOT(5)
#if IN_FLIGHT > 3
    SLOT(6) SLOT(7) SLOT(8) SLOT(9) SLOT(10) SLOT(11)
#endif
    START(Fast) START(Private) START(Paranoid)
    EACH(E_ANSWER, canAnswer)
    EACH(E_DECLINE, canDecline)
    EACH(E_HANGUP, canHangup)
    EACH(E_PATH, canPath)
    EACH(E_PERMIT, canPermit)
    :: d_step { PERMITS == 2 && canPermit(0) -> event = E_PERMIT; me = 0; cl = 0; here = 0; age = 1 }
    :: d_step { PERMITS == 2 && canPermit(1) -> event = E_PERMIT; me = 0; cl = 1; here = 1; age = 1 }
    :: d_step { PERMITS == 2 && canPermit(2) -> event = E_PERMIT; me = 1; cl = 0; here = 2; age = 1 }
    :: d_step { PERMITS == 2 && canPermit(3) -> event = E_PERMIT; me = 1; cl = 1; here = 3; age = 1 }
    EACH(E_UP, canUp)
    EACH(E_DOWN, canDown)
    EACH(E_GATE, canGate)
    EACH(E_RING, canRing)
    EACH(E_PRE, canPre)
    EACH(E_NONCE, canNonce)
    EACH(E_CONNECT, canConnect)
    EACH(E_RECONNECT, canReconnect)
    EACH(E_FORGET, canForget)
    EACH(E_FAIL, canFail)
    :: d_step { restarts[0] < RESTARTS && (live(0) || live(1)) -> event = E_RESTART; me = 0 }
    :: d_step { restarts[1] < RESTARTS && (live(2) || live(3)) -> event = E_RESTART; me = 1 }
    LATER_MESSAGE(REKEY) LATER_MESSAGE(MODE_SWITCH_REQUEST) LATER_MESSAGE(MODE_SWITCH_ACK) LATER_MESSAGE(UPDATE)
    LATER_MESSAGE(MEDIA_REQUEST) LATER_MESSAGE(MEDIA_ACK) LATER_MESSAGE(MOVE)
    fi;
    d_step {
      if
      :: event == E_DELIVER -> item = net[slot]; me = 1 - slot / IN_FLIGHT; take_out(slot); deliver(); if :: (item & COPY) -> dup = 0 :: else fi
      :: event == E_REPEAT ->
        item = net[slot]; me = 1 - slot / IN_FLIGHT; repeats++; take_out(slot); deliver();
        put(slot / IN_FLIGHT, (item | COPY));
        if :: st[2 * me + ((item & CALL_1) / CALL_1)] != Idle -> dup = 1 + 2 * me + ((item & CALL_1) / CALL_1) :: else fi
      :: event == E_LOSE -> losses++; if :: (net[slot] & COPY) -> dup = 0 :: else fi; take_out(slot)
      :: event == E_START -> StartRequested()
      :: event == E_ANSWER -> AnswerPressed()
      :: event == E_DECLINE -> DeclinePressed()
      :: event == E_HANGUP -> HangupPressed()
      :: event == E_PATH -> PathReady()
      :: event == E_PERMIT -> ReplyPermitDecided()
      :: event == E_UP -> TransportConnected()
      :: event == E_DOWN -> TransportInterrupted()
      :: event == E_GATE -> GateOpened()
      :: event == E_RING -> RingTimeout()
      :: event == E_PRE -> PreConnectDue()
      :: event == E_NONCE -> NonceTimeout()
      :: event == E_CONNECT -> ConnectTimeout()
      :: event == E_RECONNECT -> ReconnectTimeout()
      :: event == E_FORGET -> ForgetDue()
      :: event == E_FAIL -> Fails()
      :: event == E_RESTART -> restart()
      :: event == E_LATER -> sendsLater()
      fi;
      send();
      idx = 0;
      do
      :: idx < 4 -> if :: (ending & bit(idx)) -> finish(idx) :: else fi; idx++
      :: else -> break
      od;
      tidy(0);
      tidy(1);
      if :: !live(0) && !live(1) -> gaveWay[0] = 0 :: else fi;
      if :: !live(2) && !live(3) -> gaveWay[1] = 0 :: else fi;
#if CALM
      if
      :: (st[0] == Dialing && (st[3] == Dialing)) || (st[1] == Dialing && st[2] == Dialing) -> crossed = 1
      :: else
      fi;
#endif
      printf("event %d at %d of call %d message %d | states %d %d %d %d | net %d %d %d  %d %d %d | fl %d %d %d %d | tm %d %d %d %d\n", event, me, cl, item & 31,
        st[0], st[1], st[2], st[3], net[0], net[1], net[2], net[IN_FLIGHT], net[IN_FLIGHT + 1], net[IN_FLIGHT + 2], fl[0], fl[1], fl[2], fl[3], tm[0], tm[1], tm[2], tm[3]);
      holds();
      event = 0; me = 0; cl = 0; slot = 0; age = 0; kind = 0; item = 0; want = 0; policy = 0; here = 0; mine = 0; idx = 0; said = 0; ending = 0; flag = 0
    }
  }
  :: (started && !live(0) && !live(1) && !live(2) && !live(3) && idle_net) -> break
#if CALM
  :: (!busy && started) -> break /* two people talk */
#endif
  od
}
