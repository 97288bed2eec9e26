"""A warehouse for the tests of the reading page: a little of everything that a page shows, some of it hostile."""

import json
from datetime import UTC, datetime
from pathlib import Path

from schemas.article import Credit, Source
from schemas.enrichment import Enrichment
from schemas.rows import CheckRow, QuarantineRow, RunRow
from tests.records import NOW
from tests.warehouse.told import Said, Who, told
from tests.warehouses import ingest, new_warehouse, rows
from warehouse.session import open_warehouse
from warehouse.tables import CHECKS, QUARANTINE, RUNS
from warehouse.upsert import upsert

COURIER = Source(source_id="courier", name="Eastmere Courier", domain="courier.example", timezone="Europe/London")
POST = Source(source_id="post", name="Aldersund Post", domain="post.example", timezone="Europe/Oslo")
SAMPLES = Path(__file__).parent.parent.parent / "data" / "hostile" / "articles.jsonl"
# What a text, name or address may hold so that a careless page would run it.
IMAGE = "<img src=x onerror=alert(1)>"
BREAKOUT = "\"'></textarea></pre></title><script>alert(1)</script>"
TEMPLATE = "{{7*7}}"
HOSTILE = Source(source_id="h/../&?#<b>", name=f"Mail {BREAKOUT}", domain="evil.example")

TRAM = (
    "Eastmere councillors have approved a tram 🚋 extension.\n\n"
    '"This line will carry nine thousand people a day," said council leader Ruth Adeyemi.\n\n'
    "Opposition spokesman Mark Tilbury said the scheme would cost residents £14 a year and that the leader knew. "
    "It will fail, a neighbour said."
)
FERRY = '"We will bring Ingrid Vahl and the night ferries home," council leader Ruth Adeyemi told the Post.'
WHO = [
    Who("Ruth Adeyemi", role="council leader", called=("Ruth Adeyemi", "the leader")),
    Who("Mark Tilbury", role="Opposition spokesman"),
    Who("Eastmere", type="GPE"),
]
SAID = [
    Said('"This line will carry nine thousand people a day,"', "Ruth Adeyemi", called="Ruth Adeyemi"),
    # It holds a name, so that markup must nest.
    Said("the scheme would cost residents £14 a year and that the leader knew", "Mark Tilbury", "indirect"),
    Said("It will fail", None, "indirect", anonymity="witness"),
]


def newsroom(folder: Path) -> Path:
    """The warehouse, with its runs, checks, held records and nothing published."""
    path = new_warehouse(folder)
    tram, found = told("tram", TRAM, who=WHO, said=SAID, source=COURIER, title="Council backs tram 🚋 for Eastmere")
    earlier, before = told(
        "tram",
        TRAM.replace("£14", "£40"),
        who=WHO,
        said=[SAID[0], Said(SAID[1].text.replace("£14", "£40"), "Mark Tilbury", "indirect")],
        source=COURIER,
        title="Council backs tram",
        day="2024-03-04",
    )
    ingest(path, [earlier], found={"tram": before})
    ingest(path, [tram], found={"tram": found})
    for month, outlet in ((1, POST), (2, COURIER), (4, POST)):
        ferry, said = told(
            f"ferry-{month}",
            FERRY,
            who=[Who("Ruth Adeyemi", role="council leader", affiliation="Eastmere council"), Who("Ingrid Vahl")],
            said=[Said('"We will bring Ingrid Vahl and the night ferries home,"', "Ruth Adeyemi")],
            source=outlet,
            day=f"2024-0{month}-10",
            title="Night ferries to return",
        )
        ingest(path, [ferry], found={ferry.ref: said})
    arabic, nothing = told(
        "arabic", "وافق المجلس على الخط.\n\nسيبدأ العمل في الربيع.", source=POST, language="ar", title="وافق المجلس"
    )
    ingest(path, [arabic], found={"arabic": nothing})
    _add_hostile(path)
    _add_samples(path)
    _add_ledger(path)
    return path


