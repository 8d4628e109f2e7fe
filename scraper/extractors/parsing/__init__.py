"""Bytes -> blocks: ``decode``, ``html.parse_html`` (gives a flat ``tree.Tree``), ``blocks.cut``."""
