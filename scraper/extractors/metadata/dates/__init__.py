"""The dates of publication and modification.

Entry point: ``selection.read_dates``. What a step hands to the next:

1. A text -> its dates: ``printed_dates`` reads those that people print, with ``month_words`` and
   ``calendars``, each as a ``Printed``; ``stamp`` the machine-readable ones. Both give a ``Stamp``.
   Other rooms use this step for bylines, comments and cards.
2. ``places``: the sources -> a ``FoundDate`` for each date, with the place where it was found.
3. ``candidates``: those of one day -> a ``Day`` with named features.
4. ``selection``: the day with the best score -> ``Dates``, with times.
"""
