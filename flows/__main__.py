"""`python -m flows`: the command line, for an environment whose scripts are not on the path."""

from flows.cli import main

main()
