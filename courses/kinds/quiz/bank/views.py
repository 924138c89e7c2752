"""The pages on which a trainer brings questions in and takes them out."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from courses.kinds.quiz.bank.exporting import export_questions, list_refusals
from courses.kinds.quiz.bank.forms import ExportForm, FileOfQuestionsForm
from courses.kinds.quiz.bank.importing import import_entries, read_ahead
from courses.kinds.quiz.bank.models import BankQuestion, Category, PendingImport
from courses.kinds.quiz.bank.reports import Report
from courses.kinds.quiz.formats.entries import Entry, Finding
from courses.kinds.quiz.formats.registry import find_format, read_questions

#: A page of findings; more of them help nobody at once.
SHOWN = 200
#: How long a file waits for its "import".
KEPT = timedelta(days=1)
#: What an import does to questions.
NEEDED_TO_IMPORT = ("add", "change", "publish")
_ADD_CATEGORY = f"{Category._meta.app_label}.add_category"


class BankPage(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What the pages below share: they belong to the list of questions."""

    model = BankQuestion
    header_icon = "folder-open-inverse"
    request: HttpRequest

    @property
    def list_url(self) -> str:
        return reverse(BankQuestion.snippet_viewset.get_url_name("list"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": self.list_url, "label": _("Question bank")},
            {"url": "", "label": self.get_page_title()},
        ]


class ImportPage(BankPage):
    """A file of questions may change those of the bank, and publishes all that it brings."""

    permission_required = "add"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Without "add", the answer is Wagtail's.
        may_add = self.user_has_permission("add")
        if may_add and not all(self.user_has_permission(one) for one in NEEDED_TO_IMPORT):
            sentence = _(
                "An import also changes questions that the bank has, and publishes them. You have "
                "no right to that; ask an administrator."
            )
            messages.error(request, sentence)
            return redirect(self.list_url)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class SendFile(ImportPage, TemplateView):
    """The first step: a file, kept until it is looked at and confirmed."""

    page_title = gettext_lazy("Import questions")
    template_name = "quiz/admin/send_file.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": FileOfQuestionsForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = FileOfQuestionsForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        person: Any = request.user
        PendingImport.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
        pending = PendingImport.objects.create(
            owner=person,
            file_name=form.cleaned_data["file"].name[:255],
            format=form.cleaned_data["format"],
            category=form.cleaned_data["category"],
            content=form.cleaned_data["source"],
        )
        return redirect("quiz_bank:check_import", pending.pk)


class CheckImport(ImportPage, TemplateView):
    """The second step: what is in the file, and the button that imports it."""

    page_title = gettext_lazy("Import questions")
    template_name = "quiz/admin/check_import.html"

    @cached_property
    def pending(self) -> PendingImport:
        """Somebody else's file is not found."""
        return get_object_or_404(
            PendingImport.objects.select_related("category"),
            pk=self.kwargs["pending_id"],
            owner=self.request.user,
        )

    def parse(self) -> Iterable[Entry | Finding]:
        return read_questions(bytes(self.pending.content), self.pending.format)

    def read(
        self, entries: Iterable[Entry | Finding], *, dry_run: bool, keep_good: bool = False
    ) -> Report:
        return import_entries(
            entries,
            category=self.pending.category.path if self.pending.category else "",
            dry_run=dry_run,
            keep_good=keep_good,
            make_categories=self.request.user.has_perm(_ADD_CATEGORY),
            user=self.request.user,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = kwargs.pop("report", None) or self.read(self.parse(), dry_run=True)
        return {
            **super().get_context_data(**kwargs),
            "pending": self.pending,
            "format": find_format(self.pending.format),
            "report": report,
            "findings": report.findings[:SHOWN],
            "more": max(0, len(report.findings) - SHOWN),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        keep_good = "keep_good" in request.POST
        if not PendingImport.objects.filter(pk=self.kwargs["pending_id"]).exists():
            return self.say_gone()
        with read_ahead(self.parse()) as entries, transaction.atomic():
            # Whoever deletes it imports it: a double tap does so once.
            if not PendingImport.objects.filter(pk=self.pending.pk).delete()[0]:
                return self.say_gone()
            report = self.read(entries, dry_run=False, keep_good=keep_good)
            if report.errors and not keep_good:
                transaction.set_rollback(True)
        if report.errors and not keep_good:
            messages.error(request, _("Nothing was imported: there are errors to mend first."))
            return self.render_to_response(self.get_context_data(report=report))
        messages.success(
            request,
            _("%(created)d questions are new, %(updated)d changed, %(unchanged)d as before.")
            % report.as_json(),
        )
        return redirect(self.list_url)

    def say_gone(self) -> HttpResponseBase:
        sentence = _("This file does not wait any more: it was imported, or a day has passed.")
        messages.warning(self.request, sentence)
        return redirect(self.list_url)


class Export(BankPage, TemplateView):
    """A file to keep or to take elsewhere. What its format can't carry is said before."""

    any_permission_required = ("change", "view")
    page_title = gettext_lazy("Export questions")
    template_name = "quiz/admin/export.html"

    def get(  # type: ignore[override]
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        form = ExportForm(request.GET if "format" in request.GET else None)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        file_format = find_format(form.cleaned_data["format"])
        category = form.cleaned_data["category"]
        path = category.path if category else ""
        refusals = [] if "others" in request.GET else list_refusals(file_format, category=path)
        if refusals:
            context = {"form": form, "refusals": refusals[:SHOWN], "count": len(refusals)}
            return self.render_to_response(self.get_context_data(**context))
        name = f"soal-{timezone.localdate().isoformat()}{file_format.extensions[0]}"
        return StreamingHttpResponse(
            export_questions(file_format, category=path),
            content_type="application/octet-stream",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


send_file = SendFile.as_view()
check_file = CheckImport.as_view()
export = Export.as_view()
