"""Dates: from strings as printed to moments whose zone is known, or left open."""

from tasks.normalise.dates.moments import DateContext, moment_of
from tasks.normalise.dates.reading import MONTH_ONLY

__all__ = ["MONTH_ONLY", "DateContext", "moment_of"]
