from typing import Any

from django import template

from podcasts.pages import find_index_address

register = template.Library()


@register.simple_tag(takes_context=True)
def podcasts_address(context: dict[str, Any]) -> str:
    """The list of podcasts that whoever reads this page would see; "" for an empty one."""
    user = context.get("user")
    return find_index_address(known=bool(user and user.is_authenticated))
