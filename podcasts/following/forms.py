"""What somebody fills in to follow feeds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from podcasts.following.opml import LARGEST, NotOpml, read_opml


class AddressForm(forms.Form):
    # Not a URLField: what people paste is tidied first, and refused with our own sentence.
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("Of the feed, or of the podcast's web page."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )


class OpmlForm(forms.Form):
    """Once valid, `outlines` are the feeds in the file."""

    file = forms.FileField(
        label=_("File"), help_text=_("OPML, as podcast apps export it; at most 2 MB.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.outlines = read_opml(file.read(LARGEST + 1))
        except NotOpml as error:
            raise ValidationError(str(error)) from error
        return file
