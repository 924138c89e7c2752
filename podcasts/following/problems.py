"""What can go wrong with somebody else's feed, each with a sentence for the one who follows it."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(models.TextChoices):
    """A code to keep; its label is the sentence, with `%(detail)s` for a host or a status."""

    BAD_ADDRESS = "bad_address", _("This is not a web address that can be read from here.")
    CREDENTIALS = "credentials", _("The address holds a name or a password; leave them out.")
    PRIVATE_ADDRESS = (
        "private_address",
        _("The address leads to a machine that is not public on the internet."),
    )
    NAME_NOT_FOUND = "name_not_found", _("No website is found under this name: %(detail)s")
    UNREACHABLE = "unreachable", _("The website does not answer: %(detail)s")
    INSECURE = "insecure", _("The website cannot prove that it is the right one: %(detail)s")
    TIMEOUT = "timeout", _("The website answers too slowly. It is tried again later.")
    TOO_MANY_REDIRECTS = "too_many_redirects", _("The address leads on and on to other addresses.")
    BAD_ANSWER = "bad_answer", _("The website answers something that cannot be understood.")
    BROKEN_OFF = "broken_off", _("The answer broke off in the middle. It is tried again later.")
    TOO_LARGE = "too_large", _("The feed is too large to be read.")
    BAD_COMPRESSION = "bad_compression", _("The feed is packed in a way that cannot be read.")
    NOT_FOUND = "not_found", _("There is no feed at this address any more.")
    GONE = "gone", _("The feed has ended. Its episodes are kept.")
    REFUSED = "refused", _("The website does not let us read this feed (%(detail)s).")
    RATE_LIMITED = "rate_limited", _("The website asks us to wait. It is tried again later.")
    SERVER_ERROR = "server_error", _("The website has a fault of its own (%(detail)s).")
    BAD_STATUS = "bad_status", _("The website gives an unexpected answer (%(detail)s).")
    EMPTY = "empty", _("The website answers with nothing at all.")
    HTML = "html", _("There is a web page at this address, not a feed.")
    NOT_A_FEED = "not_a_feed", _("What lies at this address is not a feed.")
    UNSAFE_XML = "unsafe_xml", _("The feed holds definitions (a DTD) that are not safe to read.")
    UNREADABLE = "unreadable", _("Reading the feed takes too much time or memory.")
    CUT_SHORT = "cut_short", _("The feed has a fault inside; only a part of it could be read.")
    TOO_MANY_EPISODES = (
        "too_many_episodes",
        _("The feed has very many episodes; only the first %(detail)s are read."),
    )
    NO_FEED_FOUND = "no_feed_found", _("This web page names no feed.")
    ALREADY_FOLLOWED = "already_followed", _("This feed is followed already.")


class FetchProblem(Exception):
    """A feed could not be had. `code` and `detail` are short enough for `FollowedFeed`;
    `retry_after` is in seconds, if the server said when to come back."""

    def __init__(self, code: Problem, detail: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail[:300]
        self.retry_after = retry_after

    def __str__(self) -> str:
        return sentence(self.code, self.detail)


def sentence(code: str, detail: str = "") -> str:
    """The problem in plain words in the language in use; "" for none or for an unknown code."""
    if code not in Problem.values:
        return ""
    label: str | Promise = Problem(code).label
    return str(label).replace("%(detail)s", detail)
