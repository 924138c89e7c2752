"""Moodle XML to entries, one question at a time.

Nothing is lost in silence: what Pijar has no place for is a warning with its line, what can't be
read an error. Left out without a word is only how Moodle numbers, lays out and explains things:
`answernumbering`, `showstandardinstruction`, `layouttype` and the like, and Moodle's own standard
sentences on right and wrong answers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.categories import read_moodle_path
from courses.kinds.quiz.formats.entries import Entry, Finding, Unreadable
from courses.kinds.quiz.formats.moodlexml import (
    arranged,
    calculated,
    choices,
    extension,
    gaps,
    typed,
    written,
)
from courses.kinds.quiz.formats.moodlexml.extension import Around
from courses.kinds.quiz.formats.moodlexml.media import Files
from courses.kinds.quiz.formats.moodlexml.nodes import Node
from courses.kinds.quiz.formats.moodlexml.parsing import read_questions
from courses.kinds.quiz.formats.moodlexml.sources import Source
from courses.kinds.quiz.formats.moodlexml.texts import Texts
from courses.kinds.quiz.questions import Question
from courses.kinds.quiz.texts import plain_words
from courses.kinds.quiz.types.registry import types
from courses.kinds.quiz.types.schema import fill_in

_READERS: Mapping[str, Callable[[Source], tuple[str, dict[str, Any]]]] = {
    "multichoice": choices.read_multichoice,
    "multichoiceset": choices.read_multichoiceset,
    "truefalse": choices.read_truefalse,
    "shortanswer": typed.read_shortanswer,
    "numerical": typed.read_numerical,
    "calculated": calculated.read_calculated,
    "calculatedsimple": calculated.read_calculated,
    "matching": arranged.read_matching,
    "match": arranged.read_matching,
    "ordering": arranged.read_ordering,
    "cloze": gaps.read_multianswer,
    "multianswer": gaps.read_multianswer,
    "gapselect": gaps.read_gapselect,
    "ddwtos": gaps.read_gapselect,
    "essay": written.read_essay,
    "description": written.read_description,
}
_CLOZE = {"cloze", "multianswer"}
_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
#: What Moodle puts into combined feedback itself; the result page says it in its own words.
_STANDARD = {
    "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect.",
    "Jawaban Anda benar.", "Jawaban Anda sebagian benar.", "Jawaban Anda salah.",
}  # fmt: skip
#: Elements of a question that are read somewhere, or say only how Moodle shows things.
_KNOWN = {
    "name", "questiontext", "generalfeedback", "defaultgrade", "penalty", "hidden", "idnumber",
    "tags", "coursetags", "hint", "pijar", "correctfeedback", "partiallycorrectfeedback",
    "incorrectfeedback", "shownumcorrect", "answer", "single", "shuffleanswers",
    "answernumbering", "showstandardinstruction", "usecase", "units", "unitgradingtype",
    "unitpenalty", "showunits", "unitsleft", "instructions", "synchronize", "dataset_definitions",
    "subquestion", "layouttype", "selecttype", "selectcount", "gradingtype", "showgrading",
    "numberingstyle", "dragbox", "selectoption", "responseformat", "responserequired",
    "responsefieldlines", "minwordlimit", "maxwordlimit", "attachments", "attachmentsrequired",
    "maxbytes", "filetypeslist", "graderinfo", "responsetemplate",
}  # fmt: skip
_MOST_NAMES = 10


def read_entries(source: bytes) -> Iterator[Entry | Finding]:
    """The questions of a file, each after what there is to say about it."""
    category = ""
    for item in read_questions(source):
        if isinstance(item, Finding):
            yield item
        elif item.attributes.get("type", "").strip() == "category":
            category = read_moodle_path(item.value("category"))
            if item.value("info"):
                sentence = _("The description of the category “%(name)s” is left out.")
                yield Finding(item.line, sentence % {"name": category}, error=False)
        else:
            entry, findings = read_question(item, category=category)
            yield from findings
            if entry:
                yield entry


def read_question(
    node: Node, *, category: str = "", around: Around | None = None
) -> tuple[Entry | None, list[Finding]]:
    """The entry in a `<question>` and what there is to say; no entry where that is an error.

    `around` is for a question that has no `<pijar>` element yet.
    """
    findings: list[Finding] = []
    name = node.value("name")
    kind = node.attributes.get("type", "").strip()
    if kind not in _READERS:
        return None, [Finding(node.line, _explain_unknown(kind), name=name or kind)]
    try:
        content = _load_extension(node, findings, name)
        _check_markup(node)
        words, found = gaps.take_gaps(node) if kind in _CLOZE else (None, [])
        around = around or extension.look_around(content)
        texts = Texts(node, kind, wanted=around.format, main_words=words)
        files = Files(around.beside)
        source = Source(node, kind, texts, files, findings=findings, name=name, gaps=found)
        return _read_entry(source, category, around, content), findings
    except Unreadable as error:
        return None, [*findings, Finding(error.line or node.line, str(error), name=name)]


def _read_entry(source: Source, category: str, around: Around, content: Mapping[str, Any]) -> Entry:
    node = source.node
    slug, data = _READERS[source.kind](source)
    picture, sound = _place_media(source)
    _warn_of_losses(source)
    weight = source.number("defaultgrade", 1, 0, 1000)
    if source.gaps:
        weight = float(sum(gap.weight for gap in source.gaps))
    question = Question(
        id="",
        type=slug,
        text=source.text("questiontext") if source.replaced_text is None else source.replaced_text,
        data=fill_in(data, types[slug].schema),
        format=source.texts.format,
        name=source.name,
        weight=0.0 if slug == "description" else weight,
        penalty=source.penalty(),
        feedback=source.text("generalfeedback"),
        hints=tuple(_read_hints(source)),
        picture=picture,
        sound=sound,
    )
    try:
        question = extension.complete(question, content)
    except extension.Damaged:
        _warn_of_damage(node, source.findings, source.name)
    tags = (tag.words() for holder in ("tags", "coursetags") for tag in node.within(holder, "tag"))
    return Entry(
        question=question,
        category=category,
        tags=tuple(dict.fromkeys(filter(None, tags))),
        number=node.value("idnumber"),
        line=node.line,
        files=source.files.contents,
        beside=source.files.beside,
        level=around.level,
        part_lines=tuple(source.part_lines),
    )


def _load_extension(node: Node, findings: list[Finding], name: str) -> dict[str, Any]:
    holder = node.find(extension.TAG)
    try:
        return extension.load(holder.text) if holder is not None else {}
    except extension.Damaged:
        _warn_of_damage(node, findings, name)
        return {}


def _warn_of_damage(node: Node, findings: list[Finding], name: str) -> None:
    holder = node.find(extension.TAG)
    sentence = _(
        "What Pijar itself wrote about this question (<pijar>) does not fit it any more; only what "
        "Moodle knows is read."
    )
    findings.append(Finding(holder.line if holder else 0, sentence, error=False, name=name))


def _check_markup(node: Node) -> None:
    """Raises `Unreadable` where HTML stands in a text as it is, so that the XML parser took it."""
    for text in node.walk():
        if text.tag == "text" and text.children:
            inner = text.children[0]
            sentence = _(
                "HTML stands in a text here (<%(name)s>). Put the text in <![CDATA[ … ]]>."
            )
            raise Unreadable(sentence, inner.line, name=inner.tag[:40])


def _place_media(source: Source) -> tuple[dict[str, str] | None, dict[str, str] | None]:
    """The question's own picture and sound: the first of each in its text."""
    node = source.node.find("questiontext")
    picture: dict[str, str] | None = None
    sound: dict[str, str] | None = None
    for media in source.texts.media(node) if node else ():
        wanted = (media.kind == "picture" and not picture) or (media.kind == "sound" and not sound)
        name = source.place(node, media) if node and wanted else None
        if name and media.kind == "picture":
            picture = {"image": name, "alt": media.alt}
        elif name:
            sound = {"media": name}
    return picture, sound


