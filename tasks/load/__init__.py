"""Load: one transaction a batch, and the ledger of runs."""

from tasks.load.batch import Batch, load_batch
from tasks.load.errors import TotalsDisagree
from tasks.load.runs import finish_run, loaded_inputs, new_run, start_run

__all__ = ["Batch", "TotalsDisagree", "finish_run", "load_batch", "loaded_inputs", "new_run", "start_run"]
