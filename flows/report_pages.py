"""Pages of Data Docs that open without a network: what Great Expectations renders, without what it would load.

Its pages show values as they are, so every value is escaped before; an article's words must not become a page's markup.
"""

import copy
import html
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import lxml.etree
import lxml.html

_LONGEST_VALUE = 300
_MOST_VALUES = 20
# What a page loads or runs; everything that it needs is in its own style.
_REMOVED = ("script", "link", "img", "footer", "iframe", "object", "embed", "meta", "form", "input", "button", "base")
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2733; margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem; }
a { color: #0b5394; }
h1 { font-size: 1.5rem; } h2, h5 { font-size: 1.15rem; margin: 1.5rem 0 .4rem; } h6, .h6 { font-size: 1rem; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d5dbe1; }
td { overflow-wrap: anywhere; } thead th { background: #eef2f5; } ul, ol { padding-left: 1.2rem; }
.badge { background: #eef2f5; border-radius: .3rem; padding: 0 .3rem; font-family: ui-monospace, monospace; }
.alert { border-left: .3rem solid #98a6b3; padding-left: .6rem; }
.show-scrollbars { max-height: 20rem; overflow: auto; }
.text-success, .passed { color: #1e7b34; } .text-danger, .failed { color: #b3261e; } .text-warning { color: #8a5a00; }
.fas { font-style: normal; } .fa-check-circle::before { content: "\\2713"; } .fa-times::before { content: "\\2717"; }
.fa-exclamation-triangle::before { content: "!"; } pre { white-space: pre-wrap; }
@media (prefers-color-scheme: dark) {
  body { color: #dfe6ec; background: #14191f; } a { color: #8ab8e6; } thead th, .badge { background: #232c35; }
  th, td { border-color: #35414c; } .text-success, .passed { color: #6fd08a; } .text-danger, .failed { color: #ff8a80; }
  .text-warning { color: #f0c36d; }
}
"""


def frame_page(record: str, result: Any, title: str, home: str) -> str:
    """The page of one frame of one batch, from the library's own result."""
    from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
    from great_expectations.render.view.view import DefaultJinjaPageView

    document = ValidationResultsPageRenderer(run_info_at_end=True).render(_plain(result))
    view: Any = DefaultJinjaPageView()
    page: Any = lxml.html.document_fromstring(str(view.render(document)))
    # The sidebar, the bar on top and the batch's inner workings only serve what was removed.
    removed = [*page.iter(*_REMOVED), *page.xpath("//body//nav | //body//style | //*[contains(@class, 'sticky')]")]
    for element in removed:
        if element.getparent() is not None:
            element.drop_tree()
    for element in page.iter():
        _disarm(element)
    inner = "".join(lxml.etree.tostring(part, encoding="unicode", method="html") for part in page.find("body"))
    return page_of(title, f'<p><a href="{html.escape(home)}">← the run</a></p><h1>{html.escape(title)}</h1>{inner}')


def page_of(title: str, body: str) -> str:
    """A whole page around markup that is safe already."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n<body>{body}</body></html>\n"
    )


def table_of(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are markup that is safe already."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in heads)
    lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _plain(result: Any) -> Any:
    """A copy of the result in which every value is escaped, long ones are cut, and many are a few."""
    shown = copy.copy(result)
    shown.results = [_plain_one(one) for one in result.results]
    return shown


def _plain_one(one: Any) -> Any:
    shown, config = copy.copy(one), copy.copy(one.expectation_config)
    config.kwargs = _escaped({name: value for name, value in config.kwargs.items() if name != "batch_id"})
    shown.expectation_config = config
    shown.result = _escaped(
        {name: value for name, value in one.result.items() if not name.startswith("unexpected_index")}
    )
    return shown


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return html.escape(value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…")
    if isinstance(value, Mapping):
        return {name: _escaped(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(one) for one in value[:_MOST_VALUES]]
    return value


def _disarm(element: Any) -> None:
    """Nothing that acts, nothing that leads to a page that is not there."""
    for name in list(element.attrib):
        leads_away = name == "href" and not element.attrib[name].startswith("#")
        if leads_away or name.startswith("on") or name in ("src", "srcset", "style", "data-toggle"):
            del element.attrib[name]
