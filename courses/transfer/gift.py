r"""Questions as GIFT, Moodle's text format: single choice, read and written.

    // id: 5f0c… choices: 81aa… 2c40…
    ::title::The question{
    =right answer#feedback
    ~wrong answer#feedback
    }

A question ends with its `}`; the next begins after a blank line or with its `::title::`. `\~ \= \#
\{ \} \: \% \\` write these characters themselves and `\n` a new line; a line break in the file is
a space. A line that begins with `//` is a comment; `// id:` gives the next question and its
answers the ids that they had (`-` for an answer that is new).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_ESCAPE = re.compile(r"\\([~=#{}:%\\n])")
_SPECIAL = re.compile(r"[\\~=#{}]|::")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%-?\d+(\.\d+)?%")
_TRUE_FALSE = re.compile(r"(T|F|TRUE|FALSE)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_ID_COMMENT = re.compile(r"//\s*id:(.*)")
_IDS = re.compile(r"\s*(\S+)(?:\s+choices:((?:\s+\S+)+))?\s*")
_ONLY = "only questions with a single right answer can be read"


@dataclass(frozen=True, slots=True)
class GiftAnswer:
    """One answer; `line` is where it stands, and `id` is "" where the file writes none."""

    text: str
    right: bool
    feedback: str = ""
    id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class GiftQuestion:
    """One single-choice question. An untitled one has its text as title, as in Moodle."""

    title: str
    text: str
    answers: tuple[GiftAnswer, ...]
    id: str = ""
    line: int = 0


class GiftError(Exception):
    """A text that can't be read as questions; `problems` are pairs of a line and a sentence."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"line {line}: {sentence}" for line, sentence in problems))


class _Refused(Exception):
    """One question that can't be read; `args` are a line and a sentence."""


@dataclass(slots=True)
class _Chunk:
    """The raw text of one question from its first line on, and the ids that a comment gave it."""

    line: int
    text: str
    ids: tuple[int, str, tuple[str, ...]] | None = None


def read_gift(source: str) -> list[GiftQuestion]:
    """The questions of a text, in their order. Raises `GiftError` with all that is wrong."""
    problems: list[tuple[int, str]] = []
    questions: list[GiftQuestion] = []
    lines_by_title: dict[str, int] = {}
    for chunk in _split(source.split("\n"), problems):
        try:
            question = _read_question(chunk)
        except _Refused as refused:
            problems.append((refused.args[0], refused.args[1]))
            continue
        first = lines_by_title.setdefault(question.title, question.line)
        if first != question.line:
            sentence = f"The question of line {first} has the same title; give each its own."
            problems.append((question.line, sentence))
        questions.append(question)
    if not questions and not problems:
        problems.append((1, "There is no question in this file."))
    if problems:
        raise GiftError(sorted(problems))
    return questions


def write_gift(questions: Iterable[GiftQuestion]) -> str:
    """Questions as a text that `read_gift` reads back the same, with the ids that they have."""
    return "\n".join(_write_question(question) for question in questions)


# --- From lines to questions ------------------------------------------------------------------


def _split(lines: list[str], problems: list[tuple[int, str]]) -> Iterator[_Chunk]:
    """One chunk a question: from its first line to the `}` that ends it."""
    chunk: _Chunk | None = None
    ids: tuple[int, str, tuple[str, ...]] | None = None
    skipping = False
    for number, line in enumerate([*lines, ""], start=1):
        stripped = line.strip()
        if stripped.startswith("//"):
            if (comment := _ID_COMMENT.match(stripped)) and chunk is None:
                ids = _read_ids(number, comment[1], problems)
            elif chunk:
                chunk.text += "\n"  # lines still count
            continue
        begins = stripped.startswith(("::", "$CATEGORY:"))
        if chunk and (not stripped or begins):
            problems.append((chunk.line, _unfinished(chunk)))
            chunk = None
        if not stripped or begins:
            skipping = False
        if not stripped or skipping:
            continue
        if stripped.startswith("$CATEGORY:"):
            sentence = "Question categories are not supported; delete the $CATEGORY line."
            problems.append((number, sentence))
            continue
        if chunk is None:
            chunk, ids = _Chunk(number, line, ids), None
        else:
            chunk.text += "\n" + line
        end = _closing_brace(chunk.text)
        if end is None:
            continue
        if chunk.text[end + 1 :].strip():
            problems.append((number, _trailing("after its closing brace")))
        else:
            chunk.text = chunk.text[: end + 1]
            yield chunk
        chunk, skipping = None, False
        if number < len(lines) and _continues(lines[number]):
            problems.append((number + 1, _trailing("on the line after its closing brace")))
            skipping = True


