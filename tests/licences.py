"""The licences of what Copydesk installs, as the packages state them; `python -m tests.licences` writes the page."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements.lock"
PAGE = ROOT / "docs" / "licences.md"

# Anybody may use, change and pass on what is under these, beside a work under Apache-2.0, if the notice stays.
PERMISSIVE = frozenset(
    (
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT", "MIT-0",
        "PSF-2.0", "Zlib",
    )
)  # fmt: skip
# Packages with terms of another kind, and why they may stand beside Apache-2.0.
REASONS = {
    "certifi": "MPL-2.0 binds changes to its own files; it is installed as it is",
    "orjson": "MPL-2.0 of a part binds changes to its own files; it is installed as it is",
    "pathspec": "MPL-2.0 binds changes to its own files; it is installed as it is",
    "text-unidecode": "Artistic License or GPL, as one likes: used under the Artistic License, as it is (for Prefect)",
    "tld": "MPL-1.1, GPL-2.0 or LGPL-2.1, as one likes: used under MPL-1.1, as it is (for courlan)",
    "tqdm": "MPL-2.0 of a part binds changes to its own files; it is installed as it is",
}
# What packages of older standing write for the same.
_NAMES = {
    "apache 2.0": "Apache-2.0", "apache software license": "Apache-2.0", "artistic license": "Artistic-1.0",
    "bsd license": "BSD", "isc license (iscl)": "ISC", "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "psfl": "PSF-2.0",
    "python software foundation license": "PSF-2.0", "gnu general public license (gpl)": "GPL",
    "gnu general public license v2 or later (gplv2+)": "GPL-2.0-or-later", "the bsd 2-clause license": "BSD-2-Clause",
}  # fmt: skip
_OWN_WORDS = re.compile(r"[A-Za-z0-9.+ ()-]{2,40}")


def locked() -> dict[str, str]:
    """The packages of the lock file with their versions; of two versions of one package the last."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE))


def licence_of(package: str) -> str | None:
    """What an installed package states, as an SPDX expression where it can be one; None where it is not installed."""
    try:
        stated = metadata(package)
    except PackageNotFoundError:
        return None
    if expression := stated.get("License-Expression"):
        return str(expression)
    own = str(stated.get("License") or "").strip()
    classified = [
        str(one).rsplit(" :: ", 1)[-1] for one in stated.get_all("Classifier", []) if str(one).startswith("License ::")
    ]
    if _is_expression(own):
        return own
    return " OR ".join(dict.fromkeys(_NAMES.get(one.lower(), one) for one in classified or [own])) or None


def is_permissive(licence: str) -> bool:
    """Whether every part of the expression is; BSD without a number is one of the two."""
    parts = re.split(r"\s+(?:AND|OR)\s+|[()]", licence)
    return all(part.strip() in PERMISSIVE | {"BSD", ""} for part in parts)


def page() -> str:
    """The page: each package with its licence, and why those of another kind may be used."""
    rows = [f"| {name} | {licence_of(name) or 'on other systems or Pythons only'} |" for name in sorted(locked())]
    odd = [f"- **{name}**: {why}." for name, why in sorted(REASONS.items())]
    return "\n".join(
        [
            "# Licences",
            "",
            "What `make env` installs, with the licence that each package states of itself. Copydesk is under",
            "Apache-2.0 and shipped without any of these. This page is written by `python -m tests.licences`.",
            "",
            "Most may be used by anybody for anything, if their notices stay. The others, and why they may too:",
            "",
            *odd,
            "",
            "| package | licence |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def _is_expression(text: str) -> bool:
    parts = re.split(r"\s+(?:AND|OR)\s+", text)
    return bool(_OWN_WORDS.fullmatch(text)) and all(
        re.fullmatch(r"[A-Za-z]+-[0-9][A-Za-z0-9.-]*|MIT|ISC", one) for one in parts
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
