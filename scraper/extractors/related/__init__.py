"""The "more news" items of a page, as records of their own: ``find.find_related``.

Choosing: ``candidates``, the rows that ``describe`` them, ``find``. What the chosen cards say:
``items``, by way of ``item_titles``, ``teasers``, ``lines``, ``columns`` and ``pictures``.
"""
