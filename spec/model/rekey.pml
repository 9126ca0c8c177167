/*
 * Two devices whose people talk, and what changes under them: keys, mode and connection. Written from the text of spec/03 (KEY-10, KEY-17 to KEY-20)
 * and spec/04 (CALL-50 to CALL-55, CALL-60 to CALL-67): README.md says how to run it and what is left out. Nothing here was taken from the program.
 *
 * Side 0 is the caller, side 1 the callee. Time is not modelled: see `settled`.
 *
 * @covers NetworkChanged            NetworkChanged
 * @covers RelayRebound              NetworkChanged
 * @covers NextAgreed                NextAgreed
 * @covers NextReady                 NextReady
 * @covers NextConnected             NextConnected
 * @covers NextFailed                NextFailed
 * @covers RenewDue                  NextFailed
 * @covers due                       KeysWanted
 * @covers anotherConnection         KeysWanted
 * @covers modeWanted                ModeWanted
 * @covers modeUnwanted              ModeUnwanted
 * @covers retry                     Retry
 * @covers lingered                  Lingered
 * @covers requested                 Requested
 * @covers replied                   Replied
 * @covers declined                  Declined
 * @covers heard                     Heard
 *
 * @holds keys: two wishes of the caller            | -DCONNECT=0 -DASKS1=1 -DREPEATS=0
 * @holds keys: two wishes of the callee            | -DCONNECT=0 -DASKS0=1 -DREPEATS=0
 * @holds keys: a message comes twice               | -DCONNECT=0 -DASKS0=1 -DASKS1=1 -DHASTY=0
 * @holds keys: below the callee's floor            | -DCONNECT=0 -DFLOOR1=Private
 * @holds keys: as strict as often as a call may be | -DCONNECT=0 -DSTART=Fast -DSTRICTEST=1 -DDUES=0
 * @holds keys: a wish is taken back               | -DCONNECT=0 -DDUES=0 -DBACKS=1 -DREPEATS=0
 * @holds modes: from Private, with connections     | -DDUES=0 -DASKS1=0 -DREPEATS=0
 * @holds modes: from Fast, with connections        | -DDUES=0 -DSTART=Fast -DASKS0=1 -DASKS1=1 -DREPEATS=0 -DHASTY=0
 * @holds connections: both move, one breaks        | -DDUES=0 -DASKS0=0 -DASKS1=0 -DMOVES=1 -DBREAKS=1 -DREPEATS=0 -DHASTY=0
 * @ends  keys: every run ends                      | -DCONNECT=0 -DASKS0=1 -DASKS1=1 -DREPEATS=0 -DHASTY=0
 * @ends  modes: every run ends                     | -DDUES=0 -DASKS0=1 -DASKS1=0 -DREPEATS=0
 * @full  keys: everything but connections          | -DCONNECT=0 -DDUES=2 -DEPOCHS=3
 * @full  modes: from Private, all at once          | -DDUES=0
 * @full  modes: from Fast, all at once             | -DDUES=0 -DSTART=Fast
 * @full  connections: both move twice, one breaks  | -DDUES=0 -DASKS0=0 -DASKS1=0 -DMOVES=2 -DBREAKS=1
 * @full  keys, modes and connections (hash)        | -DHASH -DMOVES=1 -DREPEATS=0
 *
 * @bug ANSWERS_AFRESH      | keys_agree                    | -DCONNECT=0
 * @bug TAKES_ANY_ANSWER    | keys_agree                    | -DCONNECT=0 -DDUES=2 -DASKS0=0 -DASKS1=0
 * @bug CALLER_ANSWERS_TOO  | keys_agree                    | -DCONNECT=0
 * @bug REPEATED_IS_NEW     | epochs_differ_by_one          | -DCONNECT=0
 * @bug SEALS_AT_ONCE       | what_is_sealed_can_be_opened  | -DCONNECT=0
 * @bug WIPES_AT_ONCE       | what_is_sealed_can_be_opened  | -DCONNECT=0
 * @bug OLD_IS_KEPT         | two_epochs_at_most            | -DCONNECT=0
 * @bug OLD_IS_NEVER_WIPED  | old_keys_are_wiped            | -DCONNECT=0
 * @bug WEAKER_UNASKED      | weaker_needs_both_people      | -DCONNECT=0
 * @bug APPROVAL_STAYS      | weaker_needs_both_people      | -DCONNECT=0 -DDUES=0 -DASKS0=3 -DASKS1=0 -DEPOCHS=3 -DREPEATS=0 -DLOSSES=0
 * @bug NO_FLOOR            | never_below_the_floor         | -DCONNECT=0 -DFLOOR1=Private
 * @bug VOID_IS_FORGOTTEN   | stricter_comes_about          | -DCONNECT=0 -DSTART=Fast -DASKS0=0
 * @bug QUESTION_STAYS      | both_agree_in_the_end         | -DCONNECT=0
 * @bug REFUSAL_OF_ANY      | both_agree_in_the_end         | -DCONNECT=0 -DDUES=0
 * @bug REFUSAL_FORGOTTEN   | both_agree_in_the_end         | -DCONNECT=0 -DDUES=0
 * @bug TAKEN_BACK_ALONE    | both_agree_in_the_end         | -DCONNECT=0 -DDUES=0 -DBACKS=1
 * @bug ASKER_WAITS         | both_agree_in_the_end         | -DDUES=0 -DSTART=Fast -DASKS1=0
 * @bug TAKES_OLD_MODE      | one_connection_one_mode       | -DDUES=0 -DSTART=Fast -DASKS1=0 -DMOVES=1 -DREPEATS=0
 * @bug OLD_ATTEMPT_GOES_ON | no_connection_in_the_old_mode | -DDUES=0 -DSTART=Fast -DASKS1=0 -DMOVES=1 -DREPEATS=0
 * @bug CALLEES_COUNTS_TOO  | every run ends                | -DDUES=0 -DASKS0=0 -DASKS1=0 -DMOVES=1 -DREPEATS=0
 */

