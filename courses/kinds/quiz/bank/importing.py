"""Questions of a file into the bank: all of them or none, unless only the good ones are wanted."""

import pickle
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from time import monotonic
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from courses.kinds.quiz.bank.attachments import Attachments, Unfit
from courses.kinds.quiz.bank.checking import store_value
from courses.kinds.quiz.bank.matching import (
    Known,
    Placed,
    find_known,
    name_of,
    read_key,
    read_path,
    stored_value,
    title_of,
)
from courses.kinds.quiz.bank.models import MAX_NAME, BankQuestion, Category
from courses.kinds.quiz.bank.reports import Report
from courses.kinds.quiz.bank.storing import Planned, store_questions
from courses.kinds.quiz.formats.entries import Entry, Finding

#: So many questions are in memory at once.
BATCH = 250
#: Somebody waits: say how far it is at least so often.
_SECONDS_BETWEEN_WORDS = 1.0
_MAX_NUMBER = 100
_MAX_TAG = 100


def import_entries(
    entries: Iterable[Entry | Finding],
    *,
    category: str = "",
    keep_good: bool = False,
    dry_run: bool = False,
    make_categories: bool = True,
    user: Any = None,
    tell: Callable[[int], Any] | None = None,
) -> Report:
    """Read the entries of a file into the bank, and report.

    `category` is the path for those that name none. A question that the bank has already (by its
    key, else by category and number) is published anew where it differs. With an error nothing is
    written, unless `keep_good`. Unless `make_categories`, a question of a category that is missing
    is refused. `tell` hears now and then how many questions were read so far.
    """
    run = _Run(
        category=category,
        keep_good=keep_good,
        write=not dry_run,
        make_categories=make_categories,
        user=user,
        tell=tell,
    )
    if dry_run:
        run.read(entries)
        return run.report
    try:
        with read_ahead(entries) as ready, transaction.atomic():
            run.read(ready)
            transaction.set_rollback(not run.writes)
    except BaseException:
        run.attachments.take_back()
        raise
    if not run.writes:
        run.attachments.take_back()
    run.report.written = run.writes and bool(run.report.created or run.report.updated)
    return run.report


@contextmanager
def read_ahead(entries: Iterable[Entry | Finding]) -> Iterator[Iterable[Entry | Finding]]:
    """The entries of a file, all of them read: what is slow to parse is parsed before the
    transaction. They wait on disk, for they may be many."""
    if connection.in_atomic_block:
        yield entries
        return
    with TemporaryFile() as file:
        count = 0
        for one in entries:
            pickle.dump(one, file)
            count += 1
        file.seek(0)
        yield (pickle.load(file) for _one in range(count))  # noqa: S301 - just written


