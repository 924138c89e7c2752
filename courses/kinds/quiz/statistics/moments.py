"""Means, spreads and how two rows of numbers go together; None wherever that is undefined.

Values are of the order of 1 (scores and shares of 0..1). Sums are exact (`math.fsum`), and each
moment is taken about the mean, so that nothing cancels.
"""

import math
from collections.abc import Sequence

#: Values that lie closer together than this are the same: what remains is the rounding of floats.
SAME = 1e-9
#: As much for products of two values.
SAME_PRODUCT = 1e-12


def mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def varies(values: Sequence[float]) -> bool:
    """Whether there are two different values."""
    return bool(values) and max(values) - min(values) > SAME


def variance(values: Sequence[float]) -> float | None:
    """The sample variance, over n - 1; None for fewer than two values."""
    return covariance(values, values)


def deviation(values: Sequence[float]) -> float | None:
    """The sample standard deviation; None for fewer than two values."""
    found = variance(values)
    return None if found is None else math.sqrt(found)


def covariance(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """The sample covariance, over n - 1, of two rows of equal length; None for fewer than two."""
    if len(ones) < 2:
        return None
    if not (varies(ones) and varies(others)):
        return 0.0
    products = [a * b for a, b in zip(_centred(ones), _centred(others), strict=True)]
    found = math.fsum(products) / (len(products) - 1)
    return found if abs(found) > SAME_PRODUCT else 0.0


def correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's correlation, -1..1; None where one of the two does not vary."""
    if not (varies(ones) and varies(others)):
        return None
    first, second = _centred(ones), _centred(others)
    together = math.fsum(a * b for a, b in zip(first, second, strict=True))
    apart = math.sqrt(math.fsum(a * a for a in first)) * math.sqrt(math.fsum(b * b for b in second))
    return max(-1.0, min(1.0, together / apart))


def skewness(values: Sequence[float]) -> float | None:
    """g1 = k3 / k2^1.5, of Fisher's k-statistics; None below three values or without spread."""
    count = len(values)
    if count < 3 or not varies(values):
        return None
    second, third, _fourth = _central_moments(values)
    k2 = count / (count - 1) * second
    k3 = count**2 / ((count - 1) * (count - 2)) * third
    return float(k3 / k2**1.5)


def kurtosis(values: Sequence[float]) -> float | None:
    """g2 = k4 / k2^2, 0 for a normal distribution; None below four values or without spread."""
    count = len(values)
    if count < 4 or not varies(values):
        return None
    second, _third, fourth = _central_moments(values)
    k2 = count / (count - 1) * second
    k4 = (
        count**2
        / ((count - 1) * (count - 2) * (count - 3))
        * ((count + 1) * fourth - 3 * (count - 1) * second**2)
    )
    return float(k4 / k2**2)


def _centred(values: Sequence[float]) -> list[float]:
    middle = math.fsum(values) / len(values)
    return [value - middle for value in values]


def _central_moments(values: Sequence[float]) -> tuple[float, float, float]:
    """The second, third and fourth, over n."""
    apart = _centred(values)
    second, third, fourth = (
        math.fsum(one**power for one in apart) / len(apart) for power in (2, 3, 4)
    )
    return second, third, fourth