/* ---- Bounds ---- */
#ifndef IN_FLIGHT
#define IN_FLIGHT 2         /* messages each way; one more is lost and does not count as a loss */
#endif
#ifndef LOSSES
#define LOSSES 1
#endif
#ifndef REPEATS
#define REPEATS 1
#endif
#ifndef HASTY
#define HASTY 1             /* timers that go off while something else could happen */
#endif
#ifndef EPOCHS
#define EPOCHS 2            /* the last epoch; at most 3 */
#endif
#ifndef DUES
#define DUES 1              /* times that the caller wants new keys by itself */
#endif
#ifndef ASKS0
#define ASKS0 2             /* wishes of each person for another mode */
#endif
#ifndef ASKS1
#define ASKS1 2
#endif
#ifndef BACKS
#define BACKS 0             /* wishes that are taken back */
#endif
#ifndef STRICTEST
#define STRICTEST 4         /* CALL-67 */
#endif
#ifndef FLOOR0
#define FLOOR0 Fast
#endif
#ifndef FLOOR1
#define FLOOR1 Fast
#endif
#ifndef START
#define START Private       /* the mode of the call when the two begin to talk */
#endif
#ifndef CONNECT
#define CONNECT 1           /* 0: what was agreed is in use at once */
#endif
#ifndef MOVES
#define MOVES 0             /* a side: it stands elsewhere in the network */
#endif
#ifndef BREAKS
#define BREAKS 0            /* connections that break, and come back or not */
#endif

#define Caller 0
#define Callee 1
#define Fast 0
#define Private 1

/* ---- Types of spec/02, by their numbers; what has two forms has a second number ---- */
#define REKEY 9
#define MODE_SWITCH_REQUEST 10
#define MODE_SWITCH_ACK 11
#define UPDATE 12
#define HANGUP 16
#define REKEY_REPLY 19
#define REFUSAL 20          /* MODE_SWITCH_ACK, not approved */
#define UPDATE_REPLY 21
#define WITHDRAWAL 22       /* MODE_SWITCH_ACK, not approved, of the side whose request it names */

#define KEYS 1
#define MODE 2
#define NONE 0
#define HELD 1
#define DUE 2
#define OPENING 1
#define REQUESTED 2
#define ANSWERING 3
#define CONNECTING 4

/* ---- A message: what it is, the epoch that seals it, and either a core of a request (and of its answer) or the two attempts ---- */
#define message(type, mode, epoch, under, core, again) ((type) + 32 * (mode) + 64 * (epoch) + 256 * (under) + 1024 * (core) + 16384 * (again))
#define attempt(type, mode, under, own, peers) ((type) + 32 * (mode) + 256 * (under) + 1024 * (own) + 16384 * (peers))
#define type_of(m) ((m) & 31)
#define mode_of(m) (((m) / 32) & 1)
#define epoch_of(m) (((m) / 64) & 3)
#define under_of(m) (((m) / 256) & 3)
#define core_of(m) (((m) / 1024) & 15)
#define again_of(m) (((m) / 16384) & 1)
#define peers_of(m) (((m) / 16384) & 15)

int net[2 * IN_FLIGHT];     /* IN_FLIGHT * sender + place, highest first: the order of arrival is free */
byte losses, repeats, hasty, dues, breaks;
byte asks[2], moves[2], backs;
byte over[2];

