"""Bytes from outside to the `<question>` elements in them, one at a time.

defusedxml's SAX parser is used rather than its ElementTree, because it tells lines and keeps
nothing: a question's tree is built here and given away before the next begins. A document type is
refused where it starts, so no entity can be declared, none expands and nothing is ever fetched.
Depth, elements, text and files of a question are capped.
"""

from collections.abc import Iterator
from xml.parsers.expat import errors
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from courses.kinds.quiz.formats.entries import Finding
from courses.kinds.quiz.formats.moodlexml.declarations import find_wrong_declaration
from courses.kinds.quiz.formats.moodlexml.nodes import Node

MAX_FILE_BYTES = 5_000_000
MAX_FILE_TEXT = MAX_FILE_BYTES * 4 // 3 + 300_000  # base64, and the line ends in it
MAX_QUESTION_TEXT = 1_000_000
MAX_QUESTION_FILES = 4 * MAX_FILE_TEXT
MAX_ELEMENTS = 20_000
MAX_DEPTH = 30
#: A tag that spans many pieces is scanned anew with each of them: not too small.
_PIECE = 256 * 1024


class Unparsable(Exception):
    """Nothing from this place on can be read. `str()` is the sentence."""


def read_questions(source: bytes) -> Iterator[Node | Finding]:
    """The `<question>` elements and what is wrong around them. Ends at the first place where the
    file is no XML, with an error on it; the questions before stand."""
    if wrong := find_wrong_declaration(source):
        yield Finding(*wrong)
        return
    parser = DefusedExpatParser(forbid_dtd=True)
    builder = _Builder(parser)
    parser.setContentHandler(builder)
    stopped: Finding | None = None
    for start in range(0, len(source) + 1, _PIECE):
        try:
            parser.feed(source[start : start + _PIECE])
            if start + _PIECE > len(source):
                parser.close()
        except SAXParseException as error:
            stopped = Finding(error.getLineNumber() or builder.line, _explain(error, builder))
        except DefusedXmlException:
            stopped = Finding(
                builder.line,
                _("This file has a document type (<!DOCTYPE …>), which can hide harm and is not "
                  "read. Take that part out."),
            )  # fmt: skip
        except Unparsable as error:
            stopped = Finding(builder.line, str(error))
        except (ValueError, LookupError):  # of Python's codecs, for the name of a strange encoding
            stopped = Finding(1, _("The encoding of this file is not read. Save it as UTF-8."))
        yield from builder.take()
        if stopped:
            yield stopped
            return


class _Builder(ContentHandler):
    """Builds each question's tree as its tags arrive."""

    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self._parser = parser
        self._done: list[Node | Finding] = []
        self._path: list[Node] = []
        self._text: list[list[str]] = []
        self._depth = 0
        self._strange: set[str] = set()
        self._start_counting()

    def _start_counting(self) -> None:
        self._elements = self._letters = self._file_letters = self._this_file = 0
        self._excess = ""

    @property
    def line(self) -> int:
        """Where the parser is."""
        return self._parser.getLineNumber() or 1

    @property
    def begun(self) -> bool:
        """Whether the file's outermost element has begun."""
        return self._depth > 0

    def take(self) -> list[Node | Finding]:
        """What is complete since the last call."""
        done, self._done = self._done, []
        return done

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unparsable(_("The elements are nested more than %(depth)d deep; no question "
                               "needs that.") % {"depth": MAX_DEPTH})  # fmt: skip
        if self._depth == 1:
            if name != "quiz":
                raise Unparsable(_("This is not Moodle XML: the outermost element must be <quiz>, "
                                   "not <%(name)s>.") % {"name": name[:50]})  # fmt: skip
        elif self._path:
            self._start_inner(name, attrs)
        elif self._depth == 2 and name == "question":
            self._start_counting()
            self._path = [Node(name, dict(attrs.items()), line=self.line)]
            self._text = [[]]
        elif self._depth == 2 and name not in self._strange:
            self._strange.add(name)
            sentence = _("<%(name)s> is no question and is left out.") % {"name": name[:50]}
            self._done.append(Finding(self.line, sentence, error=False))

    def _start_inner(self, name: str, attrs: AttributesImpl) -> None:
        self._elements += 1
        self._this_file = 0
        if self._elements > MAX_ELEMENTS:
            self._excess = _("This question has more than %(count)d elements; split it.") % {
                "count": MAX_ELEMENTS
            }
        node = Node(name, dict(attrs.items()), line=self.line)
        self._letters += sum(map(len, node.attributes.values()))
        if not self._excess:
            self._path[-1].children.append(node)
        self._path.append(node)
        self._text.append([])

    def characters(self, content: str) -> None:
        if not self._path:
            return
        node = self._path[-1]
        if node.tag == "file":
            self._this_file += len(content)
            self._file_letters += len(content)
        else:
            self._letters += len(content)
        if self._this_file > MAX_FILE_TEXT:
            self._excess = _("The file “%(name)s” is larger than 5 MB; make it smaller.") % {
                "name": node.attributes.get("name", "")[:100]
            }
        elif self._file_letters > MAX_QUESTION_FILES:
            self._excess = _("The files of this question are larger than 20 MB; make them smaller.")
        elif self._letters > MAX_QUESTION_TEXT:
            self._excess = _("This question's text is longer than a million letters; shorten it.")
        if not self._excess:
            self._text[-1].append(content)

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX's name
        self._depth -= 1
        if not self._path:
            return
        node = self._path.pop()
        node.text = "".join(self._text.pop())
        if not self._path:
            self._done.append(Finding(node.line, self._excess) if self._excess else node)


def _explain(error: SAXParseException, builder: _Builder) -> str:
    """A sentence on what the parser stumbled over."""
    message = error.getMessage()
    if message in (errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
                   errors.XML_ERROR_PARTIAL_CHAR) or (
        message == errors.XML_ERROR_NO_ELEMENTS and builder.begun
    ):  # fmt: skip
        return _("The file ends in the middle of something: it was cut off. Export it again.")
    if message == errors.XML_ERROR_NO_ELEMENTS:
        return _("The file is empty.")
    if message in (errors.XML_ERROR_INCORRECT_ENCODING, errors.XML_ERROR_UNKNOWN_ENCODING):
        return _("The encoding of this file is not read. Save it as UTF-8.")
    if message == errors.XML_ERROR_SYNTAX:
        return _("This is no XML: it does not begin with a tag.")
    if message == errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        return _("Something stands after the end, </quiz>. What stands there is not read.")
    if message == errors.XML_ERROR_TAG_MISMATCH:
        return _("A tag is closed here that was not the last one opened. HTML in a text belongs "
                 "in <![CDATA[ … ]]>.")  # fmt: skip
    if message == errors.XML_ERROR_UNDEFINED_ENTITY:
        return _("A name such as &nbsp; stands here that XML doesn't know. Put the text in "
                 "<![CDATA[ … ]]>, or write the character itself.")  # fmt: skip
    if message == errors.XML_ERROR_MISPLACED_XML_PI:
        return _("Something stands before <?xml …?>. Take it out, also empty lines.")
    if message in (errors.XML_ERROR_INVALID_TOKEN, errors.XML_ERROR_BAD_CHAR_REF):
        return _("A character stands here that must not: a lone & or < (write &amp; or &lt;), or "
                 "a control character.")  # fmt: skip
    return _("This is not well-formed XML (%(message)s).") % {"message": message}
