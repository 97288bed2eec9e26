"""The notebooks answer their questions over examples/spring: as their page says, and chart by chart."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import vl_convert

from tests.pages import DOCS, ROOT, follow

EXAMPLES = ROOT / "examples"
PAGE = DOCS / "how-to" / "notebooks.md"
NOTEBOOKS = EXAMPLES / "notebooks"
NAMES = ("after_publication", "travelling_quotes", "who_is_quoted")
Answers = Callable[[str], Mapping[str, Any]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of somebody who does what the page on notebooks says."""
    folder = tmp_path_factory.mktemp("notebooks") / "copydesk"
    shutil.copytree(EXAMPLES, folder / "examples")
    (folder / "copydesk.toml").write_text('warehouse = "news.duckdb"\n', encoding="utf-8")
    assert follow(PAGE, folder) == 2
    return folder / "news.published.duckdb"


@pytest.fixture(scope="module")
def answers(published: Path) -> Answers:
    """What a notebook defines once it has run over the copy."""

    def of(name: str) -> Mapping[str, Any]:
        spec = importlib.util.spec_from_file_location(name, NOTEBOOKS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        notebook = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(notebook)
        _outputs, found = notebook.app.run(defs={"warehouse": published})
        return found

    return of


def rows(frame: Any, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a pandas frame, its NaN as None."""
    found = frame[list(columns)].astype(object)
    return [tuple(row) for row in found.where(found.notna(), None).itertuples(index=False)]


def drawn(chart: Any) -> str:
    """The chart as SVG, drawn in this process without a browser or a network."""
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])
    return svg


def test_these_are_the_notebooks() -> None:
    assert tuple(sorted(path.stem for path in NOTEBOOKS.glob("*.py"))) == NAMES


def test_a_notebook_runs_as_a_script_over_the_copy_that_is_named(published: Path) -> None:
    command = [sys.executable, NOTEBOOKS / f"{NAMES[0]}.py", "--", "--warehouse", published]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_notebook_leaves_the_copy_as_it_is(answers: Answers, published: Path) -> None:
    before = published.read_bytes()
    answers("who_is_quoted")
    assert published.read_bytes() == before


def test_who_is_quoted_on_the_ferries(answers: Answers) -> None:
    found = answers("who_is_quoted")
    assert rows(found["evenness"], "outlet", "utterances", "speakers", "evenness") == [
        ("Northern Press Agency", 13, 5, 0.95),
        ("The Calder Mail", 17, 6, 0.94),
        ("Eastmere Courier", 11, 4, 0.91),
        ("Aldersund Post", 12, 4, 0.89),
    ]
    chart = drawn(found["by_outlet"])
    assert all(name in chart for name in ("Ingrid Vahl", "Jonas Pell", "Aldersund Post"))
    assert "Who was heard when" in drawn(found["over_time"])


def test_how_the_agencys_words_are_trimmed(answers: Answers) -> None:
    found = answers("travelling_quotes")
    assert rows(found["trimmed"], "outlet", "speaker", "kept", "text") == [
        ("Aldersund Post", "Tomas Reuk", 0.57, "“We have waited six years for a boat that leaves after six,”"),
        ("The Calder Mail", "Ingrid Vahl", 0.53, "“The night ferries will sail again before the summer,”"),
        ("Eastmere Courier", "Ingrid Vahl", 0.41, "“The state will pay for every crew,”"),
    ]
    assert rows(found["givers"], "outlet", "quotations", "printed_by_others") == [
        ("Northern Press Agency", 13, 18),
        ("Eastmere Courier", 1, 2),
    ]
    assert "hours later" in drawn(found["travels"])


def test_what_was_changed_and_who_has_no_name(answers: Answers) -> None:
    found = answers("after_publication")
    cost, signed = "the ferries would cost {} million euros a year", "the members would {}"
    assert rows(found["changes"], "change", "speaker", "earlier_text", "text", "hours_later") == [
        ("reworded", "Ingrid Vahl", cost.format(19), cost.format(9), 26.3),
        ("added", "Pavel Hora", None, signed.format("rather wait than sign"), 9.5),
        ("dropped", "Pavel Hora", None, signed.format("strike before they signed"), 9.5),
    ]
    assert rows(found["naming"], "outlet", "speaker", "quotations") == [
        ("Aldersund Post", "anonymous", 1),
        ("Aldersund Post", "named", 19),
        ("Aldersund Post", "unnamed", 4),
        ("Eastmere Courier", "named", 13),
        ("Eastmere Courier", "unnamed", 3),
        ("Northern Press Agency", "named", 13),
        ("Northern Press Agency", "open", 1),
        ("Northern Press Agency", "unnamed", 5),
        ("The Calder Mail", "anonymous", 2),
        ("The Calder Mail", "named", 17),
        ("The Calder Mail", "open", 1),
        ("The Calder Mail", "unnamed", 7),
    ]
    assert "Crews turn down contracts" in drawn(found["when"])
    assert "anonymous" in drawn(found["shares"])
