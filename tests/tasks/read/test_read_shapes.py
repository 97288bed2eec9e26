"""Files of each shape with the oddities of real ones: what comes out of each stands in its folder's expected.json."""

import json
from pathlib import Path
from typing import Any

import pytest
from reading import all_said

from schemas.article import RawArticle
from tasks.read import read_bytes, read_inputs
from tasks.read.blob import Outcome

DATA = Path(__file__).parents[2] / "data" / "read"
FOLDERS = sorted(folder for folder in DATA.iterdir() if folder.is_dir())
FILES = sorted(path for folder in FOLDERS for path in folder.iterdir() if path.name != "expected.json")


def shown(outcomes: list[Outcome]) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = json.loads(json.dumps(all_said(outcomes)))
    return said


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_file_comes_out_as_expected(path):
    expected = json.loads((path.parent / "expected.json").read_text(encoding="utf-8"))
    assert shown(list(read_inputs([str(path)]))) == expected[path.name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_is_kept_of_an_article_is_read_again_as_that_article(path):
    for outcome in read_inputs([str(path)]):
        if isinstance(outcome, RawArticle) and outcome.payload:  # none where a broken feed cannot be cut into its items
            [again] = read_bytes(outcome.payload, "kept")
            first, second = ({**one, "place": "", "notes": []} for one in shown([outcome, again]))
            assert second == first


def test_every_shape_has_six_files_at_least():
    counts = {folder.name: sum(path.parent == folder for path in FILES) for folder in FOLDERS}
    assert {name: count for name, count in counts.items() if count < 6} == {}
