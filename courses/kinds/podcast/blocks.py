"""What a trainer fills in for a podcast: an episode of ours, or one that is followed."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.kinds.podcast.choosing import followed_episode_chooser


class LaterChoice:
    """Reads what was chosen only when somebody looks at it: a lesson whose recordings are known
    costs no query for each activity. What was deleted is falsy."""

    def to_python(self, value: Any) -> Any:
        if value is None:
            return None
        find = cache(lambda: super(LaterChoice, self).to_python(value))  # type: ignore[misc]
        later = SimpleLazyObject(find)
        # The object's own, beside what it stands for.
        later.__dict__.update(chosen_id=value, find=find)
        return later

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        return [self.to_python(value) for value in values]

    def get_prep_value(self, value: Any) -> Any:
        return chosen_id(value)

    def get_form_state(self, value: Any) -> Any:
        return super().get_form_state(_look_up(value))  # type: ignore[misc]

    def clean(self, value: Any) -> Any:
        return super().clean(_look_up(value))  # type: ignore[misc]

    def extract_references(self, value: Any) -> Iterator[tuple[Any, str, str, str]]:
        if found := _look_up(value):
            yield self.model_class, str(found.pk), "", ""  # type: ignore[attr-defined]


def chosen_id(value: Any) -> Any:
    """The id of what was chosen, without looking it up; None for nothing."""
    if value is None:
        return None
    return value.__dict__.get("chosen_id") or value.pk


def _look_up(value: Any) -> Any:
    """The object itself; None for nothing, and for what was deleted."""
    find = getattr(value, "__dict__", {}).get("find")
    return find() if find else value


_FollowedEpisodeChooserBlock: Any = followed_episode_chooser.get_block_class(
    name="_FollowedEpisodeChooserBlock", module_path="courses.kinds.podcast.blocks"
)


class EpisodeChooserBlock(LaterChoice, blocks.PageChooserBlock):
    """An episode of a show of ours."""


class FollowedEpisodeChooserBlock(LaterChoice, _FollowedEpisodeChooserBlock):
    """An episode of somebody else's feed that we follow."""


class PodcastBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Heading"), max_length=120)
    episode = EpisodeChooserBlock(
        page_type="podcasts.EpisodePage",
        label=_("Episode"),
        required=False,
        help_text=_("Of one of our shows. Or choose a followed episode."),
    )
    followed = FollowedEpisodeChooserBlock(label=_("Followed episode"), required=False)
    share = blocks.IntegerBlock(
        label=_("Share to be heard, in per cent"),
        default=80,
        min_value=1,
        max_value=100,
        help_text=_("Only what was really heard counts; skipping to the end does not."),
    )
    transcript_counts = blocks.BooleanBlock(
        label=_("Reading the transcript counts"), required=False, default=False
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["episode"]) == bool(cleaned["followed"]):
            sentence = _("Choose an episode or a followed episode: one of the two.")
            raise blocks.StructBlockValidationError(
                block_errors={"episode": ValidationError(sentence)}
            )
        return cleaned

    class Meta:
        label_format = "{title}"
