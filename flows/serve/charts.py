"""Plots as SVG, drawn on the server: no script, no network, colours from the page's style sheet."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import lxml.etree

from schemas.keys import stable_key

WIDE, NARROW, HEIGHT, WIDEST_BAR = 680, 300, 150, 60
_SVG = "{http://www.w3.org/2000/svg}"
# Altair takes no CSS variables, so these stand for what the style sheet says.
_CLASSES = {"#010101": "ink", "#020202": "rule", "#030303": "mark-1", "#040404": "mark-2"}
_INK, _RULE, _FIRST, _SECOND = _CLASSES
_KEPT = 256

Point = tuple[date, str, int]


def bars(
    rows: Sequence[Mapping[str, Any]], when: str, counts: Mapping[str, str], *, title: str, unit: str
) -> list[str]:
    """Bars over time, once for wide and once for narrow screens; `counts` are columns and what they are called.

    Nothing where there are fewer than two moments: a table says it all.
    """
    points = tuple((row[when], label, int(row[name])) for row in rows if row[when] for name, label in counts.items())
    if len({point[0] for point in points}) < 2:
        return []
    return [_drawn(points, tuple(counts.values()), title, unit, width) for width in (WIDE, NARROW)]


@lru_cache(maxsize=_KEPT)
def _drawn(points: tuple[Point, ...], labels: tuple[str, ...], title: str, unit: str, width: int) -> str:
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(_specification(points, labels, unit, width))
    return _for_pages(drawn, title, _described(points, labels, unit), "wide" if width == WIDE else "narrow")


def _specification(points: tuple[Point, ...], labels: tuple[str, ...], unit: str, width: int) -> dict[str, Any]:
    import altair as alt

    values = [{"at": at.isoformat(), "what": what, "n": count} for at, what, count in points]
    few = 4 if width == NARROW else 8
    time_unit: Literal["utcyearmonth", "utcyearmonthdate"] = "utcyearmonth" if unit == "month" else "utcyearmonthdate"
    written = "%b %Y" if unit == "month" else "%-d %b"
    along = alt.Axis(tickCount=few, format=written, labelOverlap=True, labelSeparation=10)
    chart = (
        alt.Chart(alt.InlineData(values=values), width=min(width - 60, _bars(points, unit) * WIDEST_BAR), height=HEIGHT)
        .mark_bar(width={"band": 0.85})
        .encode(
            x=alt.X("at:T", timeUnit=time_unit, title=None, scale=alt.Scale(type="utc"), axis=along),
            y=alt.Y("n:Q", title=None, stack=False, axis=alt.Axis(tickCount=4, tickMinStep=1, format="~s")),
            color=alt.Color(
                "what:N",
                legend=None,
                scale=alt.Scale(domain=list(labels), range=[_FIRST, _SECOND][: len(labels)]),
            ),
        )
        .configure(background="transparent", font="system-ui, sans-serif")
        .configure_view(strokeOpacity=0)
        .configure_axis(
            labelColor=_INK, domainColor=_INK, tickColor=_INK, gridColor=_RULE, labelFontSize=12, labelPadding=4
        )
        .configure_axisX(grid=False)
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification


def _bars(points: tuple[Point, ...], unit: str) -> int:
    """How many bars have room between the first moment and the last, both among them."""
    first, last = min(points)[0], max(points)[0]
    if unit == "month":
        return (last.year - first.year) * 12 + last.month - first.month + 1
    return (last - first).days + 1


def _described(points: tuple[Point, ...], labels: tuple[str, ...], unit: str) -> str:
    """What the plot shows, in a sentence; the table beside it has the numbers."""
    first, last = min(points)[0], max(points)[0]
    said = []
    for label in labels:
        own = [(count, at) for at, what, count in points if what == label]
        most, when = max(own)
        said.append(
            f"{label}: {sum(count for count, _ in own):,} in all, at most {most:,} a {unit} ({when.isoformat()})"
        )
    return f"From {first.isoformat()} to {last.isoformat()}. {'; '.join(said)}. The numbers are in the table below."


def _for_pages(drawn: str, title: str, description: str, name: str) -> str:
    """The plot as one image with a name, its colours as classes; without what only scripts would use."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True)
    root = lxml.etree.fromstring(drawn.encode(), parser)
    for element in root.iter():
        for attribute in list(element.attrib):
            value = element.attrib[attribute]
            if attribute in ("fill", "stroke") and value in _CLASSES:
                element.attrib["class"] = " ".join(
                    filter(None, (element.get("class"), f"{attribute}-{_CLASSES[value]}"))
                )
                del element.attrib[attribute]
            elif attribute == "role" or attribute.startswith("aria-"):
                del element.attrib[attribute]
    plot = f"plot-{stable_key(title, name)[:8]}"
    names = {"title": title, "desc": description}
    for place, (tag, text) in enumerate(names.items()):
        element = lxml.etree.Element(f"{_SVG}{tag}", id=f"{plot}-{tag}")
        element.text = text
        root.insert(place, element)
    root.set("class", f"plot {name}")
    root.set("role", "img")
    root.set("aria-labelledby", f"{plot}-title")
    root.set("aria-describedby", f"{plot}-desc")
    return lxml.etree.tostring(root, encoding="unicode")
