"""What a figure means, in plain words beside it.

The thresholds are conventions, each named with where it comes from. "Moodle" is its documentation
of the quiz statistics report, whose bounds come from the Open University's long practice; "ours" is
a rule of thumb of this project, chosen so that a warning is rare and worth a look.
"""

from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext_lazy as _

from courses.activities.contract import Text
from courses.kinds.quiz.statistics.items import Item
from courses.kinds.quiz.statistics.whole import Whole

#: Below so many attempts chance speaks louder than the question. Ours: with ten pairs the true
#: correlation may still lie half a point to either side of the one that was found.
FEW_ATTEMPTS = 10

# Facility, in per cent. Moodle: above 90 "very easy", below 20 "difficult"; 35 to 64 is about right
# for the average person, to 80 fairly easy.
TOO_EASY = 90
EASY = 80
HARD = 35
TOO_HARD = 20
#: Ours: so close above the mark of pure chance, and above all below it, chance explains it.
NEAR_GUESSING = 5
#: Ours: where so many answer alike, no question can tell people apart.
NEARLY_ALL = 95

# Discrimination, in per cent. Moodle: from 50 very good, from 30 adequate, from 20 weak. Ebel
# (1965) rewrites all below 20; we call only those below 10 confusing, which tell next to nothing.
TELLS_WELL = 50
TELLS = 30
CONFUSING = 10

#: Discriminative efficiency, in per cent. Moodle: 50 and above is adequate.
EFFICIENT = 50

# Effective beside intended weight. Ours: half as much or half again is worth a look.
MUCH_LESS = 0.5
MUCH_MORE = 1.5

# The whole, in per cent where a figure is. Moodle: aim at a mean between 50 and 75, a standard
# deviation between 12 and 18, a skewness and a kurtosis of at most 1.
MEAN_LOW = 50
MEAN_HIGH = 75
SPREAD_LOW = 12
SPREAD_HIGH = 18
TOO_SKEWED = 1.0
TOO_PEAKED = 1.0
# Moodle: a consistency above 75 is satisfactory, below 64 it is not. The error ratio is the root of
# what is missing to 100: so its bounds are 50 and 60.
CONSISTENT = 75
INCONSISTENT = 64
ERROR_SATISFACTORY = 50
ERROR_HIGH = 60
#: Moodle: a standard error above 8 places many people wrongly.
ERROR_LARGE = 8


class Tone(Enum):
    """How a figure is meant: as it should be, a look is worth it, mend it, nothing to say."""

    GOOD = "good"
    LOOK = "look"
    MEND = "mend"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Reading:
    tone: Tone
    text: Text


_TOO_FEW = Reading(Tone.NONE, _("Too few attempts to say."))
_NO_SPREAD = Reading(Tone.NONE, _("All scores are the same: there is nothing to compare."))
_CHECK_KEY = Reading(
    Tone.MEND,
    _("Check the key: those who did well on the rest get this one wrong."),
)


# --- One question -----------------------------------------------------------------------------


def read_facility(item: Item) -> Reading:
    """How hard the question is."""
    facility = item.facility
    if facility is None or item.asked < FEW_ATTEMPTS:
        return _TOO_FEW
    if facility > TOO_EASY:
        return Reading(Tone.LOOK, _("Too easy: nearly everybody knows it."))
    if item.guess is not None and facility <= item.guess + NEAR_GUESSING:
        return Reading(Tone.MEND, _("No better than chance: people are guessing."))
    if facility < TOO_HARD:
        return Reading(Tone.MEND, _("Too hard: hardly anybody knows it."))
    if facility > EASY:
        return Reading(Tone.GOOD, _("Easy."))
    if facility < HARD:
        return Reading(Tone.GOOD, _("Hard."))
    return Reading(Tone.GOOD, _("About right."))


def read_discrimination(item: Item) -> Reading:
    """Whether the question tells those who know from those who do not."""
    index = item.discrimination
    if item.asked < FEW_ATTEMPTS:
        return _TOO_FEW
    if index is None or item.facility is None:
        return _NO_SPREAD
    if index < 0:
        return _CHECK_KEY
    if not 100 - NEARLY_ALL < item.facility < NEARLY_ALL:
        return Reading(Tone.NONE, _("Nearly everybody answered alike: it can't tell people apart."))
    if index < CONFUSING:
        sentence = _("Confusing: it does not tell those who know from those who do not.")
        return Reading(Tone.MEND, sentence)
    if index < TELLS:
        return Reading(Tone.LOOK, _("Tells those who know from those who do not, but weakly."))
    if index < TELLS_WELL:
        return Reading(Tone.GOOD, _("Tells those who know from those who do not."))
    return Reading(Tone.GOOD, _("Tells those who know from those who do not very well."))


