"""A coverage-guided fuzzer for the readers: `python -m tests.trust.fuzz READER SECONDS [CORPUS]`, or `all` for READER.

`--runs N` for SECONDS makes N tries at each reader, the same ones every time.

It starts from the samples of tests/data/read, and fails where a reader lets an error of its own out, holds an input
without a reason, or needs ten seconds for a small one. The input that did it stays in the corpus.
"""

import os
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Larger inputs find little more and slow the search down.
LONGEST = 4_096
ENOUGH = 1_000
READERS = (
    "delimited", "eml", "factiva", "feed", "gzipped", "html", "json_feed", "json_records", "jsonl", "manifest",
    "markdown", "mbox", "newsml_g2", "nexis", "ninjs", "nitf", "parquet", "proquest", "text", "warc", "zipped",
)  # fmt: skip
# Containers and shapes without a folder of samples begin with the least that they may hold.
SEEDS = {
    "delimited": b"title,body,date\na,b,2024-01-02\n",
    "gzipped": bytes.fromhex("1f8b08000000000000034b04000000ffff0300"),
    "html": b"<!doctype html><html><head><title>a</title></head><body><article><p>b</p></article></body></html>",
    "json_records": b'[{"title":"a","body":"b"}]',
    "jsonl": b'{"title":"a","body":"b"}\n{"title":"c","body":"d"}\n',
    "manifest": b'{"id":"a","file":"a.txt"}\n',
    "markdown": b"---\ntitle: a\ntags: [b, c]\n---\n# d\n\n*e* [f](g)\n\n> h\n",
    "parquet": b"PAR1",
    "text": b"Headline\n\nBy A B\n\nPUBLISHED : Monday, 4 March, 2024, 9:45pm\n\nBody.\n",
    "warc": b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: text/html\r\n"
    b"Content-Length: 8\r\n\r\n<p>abc\r\n\r\n\r\n",
    "zipped": b"PK\x05\x06" + bytes(18),
}


def fuzz(name: str, bounds: list[str], corpus: Path) -> int:
    """Fuzz one reader in a process of its own; its exit code, 0 where nothing was found."""
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "seed").write_bytes(SEEDS.get(name, b""))
    for sample in (ROOT / "tests/data/read").glob(f"{name}/*"):
        if sample.suffix != ".json" or "json" in name:
            (corpus / sample.name).write_bytes(sample.read_bytes()[:LONGEST])
    options = [
        *bounds, f"-max_len={LONGEST}", "-timeout=10", "-rss_limit_mb=4000", "-verbosity=0",
        f"-artifact_prefix={corpus}/found-", "-print_final_stats=0",
    ]  # fmt: skip
    command = [sys.executable, "-m", "tests.trust.fuzz", "--one", name, str(corpus), *options]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "0"}, check=False).returncode


def _serve_one(name: str, arguments: list[str]) -> None:
    """In the process of its own: hand the reader whatever the fuzzer thinks of."""
    import atheris

    with atheris.instrument_imports(include=["tasks.read"]):
        import tasks.read.readers  # noqa: F401
        from schemas.article import RawArticle
        from tasks.read.dispatch import as_refusal
        from tasks.read.inputs import Blob, io
        from tasks.read.limits import ReadLimits
        from tasks.read.registry import all_readers

        readers = {reader.read.__module__.rsplit(".", 1)[-1]: reader for reader in all_readers()}
    limits = ReadLimits(max_input_bytes=100_000)

    def read(data: bytes) -> None:
        blob = Blob(ref="input", input_id="input", open=lambda: io.BytesIO(data), limits=limits)
        try:
            for outcome in islice(readers[name].read(blob), ENOUGH):
                if isinstance(outcome, RawArticle):
                    assert outcome.text is not None or outcome.fields.title or outcome.payload is not None
                else:
                    assert outcome.reason != "read_failed", outcome.detail
                    assert outcome.detail
        except Exception as exc:
            if as_refusal(exc).reason == "read_failed":
                raise

    atheris.Setup([sys.argv[0], *arguments], read)
    atheris.Fuzz()


def main() -> None:
    """Exit with 1 where any reader has failed."""
    name, *rest = sys.argv[1:]
    if name == "--one":
        _serve_one(rest[0], rest[1:])
        return
    names = READERS if name == "all" else (name,)
    if rest[0] == "--runs":
        bounds, rest = [f"-runs={rest[1]}", "-seed=1"], rest[2:]
    else:
        bounds, rest = [f"-max_total_time={max(1, int(rest[0]) // len(names))}"], rest[1:]
    with tempfile.TemporaryDirectory() as made:
        kept = Path(rest[0]) if rest else Path(made)
        codes = {one: fuzz(one, bounds, kept / one) for one in names}
    found = [one for one, code in codes.items() if code]
    print(f"fuzzed {', '.join(names)}: {'nothing found' if not found else 'failed: ' + ', '.join(found)}")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