class _Run:
    """One file on its way. Holds what must be known of the whole file: who is where, and what is
    wrong."""

    def __init__(
        self,
        *,
        category: str,
        keep_good: bool,
        write: bool,
        make_categories: bool,
        user: Any,
        tell: Callable[[int], Any] | None,
    ) -> None:
        self.report = Report()
        self.attachments = Attachments()
        self._category = category
        self._keep_good = keep_good
        self._write = write
        self._make_categories = make_categories
        self._user = user
        self._tell = tell
        self._failed = False
        #: The lines where keys stand, and where no category is named.
        self._keys: dict[uuid.UUID, int] = {}
        self._homeless: list[int] = []
        #: The lines that take a place (path and number), that take a question of the bank (by its
        #: primary key), and that take such a question away from the place it has.
        self._places: dict[tuple[str, str], int] = {}
        self._taken: dict[int, int] = {}
        self._left: dict[tuple[str, str], int] = {}
        self._categories: dict[str, Category] = {}

    @property
    def writes(self) -> bool:
        """Whether what is good is still to be stored."""
        return self._write and (self._keep_good or not self._failed)

    def read(self, entries: Iterable[Entry | Finding]) -> None:
        said, seen = monotonic(), 0
        batch: list[Placed] = []
        for one in entries:
            if isinstance(one, Finding):
                self._add(one)
                continue
            seen += 1
            if placed := self._place(one):
                batch.append(placed)
            if len(batch) == BATCH:
                self._take(batch)
                batch = []
            if self._tell and (seen % BATCH == 0 or monotonic() - said > _SECONDS_BETWEEN_WORDS):
                self._tell(seen)
                said = monotonic()
        self._take(batch)
        if self._homeless:
            sentence = _(
                "%(count)d questions name no category, from this line on. Choose the category for "
                "them."
            )
            count = len(self._homeless)
            self._add(Finding(self._homeless[0], sentence % {"count": count}))
        if not seen and not self.report.findings:
            self._add(Finding(1, _("There is no question in this file.")))
        self.report.findings.sort(key=lambda one: one.line)

    def _add(self, finding: Finding) -> None:
        self._failed = self._failed or finding.error
        self.report.findings.append(finding)

    def _refuse(self, entry: Entry, sentence: str) -> None:
        self._add(Finding(entry.line, sentence, name=title_of(entry)))

    def _warn(self, entry: Entry, sentence: str) -> None:
        self._add(Finding(entry.line, sentence, error=False, name=title_of(entry)))

    # --- One entry: is it alone in its place? ---

    def _place(self, entry: Entry) -> Placed | None:
        try:
            placed = Placed(
                entry, read_path(entry.category) or self._category, read_key(entry.question.id)
            )
            _check_number(entry)
        except ValidationError as error:
            self._refuse(entry, " ".join(error.messages))
            return None
        if placed.key is None:
            if entry.question.id:
                sentence = _("Its id “%(id)s” is none of this site; it is taken for a new one.")
                self._warn(entry, sentence % {"id": entry.question.id})
            return placed
        first = self._keys.setdefault(placed.key, entry.line)
        if first == entry.line:
            return placed
        sentence = _("The question of line %(line)d has the same id; each question has its own.")
        self._refuse(entry, sentence % {"line": first})
        return None

    # --- A batch: what is new, what is changed? ---

    def _take(self, batch: list[Placed]) -> None:
        known = find_known(batch)
        planned = []
        for placed in batch:
            try:
                plan = self._plan(placed, known)
            except Unfit as unfit:
                self._refuse(placed.entry, unfit.sentence)
                continue
            if plan:
                planned.append(plan)
        if self.writes:
            store_questions(planned, user=self._user)

    def _plan(self, placed: Placed, known: Known) -> Planned | None:
        """What to store; None for nothing. Counts it. Raises `Unfit`."""
        entry = placed.entry
        question, path = self._identify(placed, known)
        if not path:
            self._homeless.append(entry.line)
            self._failed = True
            return None
        self._check_category(path)
        before = stored_value(question, entry.question.type) if question else None
        value, stored = self._store_value(entry, before)
        tags = self._tags(entry)
        self.report.counts[entry.question.type] += 1
        if question is None:
            self.report.created += 1
            if (path, name_of(entry)) in known.names:
                sentence = _("The category has a question of this name; this one comes beside it.")
                self._warn(entry, sentence)
            question = BankQuestion(key=placed.key or uuid.uuid4())
        elif before == stored and _is_same(question, entry, path, tags, known):
            self.report.unchanged += 1
            return None
        else:
            self.report.updated += 1
            if question.has_unpublished_changes:
                self._warn(entry, _("It had changes that were not published; see its history."))
        if not self.writes:
            return None
        question.category = self._category_of(path)
        question.name = name_of(entry) or question.name or title_of(entry)
        question.number = entry.number or question.number
        question.level = entry.level or question.level
        block_id = next((block.get("id") for block in question.content.raw_data), None)
        content: Any = [(entry.question.type, value, block_id or str(uuid.uuid4()))]
        question.content = StreamValue(question.content.stream_block, content)
        return Planned(question, tags)

    def _identify(self, placed: Placed, known: Known) -> tuple[BankQuestion | None, str]:
        """The question of the bank that the entry is, and the path of the category that it is to
        be in. Raises `Unfit` where it may not change, and where another entry was there before: in
        its place, or at its question.

        What earlier batches have stored is not asked for, so that a dry run finds the same.
        """
        line = placed.entry.line
        question = known.by_key.get(placed.key) if placed.key else None
        path, number = place = placed.place_in_bank(question)
        if path and number:
            if place in self._places:
                sentence = _("The question of line %(line)d has the same number, %(number)s.")
                raise Unfit(sentence % {"line": self._places[place], "number": number})
            self._places[place] = line
            if place in self._left:
                sentence = _(
                    "Until this file is imported, its number %(number)s is that of the question of "
                    "line %(line)d. Give it another number, or import it afterwards in a file of "
                    "its own."
                )
                raise Unfit(sentence % {"line": self._left[place], "number": number})
            numbered = known.by_place.get(place)
            if question and numbered and numbered != question:
                sentence = _("Another question of the bank has its number, %(number)s.")
                raise Unfit(sentence % {"number": number})
            question = question or numbered
        if question is None:
            return None, path
        if question.pk in self._taken:
            sentence = _(
                "In the bank it is the same question as that of line %(line)d. Give it another "
                "number or id, or import it afterwards in a file of its own."
            )
            raise Unfit(sentence % {"line": self._taken[question.pk]})
        if question.locked:
            raise Unfit(_("The question is locked in the bank; unlock it first."))
        self._taken[question.pk] = line
        before = (question.category.path, question.number)
        if before != place:
            self._left[before] = line
        return question, path

    def _store_value(
        self, entry: Entry, before: Mapping[str, Any] | None
    ) -> tuple[Any, dict[str, Any]]:
        """The entry's question as its block's value and as that is stored. Warns of what is to be
        done to it."""
        if len(" ".join(entry.question.name.split())) > MAX_NAME:
            self._warn(
                entry, _("Its name is cut after %(count)d characters.") % {"count": MAX_NAME}
            )
        self.attachments.write = self.writes
        if not entry.files:
            value, stored, warnings = store_value(entry, self.attachments, before=before)
        elif self.writes:
            so_far = self.attachments.count
            try:
                with transaction.atomic():
                    value, stored, warnings = store_value(entry, self.attachments, before=before)
            except Unfit:
                # What came with a question that is refused does not stay without it.
                self.attachments.take_back(since=so_far)
                raise
        else:
            # The rows that stand in for its files must not stay.
            with transaction.atomic():
                try:
                    value, stored, warnings = store_value(entry, self.attachments, before=before)
                finally:
                    transaction.set_rollback(True)
        for sentence in warnings:
            self._warn(entry, sentence)
        return value, stored

    def _tags(self, entry: Entry) -> tuple[str, ...]:
        tags = [tag for one in entry.tags if (tag := " ".join(one.split()))]
        if any(len(tag) > _MAX_TAG for tag in tags):
            sentence = _("Tags are cut after %(count)d characters.")
            self._warn(entry, sentence % {"count": _MAX_TAG})
        # Spelt in two ways, it is one tag.
        return tuple({tag[:_MAX_TAG].casefold(): tag[:_MAX_TAG] for tag in tags}.values())

    def _check_category(self, path: str) -> None:
        """Raises `Unfit` where it is missing and may not be made."""
        if self._make_categories or path in self._categories:
            return
        category = Category.objects.filter(path=path).first()
        if category is None:
            sentence = _(
                "There is no category “%(path)s” in the bank, and you have no right to make one. "
                "Ask an administrator, or name another category in the file."
            )
            raise Unfit(sentence % {"path": path})
        self._categories[path] = category

    def _category_of(self, path: str) -> Category:
        if path not in self._categories:
            self._categories[path] = Category.objects.get_or_create_path(path)
        return self._categories[path]


def _check_number(entry: Entry) -> None:
    if len(entry.number) > _MAX_NUMBER:
        sentence = _("Its number is longer than %(count)d characters.")
        raise ValidationError(sentence % {"count": _MAX_NUMBER})


def _is_same(
    question: BankQuestion, entry: Entry, path: str, tags: tuple[str, ...], known: Known
) -> bool:
    """Whether the bank has it so already, and published; its value apart."""
    return (
        question.live
        and question.category.path == path
        and entry.level in (None, question.level)
        and name_of(entry) in ("", question.name)
        and entry.number in ("", question.number)
        and set(tags) == known.tags.get(question.pk, set())
    )