/* ---- Keys (KEY-10, KEY-17 to KEY-20) ---- */
byte newest[2];
byte behind[2];             /* seals with the epoch before the newest */
byte held[2];               /* a bit for each epoch */
byte old[2];
byte asked[2], wants[2], to[2];
byte core[2], cores[2];     /* of the open request; how many there were */
byte answered[2];           /* the core answered last */
byte variant[2];            /* of the answer: only a bug makes another */
byte recent[2];             /* answered less than 2 seconds ago */
byte key[8];                /* 4 * side + epoch: what the keys of an epoch were made of */

/* ---- Mode (CALL-60 to CALL-67) ---- */
byte mode[2];               /* of the connections that are made now */
int question[2];            /* the request that the person is asked about */
byte approved[2], questions[2], stricter[2];
byte back[2];               /* what it asks for is taken back */
int refused[2];             /* a bit for each core that was refused since the newest epoch opened */

/* ---- Connections (CALL-50 to CALL-55) ---- */
byte step[2], wanted[2], mine[2], theirs[2], opened[2], taken[2];
byte attempts[2];           /* so far; also the counter of an UPDATE (CALL-52) */
byte used[2];               /* the connection in use: both attempts */
byte used_mode[2];
byte up[2];
byte said;                  /* 1 + the side that said its request again last, while the other has one */
byte lately;                /* 1 + the side whose attempt failed last, while the other makes one */

/* ---- Written by the persons' events only ---- */
byte consents[2];           /* asked for Fast or approved it, since the call was Private */
byte wish[2];               /* asked for Private, and was not told that it cannot be */

/* ---- Invariants ---- */
#ifndef ONLY
#define ONLY 0
#endif
hidden byte keys_agree = (ONLY != 0 && ONLY != 1);
hidden byte epochs_differ_by_one = (ONLY != 0 && ONLY != 2);
hidden byte what_is_sealed_can_be_opened = (ONLY != 0 && ONLY != 3);
hidden byte two_epochs_at_most = (ONLY != 0 && ONLY != 4);
hidden byte old_keys_are_wiped = (ONLY != 0 && ONLY != 5);
hidden byte weaker_needs_both_people = (ONLY != 0 && ONLY != 6);
hidden byte never_below_the_floor = (ONLY != 0 && ONLY != 7);
hidden byte stricter_comes_about = (ONLY != 0 && ONLY != 8);
hidden byte both_agree_in_the_end = (ONLY != 0 && ONLY != 9);
hidden byte one_connection_one_mode = (ONLY != 0 && ONLY != 10);
hidden byte no_connection_in_the_old_mode = (ONLY != 0 && ONLY != 11);

hidden byte event, me, slot, at, which, before;
hidden int item, word;

#define bit(n) (1 << (n))
#define sealing(n) (newest[n] - behind[n])
#define empty (net[0] == 0 && net[IN_FLIGHT] == 0)
#define both_live (!over[0] && !over[1])

#ifdef COVER
#define reach(name) c_code { static int told; if (!told) { told = 1; printf("reached %s\n", #name); } };
#define reach_message(number) c_code { static int told[32]; if (!told[number]) { told[number] = 1; printf("message %d\n", number); } };
#else
#define reach(name) skip;
#define reach_message(number) skip;
#endif

/* The word is said. */
inline put(side) {
  at = side * IN_FLIGHT + IN_FLIGHT - 1;
  if
  :: net[at] -> skip
  :: else ->
    do
    :: at > side * IN_FLIGHT && net[at - 1] < word -> net[at] = net[at - 1]; at--
    :: else -> break
    od;
    net[at] = word
  fi
}

inline take_out(n) {
  at = n;
  do
  :: at % IN_FLIGHT != IN_FLIGHT - 1 -> net[at] = net[at + 1]; at++
  :: else -> break
  od;
  net[at] = 0
}

/* ==== Keys ==== */

inline say_request() {
  word = message((asked[me] == MODE -> MODE_SWITCH_REQUEST : REKEY), (asked[me] == MODE -> to[me] : 0), newest[me] + 1, sealing(me), core[me], 0); put(me)
}

/* What is wanted next; the mode before the keys. */
inline ask_next() {
  if
  :: wants[me] && newest[me] < EPOCHS ->
    asked[me] = ((wants[me] & MODE) -> MODE : KEYS);
    wants[me] = wants[me] & ~asked[me];
    core[me] = 2 * cores[me] + 1 + me;
    cores[me]++;
    say_request()
  :: wants[me] && newest[me] >= EPOCHS -> wants[me] = 0; wish[me] = 0
  :: else
  fi
}

/* KEY-17, KEY-20 */
inline Want(what) {
  if
  :: what == KEYS && me == Callee -> skip
  :: what == MODE && asked[me] == MODE -> skip
  :: asked[me] || behind[me] -> wants[me] = wants[me] | what
  :: else -> wants[me] = wants[me] | what; ask_next()
  fi
}

