"""Rules of a robots.txt."""

import pytest

from tasks.read.robots import Rules, parse_robots

GROUPS = """\ufeff# Quay Gazette
User-agent: OtherBot
User-agent: Copydesk   # by name
Disallow: /admin
Allow: /admin/feed

User-agent: *
Disallow: /
crawl-delay: 5

Sitemap: https://quay.example/map.xml
User-Agent: copydesk
Disallow: /*?print=
Crawl-delay: 2.5
Disallow:
"""


def test_the_groups_of_a_robot_count_together_and_those_for_all_do_not():
    assert parse_robots(GROUPS, "copydesk") == Rules(
        (("/admin", False), ("/admin/feed", True), ("/*?print=", False)), 2.5
    )
    assert parse_robots(GROUPS, "another") == Rules((("/", False),), 5.0)


def test_no_rules_allow_all():
    for text in ("", "Disallow: /before-any-name", "User-agent: other\nDisallow: /"):
        assert parse_robots(text, "copydesk").allow("https://quay.example/before-any-name")


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /a", "/a/b", False),
        ("Disallow: /a", "/b/a", True),
        ("Disallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("Allow: /a/b\nDisallow: /a", "/a/b/c", True),
        ("Allow: /a\nDisallow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /$", "/", False),
        ("Disallow: /$", "/a", True),
        ("Disallow: /a*b*c", "/a-b-b", True),
        ("Disallow: /a*b*c", "/axxbxxcxx", False),
        ("Disallow: /caf%C3%A9", "/café/1", False),
        ("Disallow: /?s=", "/?s=mill", False),
        ("Disallow: ", "/a", True),
        ("Disallow: /", "", False),
        ("Crawl-delay: soon\nDisallow: /a", "/a", False),
    ],
)
def test_the_longest_pattern_that_fits_decides(rules, path, allowed):
    found = parse_robots(f"User-agent: *\n{rules}\n", "copydesk")
    assert found.allow(f"https://quay.example{path}") is allowed


def test_many_stars_are_no_trap():
    found = parse_robots("User-agent: *\nDisallow: /" + "a*" * 2000 + "b$\n", "copydesk")
    assert found.allow("https://quay.example/" + "a" * 5000)
