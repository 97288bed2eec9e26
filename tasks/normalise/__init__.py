"""Normalise: a raw article into an article with metadata that can be trusted."""

from tasks.normalise.batch import normalise_batch
from tasks.normalise.lines import as_line
from tasks.normalise.profiles import ProfileError, Profiles, SourceProfile, load_profiles

__all__ = ["ProfileError", "Profiles", "SourceProfile", "as_line", "load_profiles", "normalise_batch"]
