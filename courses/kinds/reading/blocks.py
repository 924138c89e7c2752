"""What a trainer fills in for a reading."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

TEXT_FEATURES = ["h3", "bold", "italic", "link", "ul", "ol"]


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(
        label=_("Picture"),
        help_text=_("Say in the alt text what the picture tells: some people only hear it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        label_format = "{caption}"


class StepsBlock(blocks.StructBlock):
    steps = blocks.ListBlock(
        blocks.RichTextBlock(features=["bold", "italic", "link"], label=_("Step")),
        label=_("Steps"),
        min_num=2,
    )

    class Meta:
        icon = "list-ol"
        label = _("Steps")


class CalloutBlock(blocks.StructBlock):
    type = blocks.ChoiceBlock(
        label=_("Type"),
        choices=[("tip", _("Tip")), ("example", _("Example")), ("warning", _("Warning"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        label_format = "{title}"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")


class ReadingBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    body = blocks.StreamBlock(
        [
            (
                "text",
                blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=TEXT_FEATURES),
            ),
            ("picture", PictureBlock()),
            ("steps", StepsBlock()),
            ("callout", CalloutBlock()),
            ("quotation", QuotationBlock()),
        ],
        label=_("Content"),
    )

    class Meta:
        label_format = "{title}"
