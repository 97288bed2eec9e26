"""One file a shape; each has a `READER`. A new shape is a new file here and nothing else."""
