"""Sizes, counts and speed against the budgets: `make bench`, or `python -m tests.bench`.

Counts and bytes are exact, so one too many fails. Times are ratios of medians taken in turns on
the same machine, and fail only where they are absurd.
"""
