"""Markdown with and without front matter."""

from pathlib import Path

import pytest
from reading import all_said, read

from schemas.article import Article, RawArticle
from schemas.rejection import Rejected
from tasks.normalise import load_profiles, normalise_batch

STORY = """The *Aurora* will **not** sail, harbour master [Tom Vale](https://ferry.example/vale) said on Friday.
The wind is up.

![The quay](quay.jpg)

> “The wind is against us,” he told passengers.

## What comes next

- The crane goes
- 3 \\* 4 boats
"""
WORDS = [
    "The Aurora will not sail, harbour master Tom Vale said on Friday. The wind is up.",
    "“The wind is against us,” he told passengers.",
    "What comes next",
    "The crane goes",
    "3 * 4 boats",
]
YAML = """---
title: No ferry today
author: Una Keogh
url: https://ferry.example/a
sitename: Ferry Gazette
date: 2024-09-10
tags: [harbour, wind]
draft: false
---
"""
TOML = """+++
title = "No ferry today"
author = "Una Keogh"
url = "https://ferry.example/a"
sitename = "Ferry Gazette"
date = 2024-09-10
tags = ["harbour", "wind"]
draft = false
+++
"""


@pytest.mark.parametrize("front", [YAML, TOML, YAML.replace("\n", "\r\n")])
def test_front_matter_gives_the_fields_and_the_rest_the_body(tmp_path: Path, front: str) -> None:
    assert all_said(read(tmp_path, "a.md", f"{front}\n# No ferry today\n\n{STORY}")) == [
        {
            "place": "a.md",
            "shape": "markdown",
            "title": "No ferry today",
            "bylines": ("Una Keogh",),
            "url": "https://ferry.example/a",
            "published": "2024-09-10",
            "keywords": ("harbour", "wind"),
            "body_text": "\n\n".join(WORDS),
            "source": "Ferry Gazette",
        }
    ]


def test_the_first_heading_is_the_title_where_front_matter_has_none(tmp_path: Path) -> None:
    [one] = all_said(read(tmp_path, "a.md", f"---\ndate: 2024-09-10\n---\n\n# No *ferry* today\n\n{STORY}"))

    assert (one["title"], one["body_text"]) == ("No ferry today", "\n\n".join(WORDS))


def test_front_matter_is_known_whatever_the_file_is_called(tmp_path: Path) -> None:
    [one] = all_said(read(tmp_path, "a.txt", YAML + STORY))

    assert (one["shape"], one["title"]) == ("markdown", "No ferry today")


def test_a_title_with_a_colon_is_no_yaml_and_is_read(tmp_path: Path) -> None:
    front = "---\ntitle: Storm: no ferry\nauthor: 'Una Keogh'\ndate: 2024-09-10\n---\n"

    [one] = all_said(read(tmp_path, "a.md", front + STORY))

    assert (one["title"], one["bylines"], one["published"]) == ("Storm: no ferry", ("Una Keogh",), "2024-09-10")


LAUGHS = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "value",
    [LAUGHS, "tags: " + "[" * 5000, "date: 2024-13-45", "author: !!python/object/apply:os.system ['true']"],
    ids=["aliases", "depth", "date", "code"],
)
def test_front_matter_that_is_a_trap_costs_nothing_but_its_own_values(tmp_path: Path, value: str) -> None:
    [one] = all_said(read(tmp_path, "a.md", f"---\ntitle: No ferry today\n{value}\n---\n{STORY}"))

    assert one["title"] == "No ferry today"
    assert one["body_text"] == "\n\n".join(WORDS)


def test_without_front_matter_it_is_a_print_out_without_its_marks(tmp_path: Path) -> None:
    content = f"# No ferry today\n\n*By Una Keogh, Ferry Gazette*\n\n{STORY}"

    [raw] = read(tmp_path, "a.md", content)
    assert isinstance(raw, RawArticle)
    [article] = normalise_batch([raw], load_profiles(None))

    assert isinstance(article, Article)
    assert article.title == "No ferry today"
    assert [one.name for one in article.credits] == ["Una Keogh"]
    assert article.body.split("\n\n") == WORDS


@pytest.mark.parametrize("said", ["draft: true", "published: false"])
def test_a_draft_is_held(tmp_path: Path, said: str) -> None:
    [raw] = read(tmp_path, "a.md", f"---\ntitle: No ferry today\n{said}\n---\n{STORY}")
    assert isinstance(raw, RawArticle)
    [held] = normalise_batch([raw], load_profiles(None))

    assert isinstance(held, Rejected)
    assert held.reason == "unpublished"


def test_a_rule_above_a_text_is_no_front_matter(tmp_path: Path) -> None:
    [one] = all_said(read(tmp_path, "a.md", "---\n\nThe ferry does not sail.\n\n---\n\nThe wind is up.\n"))

    assert one["text"] == "The ferry does not sail.\n\nThe wind is up."


@pytest.mark.parametrize("mark", ["*a ", "[", "![[", "> ", "`", "_a__b", "<a ", "- " * 3, "|a"])
def test_marks_without_end_are_read(tmp_path: Path, mark: str) -> None:
    [one] = read(tmp_path, "a.md", f"The ferry.\n\n{mark * 20_000}")

    assert one.payload
