"""Generated articles of realistic length and mix: the same ones for the same seed, all names invented."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

GIVEN = [
    "Anna",
    "Bruno",
    "Clara",
    "Dmitri",
    "Elif",
    "Farid",
    "Grace",
    "Hana",
    "Ivo",
    "Jamal",
    "Keiko",
    "Lars",
    "Mina",
    "Noor",
    "Oskar",
    "Priya",
    "Rosa",
    "Samir",
    "Tomas",
    "Ute",
]
FAMILY = [
    "Abara",
    "Brandt",
    "Castell",
    "Dvorak",
    "Eklund",
    "Farouk",
    "Grimm",
    "Holt",
    "Ibarra",
    "Jonker",
    "Kovac",
    "Lindqvist",
    "Marsh",
    "Okoye",
    "Pohl",
    "Reuk",
]
PLACES = [
    "Eastmere",
    "Calder",
    "Vell",
    "Tarrow",
    "Norrvik",
    "Aldersund",
    "Dorrick",
    "Harlow",
    "Kellstad",
    "Orvale",
    "Brixholm",
    "Fenwick",
]
BODIES = (
    "the city council", "the port authority", "the transport ministry", "the water board", "the teachers’ union",
    "Norrvik University", "the Calder Institute", "the health service", "the regional court", "Aldine Foods",
)  # fmt: skip
ROLES = [
    "mayor",
    "director",
    "economist",
    "spokesman",
    "chairwoman",
    "minister",
    "analyst",
    "professor",
    "union leader",
    "harbour master",
]
TOPICS = (
    "the tram extension", "the grain terminal", "the parking fee", "the hospital budget", "the flood wall",
    "the school merger", "the night ferries", "the new bridge", "the housing plan", "the festival licence",
)  # fmt: skip
CLAIMS = (
    "{topic} would cost residents {sum} million euros a year", "nobody had read the report on {topic}",
    "the vote on {topic} should be held again", "{topic} had saved jobs in {place}",
    "work on {topic} will start in {month}", "{topic} was a matter for the courts",
)  # fmt: skip
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
PLAIN = (
    "The decision on {topic} follows a public meeting in {place} that ran past midnight.",
    "Residents of {place} have waited {number} years for {topic}, and the budget has grown twice in that time.",
    "About {number} people gathered outside the town hall of {place} on Monday, some of them with banners.",
    "Figures published in {month} show that traffic in {place} fell by {number} per cent after the change.",
    "{body} has not yet published its accounts for the year, although the law asks for them by {month}.",
)


USUAL = (6, 22)


def bodies(count: int, seed: int = 1, paragraphs: tuple[int, int] = USUAL) -> Iterator[str]:
    """`count` bodies of some 150 to 700 words, paragraphs parted by a blank line."""
    dice = random.Random(seed)
    for _ in range(count):
        yield _body(dice, dice.randint(*paragraphs))


def write_jsonl(path: Path, count: int, seed: int = 1, first: int = 1, paragraphs: tuple[int, int] = USUAL) -> None:
    """The same bodies as a JSONL dump, one source, one article a line; addresses are numbered from `first`."""
    dice = random.Random(-seed)
    with path.open("w", encoding="utf-8") as file:
        for number, body in enumerate(bodies(count, seed, paragraphs), first):
            row = {
                "title": f"{dice.choice(PLACES)} argues over {dice.choice(TOPICS)}",
                "url": f"https://news.example/{number}",
                "published": f"2024-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}T{dice.randint(0, 23):02}:15:00Z",
                "author": f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}",
                "publication": "The Benchmark",
                "language": "en",
                "body": body,
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _body(dice: random.Random, paragraphs: int) -> str:
    people = [
        (f"{dice.choice(GIVEN)} {dice.choice(FAMILY)}", dice.choice(ROLES), dice.choice(BODIES)) for _ in range(3)
    ]
    return "\n\n".join(_paragraph(dice, *dice.choice(people)) for _ in range(paragraphs))


def _paragraph(dice: random.Random, name: str, role: str, body: str) -> str:
    def fill(text: str) -> str:
        return text.format(
            topic=dice.choice(TOPICS), place=dice.choice(PLACES), month=dice.choice(MONTHS),
            sum=dice.randint(2, 90), number=dice.randint(3, 400), body=body[0].upper() + body[1:],
        )  # fmt: skip

    claim, second = fill(dice.choice(CLAIMS)), fill(dice.choice(CLAIMS))
    shapes = (
        f"{name}, {role} of {body}, said {claim}. {fill(dice.choice(PLAIN))}",
        f"“{claim[0].upper() + claim[1:]},” {name.split()[-1]} said. “{second[0].upper() + second[1:]}.”",
        f"According to {body}, {claim}. {fill(dice.choice(PLAIN))}",
        f"{fill(dice.choice(PLAIN))} {fill(dice.choice(PLAIN))}",
        f"{fill(dice.choice(PLAIN))} {name} warned that {claim}, and told reporters that {second}.",
    )
    return dice.choice(shapes)
