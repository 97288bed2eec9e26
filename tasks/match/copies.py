"""Copies of one story: MinHash over word shingles, with bands by which they are looked up."""

import functools
from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b, sha1
from typing import TYPE_CHECKING

from schemas.keys import fold
from tasks.match.known import Candidate

if TYPE_CHECKING:
    from datasketch import MinHash

SHINGLE_WORDS = 4
# A shorter body is a caption, a listing or a notice: it is like others by chance.
LEAST_WORDS = 40
# 25 bands of 5 values find nearly all pairs of bodies that share half their shingles.
BANDS, BAND_VALUES = 25, 5
PERMUTATIONS = 128
COPY_SIMILARITY = 0.5


def signature_of(body: str) -> bytes:
    """The MinHash values of a body, 32 bits each, little-endian; empty for a body too short to compare."""
    import numpy as np  # imported late: slow, and a run over unchanged inputs compares nothing

    words = fold(body).split()
    if len(words) < LEAST_WORDS:
        return b""
    shingles = set(map(" ".join, zip(*(words[at:] for at in range(SHINGLE_WORDS)), strict=False)))
    minhash = _blank().copy()
    minhash.update_batch([int.from_bytes(sha1(shingle.encode()).digest()[:4], "little") for shingle in shingles])
    return np.asarray(minhash.hashvalues).astype("<u4").tobytes()


@functools.cache
def _blank() -> "MinHash":
    """Signatures are stored, so what they depend on is named here and not left to the library's defaults."""
    # Imported with the first new body: it takes longer to import than an unchanged file to pass.
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32", hashfunc=int)


def bands_of(signature: bytes) -> tuple[int, ...]:
    """The keys of the signature's bands: signed 64-bit numbers, equal for equal values in the same band."""
    if not signature:
        return ()
    width = BAND_VALUES * 4
    return tuple(
        int.from_bytes(
            blake2b(signature[band * width : (band + 1) * width], digest_size=8, salt=bytes([band])).digest(),
            signed=True,
            byteorder="big",
        )
        for band in range(BANDS)
    )


def similarity(signature: bytes, other: bytes) -> float:
    """The estimated share of shingles that two bodies have in common, 0 to 1."""
    import numpy as np

    values, others = (np.frombuffer(one, dtype="<u4") for one in (signature, other))
    return float(np.mean(values == others))


def nearest(article_id: str, signature: bytes, candidates: Iterable[Candidate]) -> Candidate | None:
    """The candidate of another article that is most like the signature, where it is like enough to be a copy."""
    scored = [
        (similarity(signature, candidate.signature), candidate)
        for candidate in candidates
        if candidate.article_id != article_id
    ]
    # Of equals, one that has a group already: a new group beside it would part what belongs together.
    best = max(
        scored, key=lambda pair: (pair[0], pair[1].copy_group is not None, pair[1].article_id), default=(0.0, None)
    )
    return best[1] if best[0] >= COPY_SIMILARITY else None


class BatchBands:
    """The signatures of the batch itself, by band."""

    def __init__(self) -> None:
        self._by_band: dict[int, list[str]] = defaultdict(list)
        self._signatures: dict[str, bytes] = {}

    def add(self, article_id: str, signature: bytes, bands: Iterable[int]) -> None:
        self._signatures[article_id] = signature
        for band in bands:
            self._by_band[band].append(article_id)

    def candidates(self, bands: Iterable[int]) -> list[Candidate]:
        found = {article_id: None for band in bands for article_id in self._by_band.get(band, ())}
        return [Candidate(article_id=one, copy_group=None, signature=self._signatures[one]) for one in found]
