"""What the editor shows beside a show's fields."""

from typing import Any

from wagtail.admin.panels import Panel


class FindingsPanel(Panel):
    """What directories still miss in a show, and where its feed is."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "podcasts/admin/findings.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from podcasts.publishing.addresses import feed_address
            from podcasts.publishing.checks import list_findings

            context = super().get_context_data(parent_context)
            saved = bool(self.instance.pk)
            context["findings"] = list_findings(self.instance) if saved else None
            context["feed_address"] = feed_address(self.instance) if saved else ""
            return context
