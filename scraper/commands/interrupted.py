"""Ctrl-C of which the user has been told what it stopped: cli.py then prints no line of its own."""

from __future__ import annotations


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, after a message that says how far the command came."""
