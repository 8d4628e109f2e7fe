"""The "more news" items of a page, each as a record of its own.

Entry point: ``find.find_related``, for a ``story_page.StoryPage``. In the order of their use:

1. Candidates: ``candidates`` lists the addresses that the page links to, each with its card,
   which ``card_extent`` delimits.
2. Selection: ``find`` scores them by their feature rows (``describe``). Short lists below a heading
   that announces them are in ``announced_lists``, its words in ``heading_words``; ``other_kinds``
   tells addresses that are no stories.
3. Content: ``items`` splits each selected card into ``lines`` (``fast_lines``: compiled), compares
   the ``columns`` of a list, and reads titles (``item_titles``, ``two_links``, ``pointers``),
   ``teasers`` and ``pictures``, without the dates beside them (``item_dates``). Several use
   ``class_names`` and ``titles``.
4. Context: ``section_headings`` and ``positions``.

The features are the input of a fitted forest: if one changes, it has to be fitted again.
"""