inline KeysWanted() {
  reach(KeysWanted)
  Want(KEYS)
}

/* The epoch after the newest exists (KEY-10). */
inline open(made) {
  newest[me]++;
  key[4 * me + newest[me]] = made;
  held[me] = held[me] | bit(newest[me]);
  refused[me] = 0;          /* they were for this epoch */
#ifndef BUG_OLD_IS_KEPT
  if :: newest[me] > 1 -> held[me] = held[me] & ~bit(newest[me] - 2) :: else fi;
#endif
  old[me] = HELD
}

/* Something of the other side under that epoch was found good (KEY-10, KEY-19). */
inline Heard(epoch) {
  if
  :: epoch == newest[me] && old[me] == HELD ->
    reach(Heard)
    old[me] = DUE;
    if
    :: behind[me] -> behind[me] = 0; ask_next()
    :: else
    fi
  :: else
  fi
}

inline Lingered() {
  reach(Lingered)
  old[me] = NONE;
#ifndef BUG_OLD_IS_NEVER_WIPED
  held[me] = held[me] & ~bit(newest[me] - 1)
#endif
}

inline answer() {
  word = message((type_of(item) == REKEY -> REKEY_REPLY : MODE_SWITCH_ACK), mode_of(item), epoch_of(item), sealing(me), core_of(item), variant[me]); put(me)
}

/* A request that this side grants (KEY-18, KEY-20). */
inline Requested() {
  reach(Requested)
  if
  :: recent[me] -> skip
  :: me == Caller && type_of(item) == REKEY -> skip
#ifdef BUG_REPEATED_IS_NEW
  :: false ->
#else
  :: !recent[me] && core_of(item) == answered[me] ->
#endif
    if
    :: behind[me] ->
      recent[me] = 1;
#ifdef BUG_ANSWERS_AFRESH
      variant[me] = 1 - variant[me];
      key[4 * me + newest[me]] = core_of(item) + 16 * variant[me];
#endif
      answer()
    :: else
    fi
  :: else ->
    if
#ifdef BUG_REPEATED_IS_NEW
    :: newest[me] == EPOCHS -> skip
#else
    :: epoch_of(item) != newest[me] + 1 || under_of(item) != newest[me] -> skip
#endif
#ifndef BUG_CALLER_ANSWERS_TOO
    :: me == Caller && asked[me] -> skip
#endif
    :: else ->
      /* its own request is void, and wanted again unless both are for a mode */
#ifndef BUG_VOID_IS_FORGOTTEN
      wants[me] = wants[me] | asked[me];
#endif
      if :: type_of(item) == MODE_SWITCH_REQUEST -> wants[me] = wants[me] & ~MODE :: else fi;
      asked[me] = NONE;
      core[me] = 0;
      answered[me] = core_of(item);
      recent[me] = 1;
      open(core_of(item) + 16 * variant[me]);
#ifdef BUG_SEALS_AT_ONCE
      behind[me] = 0;
#else
      behind[me] = 1;
#endif
      answer();
#ifdef BUG_WIPES_AT_ONCE
      held[me] = held[me] & ~bit(newest[me] - 1);
      old[me] = DUE;
#endif
      if :: type_of(item) == MODE_SWITCH_REQUEST -> Agreed(mode_of(item), false) :: else fi
    fi
  fi
}

/* An answer to the request that is open (KEY-18, KEY-19). */
inline Replied() {
  if
  :: asked[me] == (type_of(item) == REKEY_REPLY -> KEYS : MODE) && (asked[me] == KEYS || to[me] == mode_of(item)) &&
#ifdef BUG_TAKES_ANY_ANSWER
    true ->
#else
    epoch_of(item) == newest[me] + 1 ->
#endif
    reach(Replied)
    /* The shares of the open request and those of the answer: the same keys as the other side's only if it answered that request. */
    which = (core_of(item) == core[me] -> core[me] + 16 * again_of(item) : 0);
    asked[me] = NONE;
    core[me] = 0;
    open(which);
    behind[me] = 0;
    if :: type_of(item) == MODE_SWITCH_ACK -> Agreed(mode_of(item), true) :: else fi;
    ask_next()
  :: else
  fi
}

inline Declined() {
  if
#ifdef BUG_REFUSAL_OF_ANY
  :: asked[me] == MODE && epoch_of(item) == newest[me] + 1 ->
#else
  :: asked[me] == MODE && epoch_of(item) == newest[me] + 1 && core_of(item) == core[me] ->
#endif
    reach(Declined)
    asked[me] = NONE;
    core[me] = 0;
    wish[me] = 0;
    ask_next()
  :: else
  fi
}

