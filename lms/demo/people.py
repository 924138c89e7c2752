"""Invented people for the demo, and how far each has come. Nobody of these names exists."""

from collections.abc import Iterator
from dataclasses import dataclass

from lms.accounts.roles import Role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`secret` is a PIN for a participant and a password for staff; `lessons` are done already, the
    last of them `days_ago`; `joined` is whether the course was joined at all."""

    code: str
    name: str
    role: Role
    secret: str
    phone: str | None = None
    lessons: int = 0
    days_ago: int = 0
    joined: bool = True


#: The first participant has joined nothing: the demo begins with her.
PARTICIPANT = DemoPerson(
    "LT-0101", "Siti Contoh", Role.PARTICIPANT, "730418", "+62 811-0000-101", joined=False
)
STAFF = [
    DemoPerson("PELATIH", "Pelatih Contoh", Role.TRAINER, "pijar-pelatih-demo"),
    DemoPerson("KOORDINATOR", "Koordinator Contoh", Role.COORDINATOR, "pijar-koordinator-demo"),
    DemoPerson("ADMIN", "Admin Contoh", Role.ADMINISTRATOR, "pijar-admin-demo"),
]
_OTHERS = [
    ("LT-0102", "Nurul Contoh", 10, 9),
    ("LT-0103", "Baiq Contoh", 7, 1),
    ("LT-0104", "Lalu Contoh", 4, 21),
    ("WN-0101", "Sri Contoh", 6, 3),
    ("WN-0102", "Wahyu Contoh", 0, 0),
    ("KR-0101", "Dewi Contoh", 10, 2),
    ("KR-0102", "Asep Contoh", 1, 16),
    ("FT-0101", "Maria Contoh", 5, 5),
    ("FT-0102", "Yohanes Contoh", 3, 0),
    ("FT-0103", "Theresia Contoh", 0, 0),
]


def demo_people() -> Iterator[DemoPerson]:
    """Everybody, those with a sign-in worth printing first."""
    yield PARTICIPANT
    yield from STAFF
    for code, name, lessons, days_ago in _OTHERS:
        yield DemoPerson(code, name, Role.PARTICIPANT, "730418", lessons=lessons, days_ago=days_ago)
