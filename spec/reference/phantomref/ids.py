"""User addresses, mailbox names, device addresses, call ids and identities (ID-1 to ID-5)."""

import re
from typing import Any

from phantomref.shape import require

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,31}")
_HOST = r"[a-z0-9.-]{1,120}"
_LITERAL = r"\[[0-9a-f:.]{2,45}\]"
_MAILBOX = re.compile(rf"(?:{_HOST}|{_LITERAL})(?::[0-9]{{1,5}})?")

BAD_VALUE = "Malformed(BAD_VALUE)"
BAD_LENGTH = "Malformed(BAD_LENGTH)"
DEVICES = (1, 127)
REGISTRATIONS = (1, 16383)


def is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None


def is_mailbox(text: str) -> bool:
    return _MAILBOX.fullmatch(text) is not None


def is_user(text: str) -> bool:
    name, at, mailbox = text.partition("@")
    return at == "@" and is_name(name) and is_mailbox(mailbox)


def user(text: str) -> dict[str, str]:
    require(is_user(text), BAD_VALUE)
    name, _, mailbox = text.partition("@")
    return {"name": name, "mailbox": mailbox}


def device(address: dict[str, Any]) -> dict[str, Any]:
    """ID-3."""
    require(is_user(address["user"]), BAD_VALUE)
    require(DEVICES[0] <= address["device"] <= DEVICES[1], BAD_VALUE)
    require(REGISTRATIONS[0] <= address["registration_id"] <= REGISTRATIONS[1], BAD_VALUE)
    return dict(address)


def call_id(data: bytes) -> bytes:
    require(len(data) == 16, BAD_LENGTH)
    return data


def identity(data: bytes) -> bytes:
    require(len(data) == 33, BAD_LENGTH)
    return data
