"""What WordPress says of a post: in its export file, which is RSS with elements of its own, and in its REST answers.

Source: the exporter's format WXR 1.2 and the REST API's schema of posts, both of WordPress.
"""

import re
from collections.abc import Mapping
from typing import Any

from schemas.rejection import Refusal
from tasks.read.markup import plain, without

# What a site consists of beside what is written for it; an export lists them all.
_SITE_PARTS = {
    "attachment", "custom_css", "customize_changeset", "nav_menu_item", "oembed_cache", "revision", "user_request",
    "wp_block", "wp_font_face", "wp_font_family", "wp_global_styles", "wp_navigation", "wp_template",
    "wp_template_part",
}  # fmt: skip
# Shortcodes of WordPress itself that hold no text of the article, in pairs and alone.
_PAIR = re.compile(r"\[(caption|embed|audio|video)\b[^\[\]]*\]")
_SHORTCODE = re.compile(r"\[/?(?:caption|embed|audio|video|gallery|playlist)\b[^\[\]]*\]")


def is_site_part(entry: Mapping[str, Any]) -> bool:
    """Whether an item of an export is a picture, a menu or the like, by its `wp:post_type`."""
    return entry.get("wp_post_type") in _SITE_PARTS


def refuse_unpublished(entry: Mapping[str, Any]) -> None:
    """Raise Refusal for an item of an export that nobody could read, and for a page, which is no article."""
    status = entry.get("wp_status") or "publish"
    if status != "publish":
        raise Refusal(
            "unpublished", f"a WordPress item with the status {status}; publish and export it again, or drop it"
        )
    if entry.get("wp_post_type") == "page":
        raise Refusal("not_article", "a WordPress page, which tells of the site; export the posts alone, or drop it")


def modified(entry: Mapping[str, Any]) -> str | None:
    """When an item of an export was last changed, in UTC; drafts have zeros."""
    stamp = entry.get("wp_post_modified_gmt") or ""
    return f"{stamp}Z" if stamp and not stamp.startswith("0000") else None


def body_of_export(content: str) -> str:
    """The content as written, without shortcodes for pictures and players."""
    return _SHORTCODE.sub("", without(content, _PAIR, "[/{}]", "]"))


def is_post(row: Mapping[str, Any]) -> bool:
    """Whether an object is a post as the REST API serves it."""
    return all(isinstance(row.get(key), dict) and "rendered" in row[key] for key in ("title", "content"))


def row_of_post(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a post; authors and keywords where they were asked for (`_embed`), else they are numbers."""
    embedded = row.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    return {
        "title": plain(_rendered(row, "title")),
        "content": _rendered(row, "content"),
        "excerpt": plain(_rendered(row, "excerpt")),
        "authors": _names(embedded.get("author")),
        "keywords": _names(embedded.get("wp:term")),
        "link": row.get("link"),
        "guid": _rendered(row, "guid"),
        "published": _utc(row, "date"),
        "updated": _utc(row, "modified"),
        "status": row.get("status"),
    }


def _names(values: Any) -> list[str]:
    """The names in a list of objects, or in lists of them, one a taxonomy."""
    if isinstance(values, list):
        return [name for value in values for name in _names(value)]
    name = values.get("name") if isinstance(values, dict) else None
    return [plain(name)] if isinstance(name, str) and name.strip() else []


def _rendered(row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    return str(value.get("rendered") or "") if isinstance(value, dict) else ""


def _utc(row: Mapping[str, Any], key: str) -> str | None:
    """The instant, which is given in UTC without saying so, beside the site's own time."""
    stamp = row.get(f"{key}_gmt")
    return f"{stamp}Z" if stamp else row.get(key)
