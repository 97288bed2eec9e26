"""Bylines: people as names, organisations apart, everything else left out."""

import pytest

from schemas.article import Credit
from tasks.normalise.bylines import credits_of, split_names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Lee Marsh Jr., Ida Okoye, MD and Tom Vale", ["Lee Marsh Jr.", "Ida Okoye, MD", "Tom Vale"]),
        ("By A. B. Smith, M.D., Ph.D.", ["A. B. Smith, M.D., Ph.D."]),
        ("By Sam Smith III and Bo Ray, Esq.", ["Sam Smith III", "Bo Ray, Esq."]),
        ("BY ANA POHL AND BO RAY", ["Ana Pohl", "Bo Ray"]),
        ("By Ana Pohl, Political Editor", ["Ana Pohl"]),
        ("By Ana Pohl Health Reporter", ["Ana Pohl"]),
        ("By Ana Pohl, News Editor, and Bo Ray", ["Ana Pohl", "Bo Ray"]),
        ("By Ana Pohl in Paris and Bo Ray in Rome", ["Ana Pohl", "Bo Ray"]),
        ("By Ana Pohl for The Daily Example", ["Ana Pohl"]),
        ("Ana Pohl, Special to The Post", ["Ana Pohl"]),
        ("Ana Pohl | The Harbour Journal", ["Ana Pohl"]),
        ("Ana Pohl, CNN", ["Ana Pohl"]),
        ("Ana Pohl ana.pohl@paper.example", ["Ana Pohl"]),
        ("Ana Pohl @anapohl", ["Ana Pohl"]),
        ("By Ana Pohl 3 hours ago", ["Ana Pohl"]),
        ("By Ana Pohl Updated March 5, 2024", ["Ana Pohl"]),
        ("By Ana Pohl, Bo Ray, Cy Low and others", ["Ana Pohl", "Bo Ray", "Cy Low"]),
        ("Ana Pohl; Bo Ray", ["Ana Pohl", "Bo Ray"]),
        ("Ana Pohl/Bo Ray", ["Ana Pohl", "Bo Ray"]),
        ("Ana Pohl\nBo Ray", ["Ana Pohl", "Bo Ray"]),
        ("Von Anna Schmidt und Karl Weiß", ["Anna Schmidt", "Karl Weiß"]),
        ("By Jane van der Berg and Al-Amin Khan", ["Jane van der Berg", "Al-Amin Khan"]),
        ("Kim Na Young", ["Kim Na Young"]),
        ("Ann-Marie O'Neill, Times Staff Writer", ["Ann-Marie O'Neill"]),
        ("Words by Ana Pohl, photos by Bo Ray", ["Ana Pohl"]),
        ("Ana Pohl (Reuters)", ["Ana Pohl", "Reuters"]),
        ("Mr Jan Pohl", ["Jan Pohl"]),
        ("@anapohl", []),
        ("admin", []),
        ("", []),
    ],
)
def test_a_byline_gives_its_names_alone(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Doe, Jane; Roe, Alan", ["Jane Doe", "Alan Roe"]),
        ("Hagan, Ruth", ["Ruth Hagan"]),
        ("MOSS, IAN", ["Ian Moss"]),
        ("van Dyke, Dick", ["Dick van Dyke"]),
        ("Ruth Hagan", ["Ruth Hagan"]),
        ("De la Cruz, Ana Maria; MOSS, IAN", ["Ana Maria De la Cruz", "Ian Moss"]),
        ("Marsh Jr., Lee", ["Lee Marsh Jr."]),
        ("Do, Kim", ["Kim Do"]),
        ("García Márquez, Gabriel", ["Gabriel García Márquez"]),
        ("Torres Vega, Ana M.; Roe, Alan", ["Ana M. Torres Vega", "Alan Roe"]),
    ],
)
def test_library_lists_put_the_family_name_first(line: str, names: list[str]) -> None:
    assert split_names(line, family_first=True) == names


def test_credits_have_a_role_and_a_kind_and_name_each_person_once() -> None:
    lines = ("Additional reporting by Mara Lee and Ana Pohl", "Translated from the French by Jo Pike")
    assert credits_of(("By Ana Pohl", "Reuters", "Guardian staff reporter"), lines, "AFP") == (
        Credit(name="Ana Pohl"),
        Credit(name="Reuters", role="agency", kind="organisation"),
        Credit(name="Guardian staff reporter", kind="organisation"),
        Credit(name="Mara Lee", role="contributor"),
        Credit(name="Jo Pike", role="translator"),
        Credit(name="AFP", role="agency", kind="organisation"),
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            "(Reporting by Jo Pike in Paris, Al Roe in London; Writing by Jay Low; Editing by Kay Hu)",
            ["Jo Pike", "Al Roe", "Jay Low"],
        ),
        ("Jo Pike contributed to this report.", ["Jo Pike"]),
        ("Additional reporting: Jo Pike", ["Jo Pike"]),
        ("Photos by Jo Pike", []),
    ],
)
def test_credit_lines_name_contributors_but_no_editors_or_photographers(line: str, names: list[str]) -> None:
    assert [(credit.name, credit.role) for credit in credits_of((), (line,))] == [
        (name, "contributor") for name in names
    ]


def test_a_byline_may_turn_into_a_credit_half_way() -> None:
    assert credits_of(("By Ana Pohl, additional reporting by Al Roe",)) == (
        Credit(name="Ana Pohl"),
        Credit(name="Al Roe", role="contributor"),
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Текст: Вера Орлова", ["Вера Орлова"]),
        ("質問者：", []),
        ("Tom Vale, AP Auto Writer", ["Tom Vale"]),
        ("ESPN's Ramona Doe", ["Ramona Doe"]),
        ("박준석 기자", ["박준석"]),
    ],
)
def test_labels_jobs_and_owners_around_a_name_are_left_out(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Voss, Per Dahl", ["Ada Voss", "Per Dahl"]),
        ("Ada Voss, Per Dahl; Dyer, Helen", ["Ada Voss", "Per Dahl", "Helen Dyer"]),
        ("Ada Voss, Per Dahl and Helen Dyer", ["Ada Voss", "Per Dahl", "Helen Dyer"]),
        ("Reuters, Per Dahl", ["Reuters", "Per Dahl"]),
        ("Dyer, Senior Reporter", ["Dyer"]),
        ("Ada Voss, MD", ["Ada Voss, MD"]),
        ("Ada Voss, CNN", ["Ada Voss"]),
    ],
)
def test_names_in_reading_order_are_not_turned_round_in_a_library_list(line: str, names: list[str]) -> None:
    assert split_names(line, family_first=True) == names