def _continues(line: str) -> bool:
    """Whether the line after a question can't be the start of another one."""
    stripped = line.strip()
    return bool(stripped) and not stripped.startswith(("::", "//", "$CATEGORY:"))


def _trailing(where: str) -> str:
    return (
        f"There is text {where}. Put a blank line between questions; questions with a gap in "
        f"the sentence (missing word) are not supported: {_ONLY}."
    )


def _unfinished(chunk: _Chunk) -> str:
    if _find(chunk.text, "{") is None:
        return f"This text has no answers in braces (a description): {_ONLY}."
    return "The question's { is not closed by a } before the next blank line or question."


def _read_ids(
    line: int, text: str, problems: list[tuple[int, str]]
) -> tuple[int, str, tuple[str, ...]] | None:
    found = _IDS.fullmatch(text)
    if not found:
        sentence = "Write the ids as `// id: <id> choices: <id> <id>`, or delete this comment."
        problems.append((line, sentence))
        return None
    return line, found[1], tuple((found[2] or "").split())


def _closing_brace(text: str) -> int | None:
    start = _find(text, "{")
    return None if start is None else _find(text, "}", start)


def _find(text: str, char: str, start: int = 0) -> int | None:
    """Where a character stands that no backslash escapes."""
    for found in re.finditer(rf"\\.|{re.escape(char)}", text[start:], re.DOTALL):
        if found[0] == char:
            return start + found.start()
    return None


# --- One question -----------------------------------------------------------------------------


def _read_question(chunk: _Chunk) -> GiftQuestion:
    title, rest, at = _take_title(chunk)
    opening = _find(rest, "{")
    if opening is None:
        sentence = "The braces with the answers come after the title; write \\{ for the sign."
        raise _Refused(chunk.line, sentence)
    text = rest[:opening]
    if _find(text, "}") is not None:
        raise _Refused(chunk.line, "There is a } before the {; write \\} for the sign itself.")
    marker = _FORMAT.match(text.lstrip())
    if marker:
        if marker[1].lower() in ("html", "markdown"):
            sentence = f"Questions in {marker[0]} are not supported; write plain text."
            raise _Refused(chunk.line, sentence)
        text = text.lstrip()[marker.end() :]
    content = rest[opening + 1 : -1]
    answers = _read_answers(content, chunk.line, at + rest[:opening].count("\n"))
    plain = _plain(text)
    question_id = ""
    if chunk.ids:
        question_id, answers = _apply_ids(chunk.ids, answers)
    return GiftQuestion(title or plain, plain, tuple(answers), question_id, chunk.line)


def _take_title(chunk: _Chunk) -> tuple[str, str, int]:
    """The title, the rest, and the line where the rest begins."""
    text = chunk.text.lstrip()
    if not text.startswith("::"):
        return "", text, chunk.line
    end = _find(text[2:], "::") if "::" in text[2:] else None
    if end is None:
        raise _Refused(chunk.line, "The title has no end; write ::title:: before the question.")
    head, rest = text[2 : 2 + end], text[4 + end :]
    return _plain(head), rest, chunk.line + head.count("\n")