def _warn_of_losses(source: Source) -> None:
    node = source.node
    for holder, found in source.texts.with_media():
        left = [media for media in found if not source.was_placed(media)]
        for media in left:
            source.files.leave(holder, media.name)
        if left:
            names = _list_names(media.name or media.source for media in left)
            sentence = _("A picture or sound (%(names)s) has no place here and is left out.")
            source.warn(sentence, holder.line, names=names)
    if unused := source.files.find_unused(node):
        sentence = _("Files that are not used in any text are left out: %(names)s.")
        source.warn(sentence, names=_list_names(unused))
    if shown := source.texts.find_not_shown():
        sentence = _("Not shown here, of the HTML in its texts: %(names)s.")
        source.warn(sentence, names=", ".join(f"<{tag}>" for tag in shown))
    for child in filter(None, map(node.find, _COMBINED)):
        text = plain_words(source.texts.read(child), source.texts.format)
        if text and text not in _STANDARD:
            sentence = _(
                "“%(text)s” (<%(tag)s>) is left out: here feedback belongs to an answer, or to all."
            )
            source.warn(sentence, child.line, text=text[:60], tag=child.tag)
    if node.value("hidden", "0") != "0":
        source.warn(_("The question is hidden in Moodle; here it is like any other."))
    unknown = {one.tag for one in node.children if one.tag not in _KNOWN and _says(one)}
    if unknown:
        sentence = _("These parts are not known and left out: %(names)s.")
        source.warn(sentence, names=", ".join(f"<{tag[:40]}>" for tag in sorted(unknown)))


def _list_names(names: Iterable[str]) -> str:
    """The first names, each shortened, and how many more there are."""
    listed = [name[:60] for name in names]
    more = len(listed) - _MOST_NAMES
    shown = ", ".join(listed[:_MOST_NAMES])
    if more <= 0:
        return shown
    return _("%(names)s and %(count)d more") % {"names": shown, "count": more}


def _says(node: Node) -> bool:
    return any(one.text.strip() or one.attributes for one in node.walk())


def _read_hints(source: Source) -> Iterator[str]:
    for node in source.node.all("hint"):
        if text := source.texts.read(node.find("hintcontent") or node):
            yield text


def _explain_unknown(kind: str) -> str:
    if not kind:
        return _("This question does not say its type.")
    if kind == "random":
        return _(
            "A “random” question can't be read. Let a quiz draw questions from the bank instead."
        )
    return _("Questions of the type “%(type)s” can't be read.") % {"type": kind[:60]}
