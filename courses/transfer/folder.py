"""A course's folder: plain files inside it and nothing else, each within its size."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from courses.transfer.problems import Place, Problem, Problems, TransferError

COURSE_FILE = "course.md"
LESSON_FILE = re.compile(r"\d+-[^/]+\.md")

MEGABYTE = 1024 * 1024
MAX_TEXT = 1 * MEGABYTE
MAX_PICTURE = 5 * MEGABYTE
MAX_RECORDING = 20 * MEGABYTE


@dataclass(frozen=True, slots=True)
class FolderFile:
    """A file that was looked at: its name within the folder and where its bytes are."""

    name: str
    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def open(self) -> IO[bytes]:
        return self.path.open("rb")

    def read(self) -> bytes:
        return self.path.read_bytes()

    def digest(self, algorithm: str = "sha256") -> str:
        """The hash of its bytes, in hexadecimal digits."""
        with self.path.open("rb") as stream:
            return hashlib.file_digest(stream, algorithm).hexdigest()


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that came within another one: its name and its bytes."""

    name: str
    data: bytes = field(repr=False)

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> IO[bytes]:
        return BytesIO(self.data)

    def read(self) -> bytes:
        return self.data

    def digest(self, algorithm: str = "sha256") -> str:
        """The hash of its bytes, in hexadecimal digits."""
        return hashlib.new(algorithm, self.data, usedforsecurity=False).hexdigest()


AnyFile = FolderFile | HeldFile


class CourseFolder:
    """Reads the files of one folder. What can't be read is a problem and comes back as None."""

    def __init__(self, path: Path, problems: Problems) -> None:
        """Raises `TransferError` where there is no folder or no `course.md` in it."""
        self.path = path.resolve()
        self.problems = problems
        if not self.path.is_dir():
            sentence = "There is no such folder."
            raise TransferError([Problem(Place(str(path)), sentence)])
        if not (self.path / COURSE_FILE).exists():
            sentence = f"The folder has no {COURSE_FILE}, so it is not a course."
            raise TransferError([Problem(Place(str(path)), sentence)])

    def lesson_names(self) -> Iterator[str]:
        """The lessons' files in their order; any other `.md` file is a problem."""
        for path in sorted(self.path.glob("*.md"), key=lambda path: _lesson_order(path.name)):
            if LESSON_FILE.fullmatch(path.name):
                yield path.name
            elif path.name != COURSE_FILE:
                sentence = "A lesson's file is named by a number and a word: 01-introduction.md."
                self.problems.add(Place(path.name), sentence)

    def has(self, name: str) -> bool:
        """Whether anything of this name is there, be it readable or not."""
        path = self.path / name
        return path.exists() or path.is_symlink()

    def names_below(self, name: str) -> Iterator[str]:
        """The files of a folder within this one, by their names from here, in their order; none
        where there is no such folder. Hidden files are left out."""
        for path in sorted((self.path / name).glob("*")):
            if not path.name.startswith("."):
                yield f"{name}/{path.name}"

    def find(self, name: str, place: Place, *, limit: int) -> FolderFile | None:
        """A file by its name in the folder; `place` is where the name stands."""
        if sentence := self._refuse(name, limit):
            self.problems.add(place, sentence)
            return None
        return FolderFile(name, self.path / name)

    def read_text(
        self, name: str, place: Place | None = None, *, limit: int = MAX_TEXT
    ) -> str | None:
        """A text file as UTF-8 with plain line ends; `place` is where its name stands, if any."""
        file = self.find(name, place or Place(name), limit=limit)
        if file is None:
            return None
        data = file.read()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self.problems.add(Place(name, line), "This is not UTF-8. Save the file as UTF-8.")
            return None
        if "\x00" in text:
            line = text.count("\n", 0, text.index("\x00")) + 1
            self.problems.add(Place(name, line), "This is not text: it holds a NUL character.")
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _refuse(self, name: str, limit: int) -> str:
        """Why a file can't be taken, or "" if it can."""
        parts = PurePosixPath(name).parts
        if not name or name.startswith("/") or "\\" in name or ".." in parts or ":" in name:
            return f"{name!r} is outside the course's folder; put the file into the folder."
        path = self.path
        for part in parts:
            path = path / part
            if path.is_symlink():
                return f"{name!r} is a symbolic link; put the file itself into the folder."
        if not path.is_file():
            return f"There is no file {name!r} in the course's folder."
        if path.stat().st_size > limit:
            return f"{name!r} is larger than {limit // MEGABYTE} MB; make it smaller."
        return ""


def _lesson_order(name: str) -> tuple[int, str]:
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 0, name)
