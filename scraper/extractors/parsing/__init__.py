"""Bytes -> blocks, in three steps.

1. ``decode.decode``: bytes and headers -> text, and whether it is markup. ``charsets`` determines
   the charset; ``mojibake`` repairs text that was encoded twice. ``json_text`` reads the JSON in
   a page, whose strings need some of the same care. Of a page that only shows another one, as
   its source, ``enclosed`` finds that; ``pdf_lines`` reads the HTML of a PDF as a text. Both look
   for what says so with ``search``.
2. ``html.parse_html``: text -> ``tree.Tree``, flat arrays in document order, which all other rooms
   read. ``rendering`` makes its texts what a browser shows; ``hidden`` tells what it does not.
3. ``blocks.cut``: tree -> the blocks, a ``RawBlock`` for each run of text between block-level
   elements. Their numbers and their elements' numbers are how other rooms refer to them.

Nothing here decides what is story.
"""
