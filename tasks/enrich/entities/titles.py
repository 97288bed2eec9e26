"""Titles and offices before names: which capitalised words belong to no name."""

from tasks.enrich.entities.page import Page


def title_words(page: Page, entity: list[int], labels: list[str], known_at: list[int]) -> list[bool]:
    """Which tokens are part of a capitalised title: Mr, Prime Minister, Shadow Home Secretary, Secretary of State."""
    marked = [False] * len(page)
    for i, word in enumerate(page.words):
        if word[0].isupper() and _is_title(page, i, entity, labels, known_at):
            marked[i] = True
            _mark_before(page, i, marked, known_at)
            _mark_after(page, i, marked)
    return marked


def full_stop(page: Page, i: int) -> bool:
    """Whether the token is the full stop of a short office that the tokeniser cut off: Supt | . | Stone."""
    short = 0 < i < len(page) - 1 and page.words[i] == "." and plain(page.words[i - 1]) in page.facts.short_offices
    return short and not page.spaced[i - 1] and (page.words[i + 1][0].isupper() or page.lowered[i + 1] == "of")


def dotted_office(page: Page, i: int) -> bool:
    """Whether the token is an office by its full stop: Del. Marsh, Sec. of State; not Wilmington, Del."""
    word = page.words[i]
    if plain(word) not in page.facts.dotted_offices or not (word.endswith(".") or full_stop(page, i + 1)):
        return False
    name = i + 1 if word.endswith(".") else i + 2
    if name + 1 >= len(page):
        return False
    if page.lowered[name] == "of":
        return page.lowered[name + 1] in page.facts.portfolios
    if not page.is_name_word(name):
        return False
    # behind a comma or a hyphen and a name it may be a state
    place = i > 1 and page.is_name_word(i - 2) and page.lowered[i - 2] not in page.facts.calendar
    state = place and page.words[i - 1] in {",", "-", "("}
    return not state or page.lowered[name] in page.facts.given


def plain(word: str) -> str:
    """A title as the data files write it: lower-case, without a final full stop."""
    return word.lower().rstrip(".")


def _is_title(page: Page, i: int, entity: list[int], labels: list[str], known_at: list[int]) -> bool:
    facts, word = page.facts, plain(page.words[i])
    if dotted_office(page, i):
        return True
    if word not in facts.offices and word not in facts.address:
        # "Activist Angela Davis": at a sentence's start any role may wear a capital
        follows = i + 1 < len(page) and page.is_name_word(i + 1) and page.lowered[i + 1] in facts.given
        return page.opens[i] and word in facts.role_nouns and follows and known_at[i] == -1
    if known_at[i] != -1:
        return False
    following = page.words[i + 1] if i + 1 < len(page) else ""
    if following in facts.organisation_heads or following in facts.units:
        return False
    if word in facts.address and (_leads_to_head(page, i) or _belongs_to_head(page, i)):
        return False
    number = entity[i]
    if number >= 0 and labels[number] in {"ORG", "FAC", "LOC"}:
        last = i
        while last + 1 < len(page) and entity[last + 1] == number:
            last += 1
        if page.words[last] in facts.organisation_heads or page.words[last] in facts.facility_heads:
            return False
    # "Stephen King": at the end of a name, a word of address is a surname
    ends = not following[:1].isupper() and not (i + 1 < len(page) and page.joins(i + 1))
    after_name = i > 0 and page.is_name_word(i - 1) and plain(page.words[i - 1]) in facts.given
    return not (ends and after_name and word in facts.address)


def _belongs_to_head(page: Page, i: int) -> bool:
    """Whether the word stands after an institution's "of": University of Prince Edward Island."""
    before = page.words[i - 2] if i > 1 and page.lowered[i - 1] in {"of", "for"} else ""
    return before in page.facts.organisation_heads or before in page.facts.facility_heads


def _leads_to_head(page: Page, i: int) -> bool:
    """Whether the capitals after a word of address end in an institution's name: Queen Elizabeth Hospital."""
    k, last = i + 1, i
    while k < len(page) and k < i + 7 and (page.words[k][0].isupper() or page.lowered[k] in {"of", "the"}):
        last = k if page.words[k][0].isupper() else last
        k += 1
    within = range(i + 2, last + 1)
    return any(
        page.words[n] in page.facts.organisation_heads or page.words[n] in page.facts.facility_heads for n in within
    )


def _mark_before(page: Page, i: int, marked: list[bool], known_at: list[int]) -> None:
    """Words that modify the title: Prime, Shadow Home, Vice with or without a hyphen."""
    k = i - 1
    while k >= 0:
        if page.joins(k) and page.lowered[k - 1] in page.facts.office_modifiers and page.words[k - 1][0].isupper():
            marked[k] = marked[k - 1] = True
            k -= 2
        elif page.joins(k) and page.lowered[k - 1] == "in" and k > 2 and page.joins(k - 2):
            marked[k - 3 : k + 1] = [True] * 4
            k -= 4
        elif (
            page.words[k][0].isupper() and plain(page.words[k]) in page.facts.office_modifiers and known_at[k] == -1
        ) or full_stop(page, k):
            marked[k] = True
            k -= 1
        else:
            return


def _mark_after(page: Page, i: int, marked: list[bool]) -> None:
    """What an office is over: Secretary of State, Minister for Trade; a hyphenated second half: Secretary-General."""
    k = i + 1
    if full_stop(page, k):
        marked[k] = True
        k += 1
    if k + 1 < len(page) and page.joins(k) and plain(page.words[k + 1]) in page.facts.offices:
        marked[k] = marked[k + 1] = True
        return
    if k + 1 < len(page) and page.lowered[k] in {"of", "for"}:
        k += 2 if page.lowered[k + 1] == "the" else 1
        while k < len(page) and page.words[k][0].isupper() and page.lowered[k] in page.facts.portfolios:
            marked[i + 1 : k + 1] = [True] * (k - i)
            k += 1
