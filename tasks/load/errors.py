"""What can go wrong while loading."""

from schemas.errors import UserError
from schemas.run import Totals


class TotalsDisagree(UserError):
    """Records went missing, or were counted twice, between reading and loading."""

    def __init__(self, what: str, totals: Totals) -> None:
        super().__init__(
            f"{what}: {totals.read} records read, but {totals.loaded} loaded + {totals.unchanged} unchanged + "
            f"{totals.quarantined} quarantined; this is a fault of Copydesk: report it with the input, "
            "then ingest the same input again, which loads what is missing"
        )
        self.totals = totals
