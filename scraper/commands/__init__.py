"""The commands, one module each: parse arguments, call the library, print. No other logic.

``scraper/cli.py`` finds them by name and imports only the one that runs. The largest is extract.py:
fetching.py gets a page by its URL, page_output.py makes of it what is printed, output.py and
output_folder.py write it. For all: options.py (shared options), logs.py (log lines or a progress
bar), report.py (tables), limits.py (open files), places.py (whether a file is there).
"""
