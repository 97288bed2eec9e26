"""Time, memory and size of whole runs over ever more articles: a curve, and whether memory stays level.

`COPYDESK_BENCH_SIZES` names the sizes; the published ones are 1000,5000,50000 and take a quarter of an hour on two
quiet cores. Articles are news flashes here, of one or two paragraphs, so that the last can be measured at all.
"""

import os
from pathlib import Path

from tests.benchmarks.articles import write_jsonl
from tests.benchmarks.measured import Measured, measured

SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_SIZES", "500,1000").split(",")]
FLASH = (1, 2)
COMPARED = (5_000, 50_000)


def test_curve_of_time_memory_and_size(tmp_path: Path) -> None:
    found: dict[int, Measured] = {}
    print("\n| articles | seconds | articles a second | peak of memory, MB | warehouse, MB | the same input again |")
    print("|---|---|---|---|---|---|")
    for size in SIZES:
        folder = tmp_path / str(size)
        folder.mkdir()
        write_jsonl(folder / "in.jsonl", size, paragraphs=FLASH)
        warehouse = folder / "news.duckdb"
        one = measured("ingest", folder / "in.jsonl", "--warehouse", warehouse, "--workers", "2")
        found[size] = one
        kept = warehouse.stat().st_size / 1e6
        again = measured("ingest", folder / "in.jsonl", "--warehouse", warehouse, "--workers", "2").seconds
        print(f"| {size:,} | {one.seconds:.0f} | {size / one.seconds:.0f} | {one.peak:.0f} | {kept:.0f} "
              f"| {again:.1f} s, {one.seconds / again:.0f} × as fast |", flush=True)  # fmt: skip
    if all(size in found for size in COMPARED):
        few, many = (found[size] for size in COMPARED)
        print(f"50,000 ÷ 5,000: time {many.seconds / few.seconds:.2f} (at most 10.5), "
              f"memory {many.peak / few.peak:.2f} (at most 1.1)")  # fmt: skip
