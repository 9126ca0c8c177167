"""How a reader refuses: the one exception of the reference, named exactly as in the error tables of spec/."""


class Refused(Exception):
    """Input that a rule refuses; `name` is the error's name in spec/, such as Malformed(TOO_SHORT)."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def malformed(reason: str) -> Refused:
    return Refused(f"Malformed({reason})")


def unsupported(reason: str) -> Refused:
    return Refused(f"Unsupported({reason})")


def unauthentic(reason: str) -> Refused:
    return Refused(f"Unauthentic({reason})")
