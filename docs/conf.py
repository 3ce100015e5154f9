"""The documents as a static site: ``make docs``; no page asks another host for anything."""

from __future__ import annotations

import re

from sphinx.search import SearchLanguage, languages

project = "粤产集群图谱 · Guangdong Cluster Atlas"
language = "zh_CN"
extensions = ["myst_parser"]
exclude_patterns = ["site"]
myst_heading_anchors = 3
# The documents name data folders and files by their paths in the project; those are no pages.
nitpicky = False

html_theme = "furo"
html_title = "粤产集群图谱"
html_static_path = ["site"]
html_css_files = ["site.css"]
html_copy_source = False
# Summaries of what is found are fetched, which no browser does for a page opened from a folder.
html_show_search_summary = False
html_show_copyright = False
html_use_index = False


class ChineseText(SearchLanguage):
    """Index of Chinese words without a dictionary: whole runs, and each two characters of them.

    The search takes words of three and more characters as parts of what is indexed; words of two
    must be in the index as they are.
    """

    lang = "zh"
    language_name = "Chinese"
    _run = re.compile(r"[\u4e00-\u9fff]{2,}")

    def split(self, input: str) -> list[str]:  # noqa: A002 - so called by Sphinx
        """Return the words of a text."""
        pairs = [run[at : at + 2] for run in self._run.findall(input) for at in range(len(run) - 1)]
        return [*super().split(input), *pairs]

    def stem(self, word: str) -> str:
        """Return a word as it is searched for: in small letters."""
        return word.lower()


languages["zh"] = ChineseText
