"""Wagtail's choosers without inline scripts: each leaves a mark, which pijar/editor.js reads.

Wagtail's date and time fields and inline panels do the same by our templates of their names.
"""

import json
import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets import BaseChooser

#: `new ImageChooser("id_image", {"modalUrl": "..."});`
STARTING = re.compile(r"(?:new )?([A-Za-z]+)\((.*)\);", re.DOTALL)


def start_choosers_by_mark() -> None:
    """Replace what Wagtail renders with the same without its script."""
    BaseChooser.render = render_chooser


def render_chooser(
    self: BaseChooser, name: str, value: Any, attrs: dict[str, Any], renderer: Any = None
) -> SafeString:
    value_data = self.get_value_data(value)
    field = self.render_html(name, value_data, attrs)
    return format_html(
        "{}{}", field, starting_mark(self.render_js_init(attrs["id"], name, value_data))
    )


def starting_mark(script: str) -> SafeString:
    """The call of one function, or the making of one object, as a mark."""
    found = STARTING.fullmatch(script)
    if not found:
        raise ValueError(f"Not a call that the editor's script can make: {script}")
    starter, words = found.groups()
    return format_html(
        '<template data-start="{}" data-start-with="{}"></template>',
        starter,
        json.dumps(json.loads(f"[{words}]")),
    )
