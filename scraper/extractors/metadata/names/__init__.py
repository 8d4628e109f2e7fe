"""Texts that name somebody: persons, desks, companies.

``names`` tells names from other words and splits a byline ("By Jane Doe and John Roe in Cairo")
into them, after the labels of ``byline_labels``. ``east_asian_names`` recognises names by surnames.

Not here: which lines of a page are bylines, and whom the page credits (``authors/``).
"""