def _add_hostile(path: Path) -> None:
    body = f'{IMAGE} said {BREAKOUT} of {TEMPLATE}.\n\n"{IMAGE}" said Eve {IMAGE}.'
    evil, found = told(
        "evil",
        body,
        who=[Who(f"Eve {IMAGE}", role=TEMPLATE, affiliation=BREAKOUT), Who(BREAKOUT, type="ORG")],
        said=[
            Said(f'"{IMAGE}"', f"Eve {IMAGE}", relayed_by=BREAKOUT),
            Said(BREAKOUT, "=cmd|'/c calc'!A0", "indirect"),
        ],
        source=HOSTILE,
        title=f"{BREAKOUT} {IMAGE}",
        section=IMAGE,
        language='en"><script>alert(1)</script>',
        standfirst=f"{TEMPLATE} {IMAGE}",
        keywords=(IMAGE,),
        shape=BREAKOUT,
    )
    evil = evil.model_copy(update={"url": "javascript:alert(1)", "canonical_url": "javascript:alert(1)//evil"})
    ingest(path, [evil], found={"evil": found})


def _add_samples(path: Path) -> None:
    """The hostile articles that all of Copydesk is tried with, as they came: nothing has been taken out of them."""
    told_of = []
    for number, line in enumerate(SAMPLES.read_text("utf-8").splitlines()):
        sample = json.loads(line)
        source = Source(source_id=f"sample-{number}", name=sample["publication"], domain="sample.example")
        credits = (Credit(name=sample["author"]),)
        of, _ = told(f"sample-{number}", sample["body"], source=source, title=sample["title"], credits=credits)
        told_of.append(of.model_copy(update={"url": sample["url"], "canonical_url": sample["url"]}))
    ingest(path, told_of, found={of.ref: Enrichment() for of in told_of})


def _add_ledger(path: Path) -> None:
    run_ids = [row["run_id"] for row in rows(path, "SELECT DISTINCT run_id FROM article_versions ORDER BY 1")]
    runs = [_run(run_id, day) for day, run_id in enumerate(run_ids, start=1)]
    checks = [
        CheckRow(
            run_id=run_id, batch_id="b", name=name, passed=passed, observed=observed, unexpected_count=int(not passed)
        )
        for run_id in run_ids
        for name, passed, observed in (
            ("texts.not_blank", True, None),
            ("texts.no_markup", False, f"1 row: {IMAGE}"),
        )
    ]
    held = [
        _held("q1" + "0" * 30, run_ids[0], "empty_file", "empty.txt: no bytes in it; remove it or fetch it again"),
        _held("q2" + "0" * 30, run_ids[1], "broken_json", f"{BREAKOUT} {IMAGE}: not JSON", name=HOSTILE.name),
    ]
    with open_warehouse(path) as connection, connection.begin():
        upsert(connection, RUNS, runs)
        for check in checks:
            connection.execute(CHECKS.insert().values(check.model_dump()))
        upsert(connection, QUARANTINE, held)


def _run(run_id: str, day: int) -> RunRow:
    at = datetime(2024, 6, day, 6, tzinfo=UTC)
    return RunRow(
        run_id=run_id,
        flow="ingest",
        parameters=f'{{"inputs": ["{IMAGE}"]}}',
        code_version="0.1.0",
        enrichment_version="model-1+rules-1",
        started_at=at,
        finished_at=at,
        state="done",
        holder=IMAGE,
        read_count=2,
        loaded_count=1,
        unchanged_count=0,
        quarantined_count=1,
    )


def _held(quarantine_id: str, run_id: str, reason: str, detail: str, *, name: str | None = None) -> QuarantineRow:
    return QuarantineRow(
        quarantine_id=quarantine_id,
        run_id=run_id,
        stage="read",
        reason=reason,
        detail=detail,
        source_ref=f"in/{BREAKOUT}",
        payload=b"<b>raw</b>",
        attempts=1,
        status="held",
        first_held_at=NOW,
        last_held_at=NOW,
        source_name=name,
        rules=(),
        origin=None,
        decided_by=None,
        decided_why=None,
        decided_at=None,
    )
