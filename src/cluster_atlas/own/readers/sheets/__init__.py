"""Workbooks: their sheets as tables, with what a spreadsheet shows and does not show."""
