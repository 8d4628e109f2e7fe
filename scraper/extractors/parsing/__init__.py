"""From bytes to blocks: ``decode``, ``html.parse_html`` (a flat ``tree.Tree``), ``blocks.cut``."""
