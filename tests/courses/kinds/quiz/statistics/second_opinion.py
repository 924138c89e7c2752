"""The same figures a second time, with NumPy and by other formulas: whole matrices, raw power sums,
the matrix of covariances. Nothing of the code under test is used."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Matrix = Any
#: Below this, a spread or a covariance is the rounding of floats.
NOTHING = 1e-12


def spread(values: Any) -> bool:
    return len(values) > 0 and float(np.ptp(values)) > 1e-9


def per_cent(value: Any) -> float | None:
    return None if value is None else float(100 * value)


def fisher(values: Any) -> tuple[float | None, float | None]:
    """g1 and g2 from power sums, as unbiased estimators of the cumulants."""
    n = len(values)
    if n < 3 or not spread(values):
        return None, None
    # Cumulants above the first do not change when everything is moved.
    x = np.asarray(values, dtype=np.longdouble) - np.mean(values, dtype=np.longdouble)
    s1, s2, s3, s4 = (np.sum(x**power) for power in (1, 2, 3, 4))
    k2 = (n * s2 - s1**2) / (n * (n - 1))
    k3 = (2 * s1**3 - 3 * n * s1 * s2 + n**2 * s3) / (n * (n - 1) * (n - 2))
    g1 = float(k3 / k2 ** np.longdouble(1.5))
    if n < 4:
        return g1, None
    k4 = (
        -6 * s1**4
        + 12 * n * s1**2 * s2
        - 3 * n * (n - 1) * s2**2
        - 4 * n * (n + 1) * s1 * s3
        + n**2 * (n + 1) * s4
    ) / (n * (n - 1) * (n - 2) * (n - 3))
    return g1, float(k4 / k2**2)


def pearson(x: Any, y: Any) -> float | None:
    return float(np.corrcoef(x, y)[0, 1]) if spread(x) and spread(y) else None


def efficiency(x: Any, y: Any) -> float | None:
    if not (spread(x) and spread(y)):
        return None
    return float(np.cov(x, y)[0, 1] / np.cov(np.sort(x), np.sort(y))[0, 1])


def whole(marks: Matrix, weights: Matrix, totals: Any) -> dict[str, float | None]:
    """`marks` and `weights`: people by parts, the parts being the same for everybody."""
    n = len(totals)
    deviation = float(np.std(totals, ddof=1)) if n > 1 else None
    g1, g2 = fisher(totals)
    alpha = _alpha(marks, weights)
    ratio = None if alpha is None else np.sqrt(1 - alpha if 1 - alpha > 1e-12 else 0.0)
    error = None if ratio is None or deviation is None else ratio * deviation
    return {
        "mean": per_cent(np.mean(totals) if n else None),
        "median": per_cent(np.median(totals) if n else None),
        "deviation": per_cent(deviation),
        "skewness": g1,
        "kurtosis": g2,
        "consistency": per_cent(alpha),
        "error_ratio": per_cent(ratio),
        "standard_error": per_cent(error),
    }


def _shares(marks: Matrix, weights: Matrix) -> Matrix:
    sums = weights.sum(axis=1, keepdims=True)
    return np.divide(marks * weights, sums, out=np.zeros_like(marks), where=sums > 0)


def _alpha(marks: Matrix, weights: Matrix) -> float | None:
    counting = weights.max(axis=0, initial=0) > 0
    count = int(counting.sum())
    if len(marks) < 2 or count < 2:
        return None
    matrix = np.cov(_shares(marks, weights)[:, counting], rowvar=False)
    if matrix.sum() < NOTHING:
        return None
    return float(count / (count - 1) * (1 - np.trace(matrix) / matrix.sum()))


def effective_weights(marks: Matrix, weights: Matrix) -> list[float | None] | None:
    """For each part the root of its covariance with the total; None where it is negative."""
    if len(marks) < 2:
        return None
    matrix = np.atleast_2d(np.cov(_shares(marks, weights), rowvar=False))
    if matrix.sum() < NOTHING:
        return None
    together = matrix.sum(axis=1)
    together[np.abs(together) < NOTHING] = 0
    roots = np.sqrt(np.clip(together, 0, None))
    return [
        None if cov < 0 else float(100 * root / roots.sum())
        for cov, root in zip(together, roots, strict=True)
    ]


def item(
    scores: Sequence[float], weights: Sequence[float], others: Sequence[tuple[Any, Any]]
) -> dict[str, float | None]:
    """One question over those asked it: `others` are the marks and weights of the rest of each."""
    x, own = np.array(scores), np.array(weights)
    sums = np.array([np.sum(weight) for _marks, weight in others])
    rests = np.array([np.dot(mark, weight) for mark, weight in others])
    there = sums > 1e-9
    rests = rests[there] / sums[there]
    wholes = own + sums
    shares = own[wholes > 0] / wholes[wholes > 0]
    return {
        "facility": per_cent(x.mean() if len(x) else None),
        "deviation": per_cent(x.std(ddof=1) if len(x) > 1 else None),
        "intended_weight": per_cent(shares.mean() if len(shares) else None),
        "discrimination": per_cent(pearson(x[there], rests)),
        "efficiency": per_cent(efficiency(x[there], rests)),
    }
