"""The headline, and the standfirst below it.

Entry points: ``selection.read_title``, ``subtitle.read_subtitle``. What a step hands to the next:

1. ``candidates``: the sources -> a ``TitleCandidate`` for each text that may be the headline, whole
   and cut at separators, with its sources.
2. ``selection``: each candidate -> a row of features; the forest's best one is the headline.
   ``prominent`` reads it from large type where no source has it.
3. ``subtitle``: headline and story -> the standfirst between them.
"""
