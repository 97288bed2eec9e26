"""Signatures of bodies: stored, so they must stay what they are."""

import numpy as np
from datasketch import MinHash

from tasks.match.copies import signature_of

BODY = " ".join(f"The ferry to island {number} was late, said the harbour’s master." for number in range(8))


def test_a_signature_is_the_librarys_own_over_stretches_of_four_folded_words() -> None:
    words = BODY.lower().replace(",", "").replace(".", "").replace("’", " ").split()
    expected = MinHash(num_perm=128, seed=1, scheme="affine32")
    expected.update_batch([" ".join(words[at : at + 4]).encode() for at in range(len(words) - 3)])

    assert signature_of(BODY) == np.asarray(expected.hashvalues).astype("<u4").tobytes()


def test_a_body_of_few_words_has_no_signature() -> None:
    assert signature_of(" ".join(["word"] * 39)) == b""
    assert len(signature_of(" ".join(["word"] * 40))) == 512
