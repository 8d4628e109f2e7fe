"""JSON that ``json`` refuses, read as far as it can be: what content systems print by string
concatenation.

Forgiven: HTML comments, CDATA marks and JavaScript comments; trailing and missing commas; raw line
breaks; quotes inside strings that were not escaped; single quotes; unknown escapes; several values
in a row; text that ends early.
"""

from __future__ import annotations

import json
from typing import Any

MAX_DEPTH = 60
"""Nesting that is read; deeper values become None. Keeps hostile pages off Python's stack limit."""
MAX_LENGTH = 2_000_000
"""Characters read. The largest JSON-LD of the labelled pages has 300,000."""

_SPACE = " \t\r\n\f\v\ufeff\xa0"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_MARKS = ("<!--", "-->", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//]]>", "/*]]>*/", "]]>")


class _End(Exception):
    """The text ended inside a value."""


def parse_lenient(text: str) -> list[Any]:
    """All values found in ``text``, in order; an unreadable rest is left out."""
    text = text[:MAX_LENGTH]
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, " ")
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    values: list[Any] = []
    at = 0
    while True:
        at = min((k for k in (text.find("{", at), text.find("[", at)) if k >= 0), default=-1)
        if at < 0:
            return values
        value, at = _Reader(text, at).read()
        values.append(value)


class _Reader:
    """A cursor over the text; ``at`` is the next character."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.top: Any = None

    def read(self) -> tuple[Any, int]:
        """The value at the cursor and where it ends; what was read of it, where the text ends."""
        try:
            value = self.value(0)
        except _End:
            return self.top, len(self.text)
        return value, self.at

    def peek(self) -> str:
        """The next character that is neither white space nor in a comment."""
        text = self.text
        while True:
            if self.at >= len(text):
                raise _End
            char = text[self.at]
            if char in _SPACE:
                self.at += 1
            elif char == "/" and text[self.at : self.at + 2] in ("//", "/*"):
                close = "\n" if text[self.at + 1] == "/" else "*/"
                end = text.find(close, self.at + 2)
                self.at = len(text) if end < 0 else end + len(close)
            else:
                return char

    def value(self, depth: int) -> Any:
        char = self.peek()
        if char in "{[":
            if depth > MAX_DEPTH:
                self.at += 1
                return None
            return self.object(depth) if char == "{" else self.array(depth)
        if char in "\"'":
            return self.string(char)
        return self.word()

    def object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if depth == 0:
            self.top = found
        self.at += 1
        while True:
            char = self.peek()
            if char == "}":
                self.at += 1
                return found
            if char in "\"'":
                name = self.string(char)
            elif char.isalpha() or char in "_@$":
                name = str(self.word())
            else:  # a comma, or a character that belongs nowhere
                self.at += 1
                continue
            if self.peek() == ":":
                self.at += 1
                if self.peek() in ",}":
                    continue
                if self.peek() in "{[":
                    # Put in before it is read, so that a text that ends inside it keeps it.
                    found[name] = [] if self.peek() == "[" else {}
                value = self.value(depth + 1)
                found[name] = value

    def array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        if depth == 0:
            self.top = found
        self.at += 1
        while True:
            char = self.peek()
            if char == "]":
                self.at += 1
                return found
            if char in ",:})":
                self.at += 1
                if char == "}":
                    return found
                continue
            found.append(self.value(depth + 1))

    def string(self, quote: str) -> str:
        """A string; a quote inside it that is followed by no , : } or ] is part of it."""
        text = self.text
        parts: list[str] = []
        start = self.at = self.at + 1
        while True:
            if self.at >= len(text):
                raise _End
            char = text[self.at]
            if char == "\\":
                parts.append(text[start : self.at])
                parts.append(self.escape())
                start = self.at
            elif char == quote and self.closes():
                parts.append(text[start : self.at])
                self.at += 1
                return "".join(parts)
            else:
                self.at += 1

    def closes(self) -> bool:
        k = self.at + 1
        while k < len(self.text) and self.text[k] in _SPACE:
            k += 1
        if k >= len(self.text) or self.text[k] in ":}]":
            return True
        if self.text[k] == ",":
            k += 1
            while k < len(self.text) and self.text[k] in _SPACE:
                k += 1
            # After a comma comes a name, a value or (a trailing comma) the end of the list.
            return k >= len(self.text) or self.text[k] in "\"'{[}]-0123456789tfn"
        # A missing comma: the next line begins with a name of its own.
        return self.text[k] == self.text[self.at] and "\n" in self.text[self.at : k]

    def escape(self) -> str:
        text = self.text
        char = text[self.at + 1 : self.at + 2]
        if char == "u":
            try:
                code = int(text[self.at + 2 : self.at + 6], 16)
            except ValueError:
                self.at += 2
                return "u"
            self.at += 6
            if 0xD800 <= code < 0xDC00 and text[self.at : self.at + 2] == "\\u":
                try:
                    low = int(text[self.at + 2 : self.at + 6], 16)
                except ValueError:
                    return "\ufffd"
                if 0xDC00 <= low < 0xE000:
                    self.at += 6
                    return chr(0x10000 + ((code - 0xD800) << 10) + low - 0xDC00)
            return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        self.at += 2
        return _ESCAPES.get(char, char)

    def word(self) -> Any:
        text = self.text
        start = self.at
        while self.at < len(text) and text[self.at] not in ",:}]{[\"'" + _SPACE:
            self.at += 1
        if self.at == start:
            self.at += 1
            return None
        word = text[start : self.at]
        if word in _WORDS:
            return _WORDS[word]
        try:
            return int(word) if word.lstrip("-").isdecimal() else float(word)
        except ValueError:
            return word
