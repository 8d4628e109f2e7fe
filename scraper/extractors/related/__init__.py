"""The "more news" items of a page, each as a record of its own: ``find.find_related``.

Selection: ``find`` scores the ``candidates`` by their feature rows (``describe``); short lists
below a heading that announces them are in ``announced_lists``, the words in ``heading_words``.
Content of the selected cards: ``items`` splits them into ``lines``, compares the ``columns`` of a
list, and reads titles (``item_titles``, ``two_links``), ``teasers`` and ``pictures``, without the
dates beside them (``item_dates``). Context:
``section_headings`` and ``positions``.
"""
