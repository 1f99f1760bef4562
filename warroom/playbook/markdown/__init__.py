"""A team's own Markdown page, read into a playbook."""

from warroom.playbook.markdown.reading import SUFFIXES, Imported, load, read
from warroom.playbook.markdown.summary import Row, summary

__all__ = ["SUFFIXES", "Imported", "Row", "load", "read", "summary"]
