"""Whether two people who talk want pictures in their call (CALL-72 to CALL-78): what one side does at each thing that happens. A pure machine of plain values."""

from dataclasses import dataclass, field

STAGES = ["SOUND", "ASKING", "ASKED", "AGREED", "VIDEO"]
ACTS = ["ASK", "START_WAIT", "START_QUESTION", "APPROVE", "REFUSE", "END", "ADD", "AWAIT", "START_LAPSE", "REMOVE"]


@dataclass(frozen=True)
class Does:
    next: str
    acts: tuple[str, ...] = field(default=())


APPROVES = Does("AGREED", ("APPROVE", "AWAIT", "START_LAPSE"))
REFUSES = Does("SOUND", ("REFUSE",))

RULES: dict[str, dict[str, Does]] = {
    # CALL-72: the person here wants it; where the other side's did, that is the answer
    "wanted": {"SOUND": Does("ASKING", ("ASK", "START_WAIT")), "ASKED": APPROVES},
    # CALL-73, CALL-74: nobody but a person says yes, or said so before
    "requested, the person may be asked": {
        "SOUND": Does("ASKED", ("START_QUESTION",)),
        "ASKING": Does("AGREED", ("APPROVE", "ADD", "START_LAPSE")),
        "AGREED": Does("AGREED", ("APPROVE",)),
        "VIDEO": Does("VIDEO", ("APPROVE",)),
    },
    "requested, the person may not be asked": {
        "SOUND": REFUSES,
        "ASKING": Does("AGREED", ("APPROVE", "ADD", "START_LAPSE")),
        "AGREED": Does("AGREED", ("APPROVE",)),
        "VIDEO": Does("VIDEO", ("APPROVE",)),
    },
    "approved": {"ASKED": APPROVES},
    "declined": {"ASKED": REFUSES},
    # CALL-75: what answers the open request
    "answered yes": {"ASKING": Does("AGREED", ("ADD", "START_LAPSE"))},
    "answered no": {"ASKING": Does("SOUND")},
    "waited": {"ASKING": Does("SOUND")},
    # CALL-77
    "ended": {"ASKING": Does("SOUND", ("END",)), "ASKED": REFUSES, "AGREED": Does("SOUND", ("END",)), "VIDEO": Does("SOUND", ("END", "REMOVE"))},
    "ended by them": {"ASKED": Does("SOUND"), "AGREED": Does("SOUND"), "VIDEO": Does("SOUND")},
    # CALL-76, CALL-78
    "video in use": {
        "SOUND": Does("SOUND", ("REMOVE",)),
        "ASKING": Does("ASKING", ("REMOVE",)),
        "ASKED": Does("ASKED", ("REMOVE",)),
        "AGREED": Does("VIDEO"),
    },
    "sound in use": {"VIDEO": Does("SOUND")},
    "lapsed": {"AGREED": Does("SOUND")},
}  # fmt: skip


def on(stage: str, happens: str) -> Does:
    return RULES[happens].get(stage, Does(stage))
