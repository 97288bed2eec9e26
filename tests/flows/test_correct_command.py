"""copydesk correct on the command line: decisions in, decisions listed, decisions taken back."""

import getpass
import json
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest, new_warehouse, rows


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = new_warehouse(tmp_path)
    of, found = told(
        "port", '"Closed," said Bob Okafor.', who=[Who("Bob Okafor")], said=[Said('"Closed,"', "Bob Okafor")]
    )
    ingest(path, [of], found={"port": found})
    return path


@pytest.fixture
def copydesk(warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `copydesk correct …` in this process: its exit code, what it printed, what it complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["copydesk", "correct", *words, "--warehouse", str(warehouse)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out, printed.err

    return run


def test_a_correction_is_made_listed_and_taken_back(warehouse: Path, copydesk: Any) -> None:
    code, out, _ = copydesk("rename", "Bob Okafor", "Robert Okafor", "--reason", "his card", "--by", "nora", "--json")
    (made,) = json.loads(out)["corrections"]
    assert (code, made["kind"], made["value"], made["author"]) == (0, "rename_person", "Robert Okafor", "nora")
    assert rows(warehouse, "SELECT speaker_name FROM who_said_what") == [{"speaker_name": "Robert Okafor"}]

    listed = json.loads(copydesk("list", "--format", "json")[1])
    assert [(one["target"], one["decision"], one["applies"]) for one in listed] == [
        ("Bob Okafor", "Robert Okafor", True)
    ]

    code, out, _ = copydesk("undo", made["correction_id"][:8])
    assert (code, out.split()[:3]) == (0, [made["correction_id"], "rename_person", "taken"])
    assert json.loads(copydesk("list", "--format", "json")[1]) == []
    (kept,) = json.loads(copydesk("list", "--all", "--format", "json")[1])
    assert (kept["undone_by"], kept["applies"]) == (getpass.getuser(), False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["rename", "Nobody Here", "N", "-r", "x"],
            "no entity or person is or begins with 'Nobody Here'; see copydesk",
        ),
        (["speaker", "0000", "-r", "x"], "give the name of the speaker, or --nobody"),
        (["split", "Bob Okafor", "--mention", "Bob", "-r", "x"], "or --mention together with --name"),
        (["date", "https://harbour.example/port", "soon", "-r", "x"], "'soon' is no date"),
        (["rename", "Bob Okafor", "Robert Okafor"], "--reason"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_the_mend(copydesk: Any, words: list[str], said: str) -> None:
    code, _, err = copydesk(*words)

    assert (code, said in err) == (2, True), err