def read_efficiency(item: Item) -> Reading:
    """How much of what a question so hard could tell, it does tell."""
    if item.asked < FEW_ATTEMPTS:
        return _TOO_FEW
    if item.efficiency is None:
        return _NO_SPREAD
    if item.efficiency < 0:
        return _CHECK_KEY
    if item.efficiency < EFFICIENT:
        return Reading(Tone.LOOK, _("Tells less than half of what a question so hard could."))
    return Reading(Tone.GOOD, _("Tells most of what a question so hard could."))


def read_weight(item: Item) -> Reading:
    """Whether the question moves the totals as much as the trainer meant it to."""
    if item.asked < FEW_ATTEMPTS:
        return _TOO_FEW
    if item.negative:
        return Reading(Tone.MEND, _("Negative: it pulls against the whole quiz. Check the key."))
    if item.effective_weight is None or not item.intended_weight:
        if item.drawn:
            return Reading(Tone.NONE, _("Not for drawn questions: only some attempts had it."))
        return Reading(Tone.NONE, _("Nothing to compare."))
    share = item.effective_weight / item.intended_weight
    if share < MUCH_LESS:
        return Reading(Tone.LOOK, _("Counts for much less than you meant."))
    if share > MUCH_MORE:
        return Reading(Tone.LOOK, _("Counts for much more than you meant."))
    return Reading(Tone.GOOD, _("Counts for about as much as you meant."))


# --- The quiz ---------------------------------------------------------------------------------


def read_mean(whole: Whole) -> Reading:
    if whole.mean is None or whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.mean > MEAN_HIGH:
        sentence = _("High: good after learning, but the quiz tells little about who knows more.")
        return Reading(Tone.LOOK, sentence)
    if whole.mean < MEAN_LOW:
        return Reading(Tone.LOOK, _("Low: the quiz is hard, or it came before the learning."))
    return Reading(Tone.GOOD, _("About right."))


def read_median(whole: Whole) -> Reading:
    if whole.median is None or whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    return Reading(Tone.NONE, _("Half of the attempts are below this, half above."))


def read_deviation(whole: Whole) -> Reading:
    if whole.deviation is None or whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.deviation < SPREAD_LOW:
        return Reading(Tone.LOOK, _("The scores lie close together."))
    if whole.deviation > SPREAD_HIGH:
        return Reading(Tone.GOOD, _("The scores lie far apart."))
    return Reading(Tone.GOOD, _("The scores are spread as they should be."))


def read_skewness(whole: Whole) -> Reading:
    if whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.skewness is None:
        return _NO_SPREAD
    if whole.skewness > TOO_SKEWED:
        sentence = _("Most are low and a few high: it tells little among those who did worse.")
        return Reading(Tone.LOOK, sentence)
    if whole.skewness < -TOO_SKEWED:
        sentence = _("Most are high and a few low: it tells little among those who did better.")
        return Reading(Tone.LOOK, sentence)
    return Reading(Tone.GOOD, _("As many high as low scores, roughly."))


def read_kurtosis(whole: Whole) -> Reading:
    if whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.kurtosis is None:
        return _NO_SPREAD
    if whole.kurtosis > TOO_PEAKED:
        sentence = _("Nearly all are in the middle: it tells the best and the weakest apart badly.")
        return Reading(Tone.LOOK, sentence)
    return Reading(Tone.GOOD, _("Spread over high, middle and low."))


def read_consistency(whole: Whole) -> Reading:
    if whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.consistency is None:
        if not whole.even:
            sentence = _("Attempts had different numbers of questions: it can't be computed.")
            return Reading(Tone.NONE, sentence)
        return Reading(Tone.NONE, _("It needs two questions and scores that differ."))
    if whole.consistency < INCONSISTENT:
        sentence = _("The questions do not measure the same: look at the confusing ones first.")
        return Reading(Tone.MEND, sentence)
    if whole.consistency < CONSISTENT:
        return Reading(Tone.LOOK, _("The questions go together, but loosely."))
    return Reading(Tone.GOOD, _("The questions go well together."))


def read_error_ratio(whole: Whole) -> Reading:
    if whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.error_ratio is None:
        return read_consistency(whole)
    if whole.error_ratio > ERROR_HIGH:
        sentence = _("Much of the difference between people is chance.")
        return Reading(Tone.MEND, sentence)
    if whole.error_ratio > ERROR_SATISFACTORY:
        return Reading(Tone.LOOK, _("Some of the difference between people is chance."))
    return Reading(Tone.GOOD, _("The differences between people are mostly real."))


def read_standard_error(whole: Whole) -> Reading:
    if whole.count < FEW_ATTEMPTS:
        return _TOO_FEW
    if whole.standard_error is None:
        return read_consistency(whole)
    if whole.standard_error > ERROR_LARGE:
        sentence = _("One score says little about one person: use several quizzes to judge.")
        return Reading(Tone.LOOK, sentence)
    return Reading(Tone.GOOD, _("A score is close to what the person can do."))
