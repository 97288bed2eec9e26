"""Completes the navigation of mkdocs.yml: decisions need not be listed by hand, and no page is forgotten."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Fill the section "Decisions", and put pages that are listed nowhere at the end of "Explanation"."""
    docs = Path(config.docs_dir)
    pages = sorted(page.relative_to(docs).as_posix() for page in docs.rglob("*.md"))
    decisions = [page for page in pages if page.startswith("decisions/")]
    explanation = next(section["Explanation"] for section in config.nav if "Explanation" in section)
    listed = set(_pages(config.nav))
    explanation += [page for page in pages if page not in listed and page not in decisions]
    explanation.append({"Decisions": decisions})
    return config


def _pages(nav: Any) -> Iterator[str]:
    """Every page that a navigation names, at whatever depth."""
    if isinstance(nav, str):
        yield nav
    else:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _pages(part)
