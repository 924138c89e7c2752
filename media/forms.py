"""Wagtail's forms for pictures and documents, with a look into what is uploaded."""

from typing import Any

from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from media.files import check_document, check_drawing


class CheckedImageForm(BaseImageForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_drawing(file)
        return file


class CheckedDocumentForm(BaseDocumentForm):
    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" in self.changed_data:
            check_document(file)
        return file
