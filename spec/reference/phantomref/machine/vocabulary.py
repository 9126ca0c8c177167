"""The names of spec/04-machine.md in the order in which the table lists them."""

STATES = ["Idle", "Dialing", "RemoteRinging", "Incoming", "Ringing", "Connecting", "Connected", "Reconnecting", "Ended"]
EVENTS = [
    "AnswerPressed", "DeclinePressed", "HangupPressed", "MutePressed", "StartRequested", "AcceptReceived", "AnswerReceived",
    "CandidatesReceived", "ConfirmReceived", "DeclineReceived", "HangupReceived", "MediaAckReceived", "MediaRequestReceived",
    "ModeSwitchAckReceived", "ModeSwitchRequestReceived", "MoveReceived", "NewerOfferReceived", "NonceChallengeReceived",
    "NonceResponseReceived", "OfferReceived", "RekeyReceived", "RingReceived", "SelectedReceived", "StrayReceived", "UpdateReceived",
    "CandidatesFound", "EngineFailed", "GateOpened", "NextAgreed", "NetworkChanged", "NextConnected", "NextFailed", "NextReady",
    "PathFailed", "PathReady", "PeerHeard", "RelayHeard", "RelayLost", "RelayRebound", "RelaySilent", "TransportConnected", "TransportInterrupted",
    "Continued", "EffectFailed", "GlareLost", "IdentityChanged", "NotContinued", "ReplyPermitDecided", "SecurityFailed", "ConnectTimeout", "ForgetDue", "NonceTimeout",
    "PreConnectDue", "ReconnectTimeout", "RenewDue", "RingTimeout",
]  # fmt: skip
STAGES = ["OPENING", "OFFERED", "RINGING", "ANSWERED"]
STEPS = ["RING", "CHALLENGE", "NONCE", "BUSY", "MODE_TOO_WEAK", "UNSUPPORTED", "PQ_REQUIRED"]
RENEWALS = ["NONE", "WAITING", "OPENING", "REQUESTED", "ANSWERING", "CONNECTING"]
LOSSES = ["INTERRUPTED", "RELAY", "BOTH"]
OCCUPANCY = ["FREE", "BUSY", "GLARE_OTHER_WINS", "GLARE_ACCEPT"]
