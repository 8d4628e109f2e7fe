"""The commands, one module each: parse arguments, call the library, print. No other logic.

``scraper/cli.py`` finds them by name and imports only the one that runs. The largest is extract.py:
targets.py gives the pages of what is to be read (fetching.py those of URLs), many_pages.py makes of
each what is printed (page_output.py), story_pages.py joins the pages of one story, output.py and
output_folder.py write. For all: options.py (shared options), logs.py (log lines or a progress bar),
report.py (tables), limits.py (open files), places.py (whether a file is there), interrupted.py
(Ctrl-C that was told of).
"""
