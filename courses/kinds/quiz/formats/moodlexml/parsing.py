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
from django.utils.translation import gettext_lazy

from courses.kinds.quiz.formats.entries import Finding, Unreadable
from courses.kinds.quiz.formats.moodlexml.declarations import check_declaration
from courses.kinds.quiz.formats.moodlexml.nodes import Node

MAX_FILE_BYTES = 5_000_000
MAX_FILE_TEXT = MAX_FILE_BYTES * 4 // 3 + 300_000  # base64, and the line ends in it
MAX_QUESTION_TEXT = 1_000_000
MAX_QUESTION_FILES = 4 * MAX_FILE_TEXT
MAX_ELEMENTS = 20_000
MAX_DEPTH = 30
#: A tag that spans many pieces is scanned anew with each of them: not too small.
_PIECE = 256 * 1024
_CUT_OFF = gettext_lazy(
    "The file ends in the middle of something: it was cut off. Export it again."
)
_ENCODING = gettext_lazy("The encoding of this file is not read. Save it as UTF-8.")
_SIGN = gettext_lazy(
    "A character stands here that must not: a lone & or < (write &amp; or &lt;), or a control "
    "character."
)
_EXPLAINED = {
    errors.XML_ERROR_UNCLOSED_TOKEN: _CUT_OFF,
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: _CUT_OFF,
    errors.XML_ERROR_PARTIAL_CHAR: _CUT_OFF,
    errors.XML_ERROR_NO_ELEMENTS: gettext_lazy("The file is empty."),
    errors.XML_ERROR_INCORRECT_ENCODING: _ENCODING,
    errors.XML_ERROR_UNKNOWN_ENCODING: _ENCODING,
    errors.XML_ERROR_SYNTAX: gettext_lazy("This is no XML: it does not begin with a tag."),
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: gettext_lazy(
        "Something stands after the end, </quiz>. What stands there is not read."
    ),
    errors.XML_ERROR_TAG_MISMATCH: gettext_lazy(
        "A tag is closed here that was not the last one opened. HTML in a text belongs in "
        "<![CDATA[ … ]]>."
    ),
    errors.XML_ERROR_UNDEFINED_ENTITY: gettext_lazy(
        "A name such as &nbsp; stands here that XML doesn't know. Put the text in <![CDATA[ … ]]>, "
        "or write the character itself."
    ),
    errors.XML_ERROR_MISPLACED_XML_PI: gettext_lazy(
        "Something stands before <?xml …?>. Take it out, also empty lines."
    ),
    errors.XML_ERROR_INVALID_TOKEN: _SIGN,
    errors.XML_ERROR_BAD_CHAR_REF: _SIGN,
}


def read_questions(source: bytes) -> Iterator[Node | Finding]:
    """The `<question>` elements and what is wrong around them. Ends at the first place where the
    file is no XML, with an error on it; the questions before stand."""
    parser = DefusedExpatParser(forbid_dtd=True)
    builder = _Builder(parser)
    parser.setContentHandler(builder)
    stopped: Finding | None = None
    for start in range(0, len(source) + 1, _PIECE):
        try:
            if not start:
                check_declaration(source)
            parser.feed(source[start : start + _PIECE])
            if start + _PIECE > len(source):
                parser.close()
        except Unreadable as error:
            stopped = Finding(error.line or builder.line, str(error))
        except SAXParseException as error:
            stopped = Finding(error.getLineNumber() or builder.line, builder.explain(error))
        except DefusedXmlException:
            sentence = _(
                "This file has a document type (<!DOCTYPE …>), which can hide harm and is not "
                "read. Take that part out."
            )
            stopped = Finding(builder.line, sentence)
        except (ValueError, LookupError):  # of Python's codecs, for the name of a strange encoding
            stopped = Finding(1, str(_ENCODING))
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
        self._elements = self._letters = self._file_letters = self._this_file = 0
        self._excess = ""

    @property
    def line(self) -> int:
        """Where the parser is."""
        return self._parser.getLineNumber() or 1

    def take(self) -> list[Node | Finding]:
        """What is complete since the last call."""
        done, self._done = self._done, []
        return done

    def explain(self, error: SAXParseException) -> str:
        """A sentence on what the parser stumbled over."""
        message = error.getMessage()
        if message == errors.XML_ERROR_NO_ELEMENTS and self._depth:
            return str(_CUT_OFF)
        if message in _EXPLAINED:
            return str(_EXPLAINED[message])
        return _("This is not well-formed XML (%(message)s).") % {"message": message}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX's name
        self._depth += 1
        if self._depth > MAX_DEPTH:
            sentence = _(
                "The elements are nested more than %(depth)d deep; no question needs that."
            )
            raise Unreadable(sentence, depth=MAX_DEPTH)
        if self._depth == 1 and name != "quiz":
            sentence = _(
                "This is not Moodle XML: the outermost element must be <quiz>, not <%(name)s>."
            )
            raise Unreadable(sentence, name=name[:50])
        node = Node(name, dict(attrs.items()), line=self.line)
        if self._path:
            self._start_inner(node)
        elif self._depth == 2 and name == "question":
            self._elements = self._letters = self._file_letters = self._this_file = 0
            self._excess = ""
            self._path, self._text = [node], [[]]
        elif self._depth == 2 and name not in self._strange:
            self._strange.add(name)
            sentence = _("<%(name)s> is no question and is left out.") % {"name": name[:50]}
            self._done.append(Finding(self.line, sentence, error=False))

    def _start_inner(self, node: Node) -> None:
        self._elements += 1
        self._this_file = 0
        self._letters += sum(map(len, node.attributes.values()))
        if self._elements > MAX_ELEMENTS:
            sentence = _("This question has more than %(count)d elements; split it.")
            self._excess = sentence % {"count": MAX_ELEMENTS}
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
            sentence = _("The file “%(name)s” is larger than 5 MB; make it smaller.")
            self._excess = sentence % {"name": node.attributes.get("name", "")[:100]}
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
