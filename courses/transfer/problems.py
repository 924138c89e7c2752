"""What is wrong with a course's files, and where: all of it is collected before it is said."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file; `file` is its path within the course's folder, lines count from 1."""

    file: str
    line: int = 1

    def down(self, lines: int) -> "Place":
        """The place so many lines further down."""
        return Place(self.file, self.line + lines)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend; `str()` gives "file:line: sentence"."""

    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


class TransferError(Exception):
    """A course could not be read or written; nothing was changed. `problems` is never empty."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(slots=True)
class Problems:
    """Collects problems, so that one run tells all of them; and what to warn of beside them."""

    found: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, place: Place, sentence: str) -> None:
        problem = Problem(place, sentence)
        if problem not in self.found:
            self.found.append(problem)

    def warn(self, place: Place, sentence: str) -> None:
        """Something that is lost or worth a look, but hinders nothing."""
        warning = Problem(place, sentence)
        if warning not in self.warnings:
            self.warnings.append(warning)

    def raise_any(self) -> None:
        """Raises `TransferError` if there is anything to mend."""
        if self.found:
            raise TransferError(self.found)
