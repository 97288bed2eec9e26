"""All gold inputs are read under the names that their manifests give."""

import json
from collections import Counter

import pytest

from schemas.rejection import Rejected
from tasks.read import read_inputs
from tests.gold import gold

CONTAINERS = {"rss_content.xml": 2, "rss_odd_dates.xml": 5, "atom_updates.xml": 1, "rss_reused_guid.xml": 2}
CONTAINERS |= {"bom.csv": 2, "latin1.csv": 2, "rows.jsonl": 2, "three.txt": 3, "two_pages.warc.gz": 2}
CONTAINERS |= {"factiva/one.txt": 1, "proquest/one.txt": 1}
HELD = {
    "bad/empty.html": "empty_file",
    "bad/binary.html": "binary_file",
    "bad/truncated.html.gz": "truncated_archive",
    "bad/bomb.xml": "xml_bomb",
    "bad/long_line.txt": "too_large",
    "bad/traversal.zip": "unsafe_archive_path",
}


@pytest.fixture(scope="module")
def outcomes():
    return list(read_inputs([str(gold("data/raw") / "*" / "inputs.jsonl")]))


def expected(name: str) -> list[str]:
    count = next((number for end, number in CONTAINERS.items() if name.endswith(end)), None)
    return [name] if count is None else [f"{name}#{number}" for number in range(1, count + 1)]


def test_every_gold_input_comes_out_once_under_its_own_name(outcomes):
    listed = [
        json.loads(line)["id"]
        for manifest in sorted(gold("data/raw").glob("*/inputs.jsonl"))
        for line in manifest.read_text(encoding="utf-8").splitlines()
    ]
    wanted = Counter(name for one in listed for name in expected(one))
    assert Counter(one.input_id for one in outcomes) == wanted


def test_only_bad_gold_inputs_are_held(outcomes):
    assert {one.input_id: one.reason for one in outcomes if isinstance(one, Rejected)} == HELD