inline Retry() {
  reach(Retry)
  if :: back[me] -> take_back() :: else fi;
  say_request()
}

/* ==== Mode ==== */

/* What this side makes from now on (CALL-62). */
inline Agreed(mode_now, own) {
  if
  :: mode_now == Private && mode[me] == Fast -> stricter[me]++; consents[me] = 0; wish[me] = 0
  :: else
  fi;
  mode[me] = mode_now;
#ifndef BUG_QUESTION_STAYS
  question[me] = 0;
#endif
#ifndef BUG_APPROVAL_STAYS
  approved[me] = 0;
#endif
#if CONNECT
  NextAgreed(own)
#else
  used_mode[me] = mode_now
#endif
}

inline ModeWanted(what) {
  reach(ModeWanted)
  asks[me]++;
  to[me] = what;
  if :: what == Fast -> consents[me] = 1; wish[me] = 0 :: else -> wish[me] = 1 fi;
  Want(MODE)
}

inline take_back() {
  word = message(WITHDRAWAL, to[me], newest[me] + 1, sealing(me), core[me], 0); put(me)
}

/* CALL-91 */
inline ModeUnwanted() {
  reach(ModeUnwanted)
  backs++;
  wish[me] = 0;
  if
  :: asked[me] == MODE ->
    take_back();
#ifdef BUG_TAKEN_BACK_ALONE
    asked[me] = NONE;
    core[me] = 0
#else
    back[me] = 1
#endif
  :: else -> wants[me] = wants[me] & ~MODE
  fi
}

#define floor_of(n) ((n) == 0 -> FLOOR0 : FLOOR1)
#ifdef BUG_NO_FLOOR
#define may_become(n, m) ((m) != mode[n] && ((m) == Fast || stricter[n] < STRICTEST))
#else
#define may_become(n, m) ((m) != mode[n] && ((m) == Fast -> (m) >= floor_of(n) : stricter[n] < STRICTEST))
#endif
/* Those that KEY-18 leaves without a word are not judged. */
#define left_alone(n, m) (recent[n] || (core_of(m) == answered[n]) || epoch_of(m) != newest[n] + 1 || under_of(m) != newest[n] || (n == Caller && asked[n]))

inline refuse() {
#ifndef BUG_REFUSAL_FORGOTTEN
  refused[me] = refused[me] | bit(core_of(item));
#endif
  word = message(REFUSAL, mode_of(item), epoch_of(item), sealing(me), core_of(item), 0); put(me)
}

inline ModeSwitchRequested() {
  if
  :: left_alone(me, item) -> Requested()
  :: !left_alone(me, item) && ((refused[me] & bit(core_of(item))) || !may_become(me, mode_of(item))) -> refuse()
#ifdef BUG_WEAKER_UNASKED
  :: else -> Requested()
#else
  :: else ->
    if
    :: mode_of(item) == Private || approved[me] || ((asked[me] == MODE || (wants[me] & MODE)) && !back[me] && to[me] == mode_of(item)) -> Requested()
    :: else ->
      if
      :: question[me] -> question[me] = item
      :: !question[me] && questions[me] < 2 -> questions[me]++; question[me] = item
      :: else -> refuse()
      fi
    fi
#endif
  fi
}

/* The other side takes its request back (CALL-91). */
inline TakenBack() {
  if
  :: core_of(item) == answered[me] -> skip
  :: else ->
    approved[me] = 0;
    refused[me] = refused[me] | bit(core_of(item));
    if
    :: question[me] && core_of(question[me]) == core_of(item) -> item = question[me]; question[me] = 0; refuse()
    :: else
    fi
  fi
}

/* The person answers, or does not for 30 seconds (CALL-66). */
inline Answers(yes) {
  item = question[me];
  question[me] = 0;
  if
  :: yes -> consents[me] = 1; approved[me] = 1; Requested()
  :: else -> refuse()
  fi
}

/* ==== Connections ==== */

inline NextAgreed(own) {
  reach(NextAgreed)
  if
#ifdef BUG_OLD_ATTEMPT_GOES_ON
  :: step[me] -> skip
#endif
#ifdef BUG_ASKER_WAITS
  :: step[me] == NONE -> skip
#endif
  :: step[me] == NONE && !own -> skip
  :: else -> step[me] = OPENING; opened[me] = mode[me]; wanted[me] = 1; mine[me] = 0; theirs[me] = 0
  fi
}

inline NetworkChanged() {
  reach(NetworkChanged)
  moves[me]++;
  step[me] = OPENING;
  opened[me] = mode[me];
  wanted[me] = 1;
  mine[me] = 0;
  theirs[me] = 0
}

