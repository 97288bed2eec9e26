"""Every pattern of the product against long texts made of its own pieces: what `test_patterns` starts.

Prints the name of each pattern before it is tried, so that the last one printed is the one that does not end.
"""

import importlib
import pkgutil
import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import schemas
import tasks
import warehouse

# Long enough that a pattern which tries every stretch of every stretch does not end within the test's time.
LENGTH = 1_500
COMMON = (" ", "a", "A", "1", "\n", "a ", "A a ", ". ", "-", ",", '"', "“", "(", "<", "=", "&")


def patterns() -> Iterator[tuple[str, "re.Pattern[Any]"]]:
    """Each pattern that a module keeps, with its name."""
    seen = set()
    for package in (schemas, tasks, warehouse):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in info.name:
                continue
            module = importlib.import_module(info.name)
            for name, pattern in _kept(module):
                if (pattern.pattern, pattern.flags) not in seen:
                    seen.add((pattern.pattern, pattern.flags))
                    yield f"{info.name}.{name}", pattern


def _kept(module: ModuleType) -> Iterator[tuple[str, "re.Pattern[Any]"]]:
    for name, value in list(vars(module).items()):
        inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
        for one in inner if isinstance(value, dict | list | tuple) else [value]:
            if isinstance(one, re.Pattern):
                yield name, one


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
    for name, pattern in patterns():
        print(name, flush=True)
        for text in texts(pattern):
            given = text if isinstance(pattern.pattern, str) else text.encode("utf-8")
            for _ in pattern.finditer(given):
                pass
    print("done")


if __name__ == "__main__":
    main()
