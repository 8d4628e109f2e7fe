"""What a page states about itself, before any field is selected.

1. ``collect``: tree -> ``Clues``, in one pass: meta elements, headings, and the elements whose
   marks (class, itemprop, rel) name a role; without what an archive added (``archive_copy``) and
   what a browser or editor did to the addresses (``saved_files``).
2. ``jsonld``: the page's JSON-LD -> ``LinkedData``, with its main node. ``lenient_json`` reads what
   is not correct JSON.
3. ``sitename``: both -> ``SiteName``; ``address``: both -> the page's URL.
4. Clues, once they have the headline and the story -> ``layout``, an element's place relative to
   these, and ``menu``, the entries of the site's menus.

All other parts of ``metadata/`` read these.
"""
