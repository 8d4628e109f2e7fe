"""Texts that name somebody: persons, desks, companies.

Entry points: ``split.split_names`` for a byline ("By Jane Doe and John Roe in Cairo") or an author
field, ``forms.is_name`` for a text alone. What a step hands to the next:

1. ``by_words``, and the labels of ``byline_labels``, which need a colon -> where the names begin.
2. ``split`` -> the parts of the byline, without places, dates and job titles.
3. ``forms``: each part -> whether it has the form of a name, or names a house. In Chinese, Japanese
   and Korean, ``east_asian_names`` recognises surnames.

Not here: which lines of a page are bylines, and whom the page credits (``authors/``).
"""
