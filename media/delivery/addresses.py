"""The address of our own that a stored file has for as long as it lives."""

from django.urls import reverse


def address_of(name: str) -> str:
    """The path of a stored file on this site, wherever its bytes lie."""
    return reverse("serve_file", kwargs={"path": name})