/* The path may be named: it asks, or answers the newest request (CALL-51). */
inline NextReady() {
  reach(NextReady)
  attempts[me]++;
  mine[me] = attempts[me];
  if
  :: step[me] == OPENING -> step[me] = REQUESTED; word = attempt(UPDATE, opened[me], sealing(me), mine[me], 0); put(me)
  :: else -> step[me] = CONNECTING; word = attempt(UPDATE_REPLY, opened[me], sealing(me), mine[me], theirs[me]); put(me)
  fi
}

#ifdef BUG_TAKES_OLD_MODE
#define of_this_mode(n, m) true
#else
#define of_this_mode(n, m) (mode_of(m) == mode[n])
#endif

inline UpdateReceived() {
  if
  :: core_of(item) <= taken[me] || !of_this_mode(me, item) -> skip
#ifndef BUG_CALLEES_COUNTS_TOO
  :: core_of(item) > taken[me] && of_this_mode(me, item) && type_of(item) == UPDATE && step[me] == REQUESTED && me == Caller -> skip
#endif
  :: core_of(item) > taken[me] && of_this_mode(me, item) && type_of(item) == UPDATE_REPLY ->
    if
    :: step[me] == REQUESTED -> taken[me] = core_of(item); step[me] = CONNECTING; theirs[me] = core_of(item)
    :: else
    fi
  :: else -> taken[me] = core_of(item); step[me] = ANSWERING; opened[me] = mode[me]; mine[me] = 0; theirs[me] = core_of(item)
  fi
}

#define pair(n) ((n) == 0 -> mine[0] * 16 + theirs[0] : theirs[1] * 16 + mine[1])
#define can_connect(n) (step[n] == CONNECTING && !over[1 - (n)] && \
  ((step[1 - (n)] == CONNECTING && mine[1 - (n)] == theirs[n] && theirs[1 - (n)] == mine[n]) || used[1 - (n)] == pair(n)))

inline NextConnected() {
  reach(NextConnected)
  used[me] = pair(me);
  used_mode[me] = opened[me];
  assert(no_connection_in_the_old_mode || opened[me] == mode[me]);
  step[me] = NONE;
  wanted[me] = 0;
  mine[me] = 0;
  theirs[me] = 0;
  up[me] = 1;
#if DUES
  if :: used_mode[me] == Private -> Want(KEYS) :: else fi
#endif
}

/* 15 seconds, or its path fails (CALL-53). */
inline NextFailed() {
  reach(NextFailed)
  mine[me] = 0;
  theirs[me] = 0;
  if :: wanted[me] -> step[me] = OPENING; opened[me] = mode[me] :: else -> step[me] = NONE fi
}

inline Interrupted() {
  up[me] = 0;
  wanted[me] = 1;
  if :: step[me] == NONE -> step[me] = OPENING; opened[me] = mode[me] :: else fi
}

/* CALL-54 */
inline Back() {
  up[me] = 1;
  wanted[me] = 0;
  if :: step[me] == OPENING || step[me] == REQUESTED -> step[me] = NONE; mine[me] = 0 :: else fi
}

inline ends() {
  over[me] = 1;
  held[me] = 0; asked[me] = 0; wants[me] = 0; core[me] = 0; old[me] = 0; recent[me] = 0; question[me] = 0; approved[me] = 0; back[me] = 0;
  step[me] = 0; wanted[me] = 0; mine[me] = 0; theirs[me] = 0; up[me] = 0; wish[me] = 0; behind[me] = 0
}

inline deliver() {
  reach_message(type_of(item))
  if
  :: over[me] || !(held[me] & bit(under_of(item))) -> skip
  :: else ->
    Heard(under_of(item));
    if
    :: type_of(item) == REKEY -> Requested()
    :: type_of(item) == MODE_SWITCH_REQUEST -> ModeSwitchRequested()
    :: type_of(item) == REKEY_REPLY || type_of(item) == MODE_SWITCH_ACK -> Replied()
    :: type_of(item) == REFUSAL -> Declined()
    :: type_of(item) == WITHDRAWAL -> TakenBack()
    :: type_of(item) == UPDATE || type_of(item) == UPDATE_REPLY -> UpdateReceived()
    :: type_of(item) == HANGUP -> ends()
    fi
  fi
}

/* ==== What can happen ==== */

