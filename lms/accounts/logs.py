"""Keeps secrets out of the logs: no PIN, no code, no full phone number, whatever the logger."""

import logging
import re
import unicodedata

# Digits as the world writes them: \d knows those of every script, these are written otherwise
# (², ₂, ②, ⒉ and their like).
_SIGNS = (
    "\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468"
    "\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792"
    "\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a"
)
_DIGIT = rf"[\d{_SIGNS}]"
# What people and address bars put between digits; some of it has no width.
_GAP = (
    r"(?:[\ .()+_\-\u00a0\u00ad\u00b7\u2000-\u2015\u202a-\u202f\u2060\u2066-\u2069\u2212\u3000"
    r"\ufeff\uff0d]|%(?:20|2[89BDEbde]|C2%A0))"
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_BROWSERS = r"(?:Mozilla|AppleWebKit|Chrome|Mobile|Safari|Gecko|Firefox|Version|Edge?A?|OPR|CriOS)"
_STANDARDS = r"(?i:sha-?(?:256|384|512)|iso-?8859-[0-9]{1,2}|cp[0-9]{3,4})"
_SLASH = r"(?:/|%2[Ff])"
# Where a word begins and ends.
_FROM, _TO = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"

#: One pass from left to right. Every repetition either has a bound or can go on in one way only,
#: so a line of a megabyte costs what its length says, whatever it holds.
_FOUND = re.compile(
    rf"""
    # What looks like a secret and is none: moments, addresses, ids, versions, status and size.
    (?P<keep>
        (?<![\d+])(?:19|20)[0-9]{{2}}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?!-?\d)
      | (?<!\d)[0-2][0-9]:[0-5][0-9]:[0-5][0-9](?:[.,][0-9]{{1,6}}|\ [+-][0-9]{{4}})?(?!\d)
      | (?<![\d.+])(?:{_OCTET}\.){{3}}{_OCTET}(?![.-]?\d)
      | {_FROM}[0-9a-f]{{8}}-(?:[0-9a-f]{{4}}-){{3}}[0-9a-f]{{12}}{_TO}
      | {_FROM}{_BROWSERS}/[0-9.]+
      | {_FROM}{_STANDARDS}{_TO}
      | HTTP/[0-9.]{{1,3}}"\ [1-5][0-9]{{2}}\ [0-9]+(?!\d)
    )
    # What stands for a person in an address of ours: a code, or the key to a private feed.
  | (?P<path>{_SLASH}(?:koordinator{_SLASH}pin|saya){_SLASH})(?:(?!%2[Ff])[^/\s?&\#"'])+
  | (?<![0-9A-Za-z_])(?P<name>(?:code|kode|pin)(?:=|["']:\ ?)["']?)[^\s&"',;)]+
    # A person's code: LT-0231, lt0231.
  | {_FROM}(?P<dashed>[A-Za-z]{{1,8}}(?:-[0-9A-Za-z]{{1,8}}){{0,3}})-\d{{3,}}{_TO}
  | {_FROM}(?P<bare>[A-Za-z]{{1,8}})\d{{3,}}{_TO}
    # Six digits and more, in one piece or in groups: a PIN or a phone number.
  | (?P<digits>[+(]{{0,2}}{_DIGIT}(?:{_GAP}{{0,4}}+{_DIGIT}){{5,}}+)
    # Else its own digits would count as the number's first.
  | (?P<escape>%[0-9A-Fa-f]{{2}})
    """,
    re.VERBOSE,
)
#: What an access log says of an answer: "200 1543".
_STATUS_AND_SIZE = re.compile(r"[1-5][0-9]{2} [0-9]{4,5}")
#: Of a phone number the last digits stay, to tell which it was; of a PIN nothing does.
PHONE_BEGINS = ("0", "62", "8")
PHONE_LENGTH = 9
DIGITS_KEPT = 3


def mask_secrets(text: str) -> str:
    """The text without PINs, codes and keys; of a phone number the last three digits stay."""
    return _FOUND.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "path" | "name" as group:
            return f"{found[group]}***"
        case "dashed":
            return f"{found['dashed']}-***"
        case "bare":
            return f"{found['bare']}***"
        case "digits":
            return _mask_digits(found["digits"])
    return found[0]


def _mask_digits(text: str) -> str:
    if _STATUS_AND_SIZE.fullmatch(text):
        return text
    # A bracket that closes further on belongs to the sentence.
    before = "(" if text.startswith("(") and ")" not in text else ""
    number = text.lstrip("(")
    signs = filter(str.isdigit, re.sub("%[0-9A-Fa-f]{2}", "", number))
    digits = "".join(str(unicodedata.digit(sign)) for sign in signs)
    if len(digits) >= PHONE_LENGTH and (number[0] == "+" or digits.startswith(PHONE_BEGINS)):
        return f"{before}***{digits[-DIGITS_KEPT:]}"
    return f"{before}***"


class NoSecretsFilter(logging.Filter):
    """Rewrites a record before any formatter sees it: message, arguments and traceback.

    The arguments are merged into the message first, so that a secret is found wherever it came
    from and `%d` never meets a mask. A record whose arguments do not fit is still logged.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask_secrets(_merge_arguments(record))
        record.args = ()
        if record.exc_info and not record.exc_text:
            # Formatters use this text when it is there instead of rendering the traceback again.
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask_secrets(record.exc_text)
        if record.stack_info:
            record.stack_info = mask_secrets(record.stack_info)
        return True


def _merge_arguments(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:
        return f"{_show(record.msg)} {_show(record.args)}"


def _show(value: object) -> str:
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"


def mask_server_logs() -> None:
    """Web servers hand their lines to no handler of ours: mask them where they are written."""
    for name in ("gunicorn.access", "gunicorn.error", "django.server"):
        logging.getLogger(name).addFilter(NoSecretsFilter())
