"""The "more news" items of a page, each as a record of its own.

Entry point: ``find.find_related``. In the order of their use, with what one step hands to the next:

1. ``story_page.StoryPage`` (the page with its story chosen) -> a ``candidates.ItemCandidate`` for
   each address that the page links to, with its card, which ``card_extent`` delimits, and a
   provisional title.
2. Candidates -> those that are items, each with the heading above it. ``find`` scores them by their
   feature rows (``describe``) with a forest. Short lists below a heading that announces them are in
   ``announced_lists``, its words in ``heading_words``; ``other_kinds`` tells addresses that are no
   stories; ``section_headings`` finds the headings.
3. Items -> titles, teasers and pictures: ``items`` splits each card into ``lines`` (``fast_lines``:
   compiled), compares the ``columns`` of a list, and reads titles (``item_titles``, ``two_links``,
   ``pointers``), ``teasers`` and ``pictures``, without the dates beside them (``item_dates``).
4. ``picture_cards`` adds the items that have a picture and no text, ``unlinked_cards`` those that
   have no link. ``empty_lists`` finds the lists that a script fills.
5. Items -> ``record.RelatedItem``, each with its place on the page (``positions``).

A candidate is one object through all steps, whose card, title and image are set in place; sets of
candidates have their ``id()``. A list is the numbers of the candidates whose links have the same
markup around them (``items.lists_of``). Several modules use ``class_names`` and ``titles``.

The features are the input of a fitted forest: if one changes, it has to be fitted again.
"""
