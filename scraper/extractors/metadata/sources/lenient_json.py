"""Reads invalid JSON as far as possible: many content systems print JSON by string concatenation.

Accepted: HTML comments, CDATA marks and JavaScript comments; trailing and missing commas; raw line
breaks; unescaped quotes inside strings; single quotes; unknown escapes; several values in a row;
text that ends inside a value. Correct JSON is that of RFC 8259.
"""

from __future__ import annotations

from typing import Any

from scraper.extractors.parsing.json_text import clean, load_json

MAX_DEPTH = 60
"""Maximum nesting; deeper values become None. Keeps hostile pages below the recursion limit."""
MAX_LENGTH = 2_000_000
"""Maximum characters that are read. The largest JSON-LD of the labelled pages has 300,000."""

_SPACE = " \t\r\n\f\v\ufeff\xa0"
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "\f"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_MARKS = ("<!--", "-->", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "//]]>", "/*]]>*/", "]]>")


class _End(Exception):
    """The text ended inside a value."""


def parse_lenient(text: str) -> list[Any]:
    """All JSON values in a text, in their order.

    Args:
        text: JSON, possibly invalid; only the first ``MAX_LENGTH`` characters are read.

    Returns:
        One value of any type if the text is valid JSON. Otherwise the objects and arrays in it; a
        value in which the text ends has what was read of it. [] if there is none. Never raises.

    Example:
        >>> parse_lenient("{'a': 1, b: [2,]} [3, ")
        [{'a': 1, 'b': [2]}, [3]]
    """
    text = text[:MAX_LENGTH]
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, " ")
    try:
        return [load_json(text)]
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
    """A recursive-descent parser of one value.

    Each method reads one kind of value at the cursor and moves the cursor behind it. It raises
    ``_End`` if the text ends first.

    Attributes:
        at: the cursor, the index of the next character.
        top: the outermost object or array, filled while it is read.
    """

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.at = at
        self.top: Any = None

    def read(self) -> tuple[Any, int]:
        """(value, index after it). If the text ends inside it, what was read of it."""
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
                    # Set before it is read, so that the name is kept if the text ends inside.
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
        """A string. A quote in it ends it only if ``, : }`` or ``]`` follows."""
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
        """Whether the quote at the cursor ends its string, judged by what follows."""
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
        """The character that an escape stands for; U+FFFD for half of a surrogate pair, "" for a
        control character."""
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
            return clean(chr(code))
        self.at += 2
        return _ESCAPES.get(char, char)

    def word(self) -> Any:
        """A value without quotes: a number, true, false, null, or else its text."""
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
