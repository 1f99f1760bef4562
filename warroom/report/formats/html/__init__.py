"""A report as one page of HTML that needs nothing else: no network, no script; readable, printable, dark and light."""

from warroom.report.formats.html.page import render

__all__ = ["render"]
