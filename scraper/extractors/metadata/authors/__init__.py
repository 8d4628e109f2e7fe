"""Whom the page credits.

Entry point: ``selection.read_authors``. What a step hands to the next:

1. ``places``: each mention of names in any source -> an ``Attribution``; ``bylines`` those in the
   markup. ``names/`` splits their texts.
2. ``candidates``: attributions of the same names -> one ``AuthorCandidate`` with named features.
3. ``selection``: the candidate with the best score -> the authors' names.
"""
