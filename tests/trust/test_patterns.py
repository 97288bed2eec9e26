"""No regular expression blows up: each ends on long texts that are made of its own pieces."""

import subprocess
import sys

from schemas.article import Article, RawArticle, RawFields
from tasks.normalise import load_profiles, normalise_batch
from tests.flows.commands import ROOT

# They need some seconds of a processor; one that tries every stretch of every stretch would need hours.
LONGEST = 600


def test_every_pattern_ends_on_texts_that_are_made_to_mislead_it() -> None:
    command = [sys.executable, "-m", "tests.trust.adversarial"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired as exc:
        tried = (exc.stdout or b"").decode().split()
        raise AssertionError(f"no end: {tried[-1] if tried else 'none was tried'}") from exc
    assert done.returncode == 0, done.stderr
    tried = done.stdout.split()
    assert (tried[-1], len(tried) > 250) == ("done", True)


def test_a_byline_of_a_million_characters_is_none() -> None:
    raw = RawArticle(
        ref="a", input_id="a", shape="json", payload=b"{}",
        fields=RawFields(title="T", body_text="The port will close.", bylines=("a" * 1_000_000,)),
    )  # fmt: skip
    (article,) = normalise_batch([raw], load_profiles(None))
    assert isinstance(article, Article)
    assert article.credits == ()
