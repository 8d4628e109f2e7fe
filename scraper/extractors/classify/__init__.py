"""Which blocks are the story: their description in numbers, the fitted forests, ``judge.judge``."""
