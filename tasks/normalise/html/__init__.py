"""HTML: a page taken apart into raw fields with the evidence for each."""

from tasks.normalise.html.boilerplate import is_mail_footer
from tasks.normalise.html.fields import PageFields, fields_of_page
from tasks.normalise.html.fragments import paragraphs_of_fragment

__all__ = ["PageFields", "fields_of_page", "is_mail_footer", "paragraphs_of_fragment"]
