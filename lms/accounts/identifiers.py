"""What people type to say who they are: a phone number in any notation, or a code."""

from django.conf import settings
from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, is_valid_number


def normalize_code(code: str) -> str:
    """ " lt-0231 " and "LT-0231" are one code."""
    return "".join(code.split()).upper()


def parse_phone(text: str) -> PhoneNumber | None:
    """The number in `text`, or None: 0812..., 812..., 62812..., +62 812..., 0062 812..., +60 12...

    "00" is tried as "+" first, since that is how a number is written down abroad.
    """
    text = text.strip()
    if any(character.isalpha() for character in text):
        return None
    candidates = [f"+{text[2:]}", text] if text.startswith("00") else [text]
    for candidate in candidates:
        try:
            number = PhoneNumber.from_string(candidate, region=settings.PHONENUMBER_DEFAULT_REGION)
        except NumberParseException:
            continue
        if is_valid_number(number):
            return number
    return None


def normalize_identifier(text: str) -> str:
    """One spelling for all notations of the same phone number or code."""
    phone = parse_phone(text)
    return str(phone.as_e164) if phone else normalize_code(text)
