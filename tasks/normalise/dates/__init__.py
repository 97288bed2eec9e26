"""Dates: from strings as printed to moments whose zone is known, or left open."""

from tasks.normalise.dates.moments import DateContext, moment_of

__all__ = ["DateContext", "moment_of"]
