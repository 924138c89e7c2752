"""Keeps secrets out of the logs: no PIN, no code, no full phone number, whatever the logger."""

import logging
import re

# A phone number written in groups: +62 812-3456-7890, (0812) 3456 7890.
GROUPED_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}|\(?0\d{1,4}\)?|62)(?:[ .()-]{1,2}\d{2,5}){2,5}")
# Six digits and more in one piece: a PIN, or a phone number without gaps.
DIGITS = re.compile(r"\+?\d{6,}")
# A person's code, "LT-0231", and whatever stands for it in an address of ours.
CODE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)-\d{3,}(?![A-Za-z0-9])")
CODE_IN_PATH = re.compile(r"(/koordinator/pin/)[^/\s?\"']+")

PIN_LENGTH = 6
DIGITS_KEPT = 3


def mask_secrets(text: str) -> str:
    """The text without PINs and codes; of a phone number the last three digits stay."""
    text = CODE_IN_PATH.sub(r"\1***", text)
    text = CODE.sub(r"\1-***", text)
    text = GROUPED_PHONE.sub(_mask_digits, text)
    return DIGITS.sub(_mask_digits, text)


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


def _mask_digits(match: re.Match[str]) -> str:
    digits = "".join(filter(str.isdigit, match.group()))
    return "***" if len(digits) <= PIN_LENGTH else f"***{digits[-DIGITS_KEPT:]}"
