"""``python -m scraper``: the command line, for when the ``scraper`` script is not on PATH."""

from scraper.cli import main

if __name__ == "__main__":
    main()