/* Media has a key of an epoch where the connection is Private (SHIELD-1). Without connections: an UPDATE, or the connection before, stands for it. */
#define can_hear(n) (both_live && (used_mode[n] == Private || !CONNECT) && used[0] == used[1] && up[n] && old[n] == HELD && sealing(1 - (n)) == newest[n])
#define can_ready(n) (step[n] == OPENING || step[n] == ANSWERING)
/* The other end of the connection in use is not there any more. */
#define gone(n) (over[1 - (n)] || (used[1 - (n)] != used[n] && !(step[1 - (n)] == CONNECTING && pair(1 - (n)) == used[n])))
#define can_break(n) (up[n] && ((gone(n) && (!can_connect(n) || hasty < HASTY)) || breaks < BREAKS))
#define can_back(n) (!over[n] && !up[n] && !over[1 - (n)] && used[0] == used[1])
/* Each timer goes off where nothing else can happen, the 10 seconds before the 15, and nobody's twice before the other's once; HASTY at any time. */
/* Nothing else can happen: the 2 seconds, then the 10 and 15 of a request and an attempt, the 30 of a question. */
#define settled (empty && !recent[0] && !recent[1] && !can_ready(0) && !can_ready(1) && !can_connect(0) && !can_connect(1) && !can_hear(0) && !can_hear(1))
#define rush(in_turn) if :: in_turn -> skip :: else -> hasty++ fi
#define busy(n) (asked[n] || wants[n] || recent[n] || old[n] == DUE || question[n] || step[n] || !up[n] || can_hear(n))
#define quiet (empty && !busy(0) && !busy(1) && used[0] == used[1])
#define asks_of(n) ((n) == 0 -> ASKS0 : ASKS1)
#define may_ask(n, m) (!over[n] && asks[n] < asks_of(n) && asked[n] != MODE && !(wants[n] & MODE) && may_become(n, m) && newest[n] < EPOCHS)

#define E_DELIVER 1
#define E_REPEAT 2
#define E_LOSE 3
#define E_KEYS 4
#define E_FAST 5
#define E_PRIVATE 6
#define E_YES 7
#define E_NO 8
#define E_HEAR 9
#define E_LINGER 10
#define E_RETRY 11
#define E_APART 12
#define E_MOVE 13
#define E_READY 14
#define E_CONNECT 15
#define E_FAIL 16
#define E_BREAK 17
#define E_BACK 18
#define E_TIMEOUT 19
#define E_UNWANT 20

#define SLOT(n) \
  :: d_step { net[n] && (n % IN_FLIGHT == 0 || net[n] != net[n - 1]) -> event = E_DELIVER; slot = n } \
  :: d_step { net[n] && repeats < REPEATS -> event = E_REPEAT; slot = n } \
  :: d_step { net[n] && losses < LOSSES -> event = E_LOSE; slot = n }
#define EACH(what, guard) \
  :: d_step { guard(0) -> event = what; me = 0 } \
  :: d_step { guard(1) -> event = what; me = 1 }

#define keys_wanted(n) (n == Caller && !over[n] && dues < DUES && (used_mode[n] == Private || !CONNECT) && newest[n] < EPOCHS)
/* The 5 minutes before a second time (CALL-67) spare a person questions. Nothing rests on them: what is under way may come after them. */
#define fast_wanted(n) (may_ask(n, Fast) && mode[n] == Private)
#define private_wanted(n) (may_ask(n, Private) && mode[n] == Fast)
#define unwanted(n) (!over[n] && backs < BACKS && !back[n] && (asked[n] == MODE || (wants[n] & MODE)))
#define asked_person(n) (question[n])
#define lingers(n) (old[n] == DUE)
#define says_in_turn(n) (settled && !question[1 - (n)] && !(said == 1 + (n) && asked[1 - (n)]))
#define waits(n) (asked[n] && (says_in_turn(n) || hasty < HASTY))
#define answered_lately(n) (recent[n])
#define moved(n) (!over[n] && moves[n] < MOVES)

#define fails_in_turn(n) (settled && !asked[0] && !asked[1] && !(lately == 1 + (n) && step[1 - (n)]))
#define tries(n) (step[n] && !can_ready(n) && (fails_in_turn(n) || hasty < HASTY))
#define gives_up(n) (!over[n] && !up[n] && over[1 - (n)])

inline holds() {
  at = 0;
  do
  :: at < 2 ->
    assert(two_epochs_at_most || !(held[at] & bit(0)) || !(held[at] & bit(2)));
    assert(two_epochs_at_most || !(held[at] & bit(1)) || !(held[at] & bit(3)));
    assert(what_is_sealed_can_be_opened || !both_live || (held[1 - at] & bit(sealing(at))));
    assert(weaker_needs_both_people || mode[at] == Private || START == Fast || (consents[0] && consents[1]) || stricter[0] != stricter[1]);
    assert(never_below_the_floor || mode[at] >= floor_of(at) || START < floor_of(at));
    assert(old_keys_are_wiped || over[at] || old[at] != NONE || held[at] == bit(newest[at]));
    at++
  :: else -> break
  od;
  assert(epochs_differ_by_one || !both_live || (newest[0] <= newest[1] + 1 && newest[1] <= newest[0] + 1));
  at = (newest[0] < newest[1] -> newest[0] : newest[1]);
  assert(keys_agree || key[at] == key[4 + at]);
  assert(one_connection_one_mode || !both_live || used[0] != used[1] || used_mode[0] == used_mode[1] || !CONNECT);
  if
  :: both_live && quiet ->
    assert(both_agree_in_the_end || (newest[0] == newest[1] && mode[0] == mode[1] && used_mode[0] == mode[0] && used_mode[1] == mode[1]));
    assert(stricter_comes_about || (!wish[0] && !wish[1]))
  :: else
  fi;
  at = 0
}

