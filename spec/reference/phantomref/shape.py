"""How the schema of a message is described: a shape is its fields in ascending order of their numbers (SIG-2, SIG-6, SIG-8)."""

from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from phantomref.errors import Refused

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
CRITICAL_BELOW = 64
LAST_NUMBER = 2**29 - 1
Message = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """kind: uint, flag, enum, text (SIG-3), utf8, bytes, byte_strings (repeated), enums (packed, in order), set (packed, rising),
    message, messages. least and most: of the number, of the length (`lengths` if only some between), or of the count of
    messages. count: how many byte strings there may be, at least one."""

    number: int
    name: str
    kind: str
    least: int = 0
    most: int = 0
    values: tuple[str, ...] = ()
    above: str = "Malformed(BAD_VALUE)"
    length_error: str = "Malformed(BAD_LENGTH)"
    optional: bool = False
    shape: Optional["Shape"] = None
    lengths: tuple[int, ...] = ()
    count: int = 0
    allowed: Callable[[str], bool] = field(default=lambda text: True)

    @property
    def wire_type(self) -> int:
        return VARINT if self.kind in ("uint", "flag", "enum") else BYTES

    @property
    def repeated(self) -> bool:
        """Whether the field stands there once for each value."""
        return self.kind in ("messages", "byte_strings")

    @property
    def nested(self) -> "Shape":
        assert self.shape is not None
        return self.shape

    @property
    def required(self) -> bool:
        """SIG-2 and SIG-6: what is absent without being missing."""
        has_default = self.kind in ("flag", "set") or self.kind == "uint" and self.least == 0
        return not self.optional and not has_default


@dataclass(frozen=True)
class Shape:
    """`rule` checks what one field's value says about another (SIG-6, SIG-8); raises Refused."""

    name: str
    fields: tuple[Field, ...]
    rule: Callable[[Message], None] = field(default=lambda message: None)

    def by_number(self, number: int) -> Optional[Field]:
        return next((one for one in self.fields if one.number == number), None)


def require(holds: bool, error: str) -> None:
    if not holds:
        raise Refused(error)
