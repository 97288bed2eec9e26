"""Take a plain text apart: print-outs of newspaper pages, wire copy, press releases, transcripts."""

from tasks.normalise.printout.article import fields_of_text
from tasks.normalise.printout.paragraphs import paragraphs_of

__all__ = ["fields_of_text", "paragraphs_of"]
