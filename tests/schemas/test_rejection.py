"""A refusal says its reason wherever it was raised."""

import pickle

from schemas.rejection import Refusal


def test_a_refusal_comes_whole_out_of_another_process() -> None:
    refusal = pickle.loads(pickle.dumps(Refusal("no_body", "there is no text; send the page")))

    assert (refusal.reason, refusal.detail, str(refusal)) == (
        "no_body",
        "there is no text; send the page",
        "there is no text; send the page",
    )
