"""Every pattern of the product against long texts made of its own pieces: what `test_patterns` starts.

Prints the name of each pattern before it is tried, so that the last one printed is the one that does not end.
"""

import importlib
import inspect
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "tasks", "warehouse", "flows")
# Long enough that a pattern which tries every stretch of every stretch does not end within the test's time.
LENGTH = 1_500
COMMON = (" ", "a", "A", "1", "\n", "a ", "A a ", ". ", "-", ",", '"', "“", "(", "<", "=", "&")


def patterns() -> dict[str, "re.Pattern[Any]"]:
    """Each pattern that the product compiles, as it is imported or as it first works, by the place where it does."""
    found: dict[Any, tuple[str, re.Pattern[Any]]] = {}
    compile_it = re.compile

    def compile_and_keep(pattern: Any, flags: Any = 0) -> "re.Pattern[Any]":
        compiled = compile_it(pattern, flags)
        caller = sys._getframe(1)
        if (module := caller.f_globals["__name__"]).split(".")[0] in PACKAGES:
            found.setdefault((compiled.pattern, compiled.flags), (f"{module}:{caller.f_lineno}", compiled))
        return compiled

    re.compile = compile_and_keep  # type: ignore[assignment]
    try:
        _import_all()
        _work()
    finally:
        re.compile = compile_it
    return {f"{place}#{number}": compiled for number, (place, compiled) in enumerate(found.values())}


def _import_all() -> None:
    """Import the product, and have it read the facts that it keeps."""
    for package in map(importlib.import_module, PACKAGES):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" not in info.name and not info.name.endswith("__main__"):
                for value in list(vars(importlib.import_module(info.name)).values()):
                    if hasattr(value, "cache_info") and not inspect.signature(value).parameters:
                        value()


def _work() -> None:
    """Read and normalise samples: what patterns are compiled late is compiled by then."""
    from tasks.normalise import load_profiles, normalise_batch
    from tasks.read import read_inputs

    samples = [str(ROOT / "examples"), *map(str, (ROOT / "tests/data/read").iterdir())]
    normalise_batch([one for one in read_inputs(samples) if hasattr(one, "fields")], load_profiles(None))


def pieces(pattern: "re.Pattern[Any]") -> list[str]:
    """The literals of a pattern: what it looks for, which is what it may be misled by."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    found: list[str] = []

    def look(tokens: Any) -> None:
        for operation, value in tokens:
            name = str(operation)
            if name == "LITERAL":
                found.append(chr(value))
            elif name == "IN":
                found.extend(chr(one) for kind, one in value if str(kind) == "LITERAL")
            elif name in ("SUBPATTERN", "ATOMIC_GROUP", "ASSERT", "ASSERT_NOT"):
                look(value[-1] if name != "ATOMIC_GROUP" else value)
            elif name.endswith("_REPEAT"):
                look(value[2])
            elif name == "BRANCH":
                for branch in value[1]:
                    look(branch)

    look(parser.parse(source, pattern.flags & ~re.DEBUG))
    return list(dict.fromkeys(found))[:6]


def texts(pattern: "re.Pattern[Any]") -> Iterator[str]:
    """Long runs of one piece or two, alone and behind what the pattern begins with."""
    own = pieces(pattern)
    units = dict.fromkeys([*COMMON, *own, *(f"{one} " for one in own), *(f"{one}a" for one in own)])
    for unit in units:
        for start in ("", own[0] if own else ""):
            yield start + (unit * LENGTH)[:LENGTH] + "\x00"


def main() -> None:
    """Try them all."""
    for name, pattern in patterns().items():
        print(name, flush=True)
        for text in texts(pattern):
            given = text if isinstance(pattern.pattern, str) else text.encode("utf-8")
            for _ in pattern.finditer(given):
                pass
    print("done")


if __name__ == "__main__":
    main()