active proctype world() {
  d_step {
    held[0] = 1; held[1] = 1; up[0] = 1; up[1] = 1;
    mode[0] = START; mode[1] = START; used_mode[0] = START; used_mode[1] = START
  };
  do
  :: atomic {
    if
    SLOT(0) SLOT(1) SLOT(2) SLOT(3)
#if IN_FLIGHT > 2
    SLOT(4) SLOT(5)
#endif
    EACH(E_KEYS, keys_wanted)
    EACH(E_FAST, fast_wanted)
    EACH(E_PRIVATE, private_wanted)
#if BACKS
    EACH(E_UNWANT, unwanted)
#endif
    EACH(E_YES, asked_person)
    EACH(E_NO, asked_person)
    EACH(E_HEAR, can_hear)
    EACH(E_LINGER, lingers)
    EACH(E_RETRY, waits)
    EACH(E_APART, answered_lately)
#if CONNECT
    EACH(E_MOVE, moved)
    EACH(E_READY, can_ready)
    EACH(E_CONNECT, can_connect)
    EACH(E_FAIL, tries)
    EACH(E_BREAK, can_break)
    EACH(E_BACK, can_back)
    EACH(E_TIMEOUT, gives_up)
#endif
    fi;
    d_step {
      if
      :: event == E_DELIVER -> item = net[slot]; me = 1 - slot / IN_FLIGHT; take_out(slot); deliver()
      :: event == E_REPEAT -> item = net[slot]; me = 1 - slot / IN_FLIGHT; repeats++; deliver()
      :: event == E_LOSE -> losses++; take_out(slot)
      :: event == E_KEYS -> dues++; KeysWanted()
      :: event == E_FAST -> ModeWanted(Fast)
      :: event == E_PRIVATE -> ModeWanted(Private)
      :: event == E_UNWANT -> ModeUnwanted()
      :: event == E_YES -> Answers(true)
      :: event == E_NO -> Answers(false)
      :: event == E_HEAR -> Heard(newest[me])
      :: event == E_LINGER -> Lingered()
      :: event == E_RETRY -> rush(says_in_turn(me)); said = 1 + me; Retry()
      :: event == E_APART -> recent[me] = 0
#if CONNECT
      :: event == E_MOVE -> NetworkChanged()
      :: event == E_READY -> NextReady()
      :: event == E_CONNECT -> NextConnected()
      :: event == E_FAIL -> rush(fails_in_turn(me)); lately = 1 + me; NextFailed()
      :: event == E_BREAK -> if :: gone(me) && !can_connect(me) -> skip :: gone(me) && can_connect(me) -> hasty++ :: else -> breaks++ fi; Interrupted()
      :: event == E_BACK -> Back()
      :: event == E_TIMEOUT -> ends()
#endif
      fi;
      printf("event %d at %d, message %d | newest %d %d behind %d %d asked %d %d wants %d %d old %d %d held %d %d mode %d %d | step %d %d used %d %d up %d %d | net %d %d  %d %d\n",
        event, me, type_of(item), newest[0], newest[1], behind[0], behind[1], asked[0], asked[1], wants[0], wants[1], old[0], old[1], held[0], held[1], mode[0], mode[1],
        step[0], step[1], used[0], used[1], up[0], up[1], type_of(net[0]), type_of(net[1]), type_of(net[IN_FLIGHT]), type_of(net[IN_FLIGHT + 1]));
      holds();
      if :: back[0] && asked[0] != MODE -> back[0] = 0; wants[0] = wants[0] & ~MODE :: else fi;
      if :: back[1] && asked[1] != MODE -> back[1] = 0; wants[1] = wants[1] & ~MODE :: else fi;
      if :: said && !asked[2 - said] -> said = 0 :: else fi;
      if :: lately && !step[2 - lately] -> lately = 0 :: else fi;
      event = 0; me = 0; slot = 0; item = 0; which = 0
    }
  }
  :: (quiet && both_live) || (over[0] && over[1]) -> break
  od
}