def _read_answers(content: str, question_line: int, line: int) -> list[GiftAnswer]:
    """What stands between the braces; `line` is the line of the opening one."""
    if kind := _other_type(content):
        raise _Refused(question_line, f"This is a {kind} question: {_ONLY}.")
    if _find(content, "{") is not None:
        raise _Refused(question_line, "There is a { among the answers; write \\{ for the sign.")
    if _find(content, "####") is not None:
        sentence = "Feedback for the whole question (####) is not supported; give it per answer."
        raise _Refused(question_line, sentence)
    starts = [
        found.start() for found in re.finditer(r"\\.|[=~]", content, re.DOTALL) if found[0] in "=~"
    ]
    answers = []
    for start, end in pairwise([*starts, len(content)]):
        at = line + content.count("\n", 0, start)
        answers.append(_read_answer(content[start], content[start + 1 : end], at))
    if sum(answer.right for answer in answers) > 1:
        raise _Refused(
            question_line,
            f"This question has several right answers (=): {_ONLY}. Write \\= for an equals "
            "sign in a text.",
        )
    return answers


def _other_type(content: str) -> str:
    """Which of GIFT's other types this is, or "" for single choice."""
    content = content.strip()
    if not content:
        return "essay"
    if content.startswith("#"):
        return "numerical"
    if _TRUE_FALSE.fullmatch(content):
        return "true/false"
    if not content.startswith(("=", "~")):
        return "missing-word or otherwise unknown"
    if _find(content, "~") is None:
        return "matching" if _find(content, "->") is not None else "short-answer"
    if re.search(r"(?<!\\)[=~]\s*" + _WEIGHT.pattern, content):
        return "multiple-answer (%weights%)"
    return ""


def _read_answer(sign: str, raw: str, line: int) -> GiftAnswer:
    hash_at = _find(raw, "#")
    text, feedback = (raw, "") if hash_at is None else (raw[:hash_at], raw[hash_at + 1 :])
    return GiftAnswer(_plain(text), sign == "=", _plain(feedback), line=line)


def _apply_ids(
    ids: tuple[int, str, tuple[str, ...]], answers: list[GiftAnswer]
) -> tuple[str, list[GiftAnswer]]:
    line, question_id, choice_ids = ids
    if not choice_ids:
        return question_id, answers
    if len(choice_ids) != len(answers):
        raise _Refused(
            line,
            f"This comment has {len(choice_ids)} ids for {len(answers)} answers; delete the id of "
            "an answer that is gone, and write - for one that is new.",
        )
    used = [one for one in choice_ids if one != "-"]
    if len(set(used)) != len(used):
        raise _Refused(line, "Two answers have the same id.")
    with_ids = [
        GiftAnswer(one.text, one.right, one.feedback, "" if given == "-" else given, one.line)
        for given, one in zip(choice_ids, answers, strict=True)
    ]
    return question_id, with_ids


def _plain(raw: str) -> str:
    joined = re.sub(r"[ \t]*\n[ \t]*", " ", raw).strip(" \t")
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else found[1], joined)


# --- Writing ----------------------------------------------------------------------------------


def _write_question(question: GiftQuestion) -> str:
    lines = []
    if question.id:
        choices = " ".join(answer.id or "-" for answer in question.answers)
        given = any(answer.id for answer in question.answers)
        lines.append(f"// id: {question.id}" + (f" choices: {choices}" if given else ""))
    text = _escape(question.text)
    title = ""
    if question.title and question.title != question.text:
        title = "::" + _escape(question.title).replace("\\:\\:", "::").replace(":", "\\:") + "::"
    if _FORMAT.match(question.text) or (not title and text.startswith(("//", "$"))):
        text = "[plain]" + text
    lines.append(f"{title}{text}{{")
    lines += [_write_answer(answer) for answer in question.answers]
    return "\n".join([*lines, "}", ""])


def _write_answer(answer: GiftAnswer) -> str:
    text = _escape(answer.text)
    if text.startswith("%"):
        text = "\\" + text
    feedback = f"#{_escape(answer.feedback)}" if answer.feedback else ""
    return f"{'=' if answer.right else '~'}{text}{feedback}"


def _escape(text: str) -> str:
    escaped = _SPECIAL.sub(
        lambda found: "".join(f"\\{char}" for char in found[0]), text.strip(" \t\r\n")
    )
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
