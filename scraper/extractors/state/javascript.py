"""Parses object, array and string literals in a script, without running it.

Supports the part of JavaScript's grammar that frameworks serialise to: unquoted keys, both kinds of
quotes and templates, ``void 0``, ``!0``, ``new Date(…)``, and names bound to arguments of the
enclosing function, as in ``(function(a,b){return {x:a,y:b}}("…",7))``.
"""

from __future__ import annotations

import re
from typing import Any

from scraper.extractors.parsing.decode import without_surrogates
from scraper.extractors.parsing.json_text import CONTROLS

MAX_DEPTH = 200
"""Maximum nesting depth, well below Python's recursion limit, which a hostile page must not
reach."""

_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRINGS = {
    quote: re.compile(rf"[^{quote}\\]*(?:\\.[^{quote}\\]*)*", re.DOTALL) for quote in "\"'`"
}
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_SINGLE = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": "\f", "v": "\v", "0": "", "\n": ""}
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_NAME = re.compile(r"[^\W\d][\w$]*|\$[\w$]*", re.UNICODE)
_FUNCTION = re.compile(
    r"function\s*\w*\s*\(([\w$,\s]*)\)\s*(\{)|\(([\w$,\s]*)\)\s*=>\s*(?:(\{)(?=\s*return\b))?"
)
_CONSTANTS: dict[str, Any] = {
    "true": True, "false": False, "null": None, "undefined": None, "NaN": None, "Infinity": None,
}  # fmt: skip


class NotALiteral(ValueError):
    """There is no literal at the cursor, or the text ends inside it."""


def unescape(body: str) -> str:
    """The value of a JavaScript string literal, given without its quotes, and without control
    characters."""
    if "\\" not in body:
        return body
    # \ud83c\udf1e are two escapes for one character.
    return without_surrogates(_ESCAPE.sub(_escaped, body))


def _escaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        number = int(code, 16)
        if number in CONTROLS:
            return ""
        return chr(number) if number < 0x110000 else "\ufffd"
    return _SINGLE.get(match[4], "" if match[4] == "\r\n" else match[4])


class LiteralReader:
    """A recursive-descent parser; ``at`` is the offset of the next character.

    Args:
        names: name -> value, for names bound to function arguments.
        partial: return the parsed part of a value at whose end the text is cut.
    """

    def __init__(
        self,
        text: str,
        at: int = 0,
        names: dict[str, Any] | None = None,
        *,
        partial: bool = False,
    ) -> None:
        self.text = text
        self.at = at
        self.names = names or {}
        self.partial = partial

    def value(self, depth: int = 0) -> Any:
        """The literal at the cursor.

        Raises:
            NotALiteral: there is no literal at the cursor.
        """
        if depth > MAX_DEPTH:
            raise NotALiteral("nested too deeply")
        char = self.peek()
        if char == "{":
            return self._object(depth)
        if char == "[":
            return self._array(depth)
        if char in _STRINGS:
            return self.string()
        if char == "(" or (char == "f" and self.text.startswith("function", self.at)):
            return self.called(depth)
        if char == "!":  # !0 and !1, as minifiers write true and false
            self.at += 1
            return not self.value(depth + 1)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            digits = number[0]
            return int(digits) if digits.lstrip("-").isdigit() and len(digits) < 20 else None
        return self._named(depth)

    def called(self, depth: int = 0) -> Any:
        """The value of an immediately invoked function, of an arrow function, or in parentheses.

        ``(function(a){a.x=1;return {…}}({}))``, ``(function(){…})()``, ``() => ({…})``, ``({…})``.
        The arguments follow the body, so the body is parsed twice: to find them, and with them.
        """
        bracket = self.text[self.at] == "(" and not _FUNCTION.match(self.text, self.at)
        if bracket:
            self.at += 1
            self.peek()
        function = _FUNCTION.match(self.text, self.at)
        if function is None:
            value = self.value(depth + 1)
            self.expect(")")
            return value
        written = function[1] or function[3] or ""
        parameters = [name.strip() for name in written.split(",") if name.strip()]
        value = self.returned(function, dict.fromkeys(parameters), depth)
        if not bracket:
            return value
        inside = self.peek() == "("
        if not inside:
            self.expect(")")
        if self.at < len(self.text) and self.peek() == "(":
            given = self.arguments(depth + 1)
            end = self.at
            if parameters:
                names = dict(zip(parameters, given, strict=False))
                value = self.returned(function, names, depth)
            self.at = end
        if inside:
            self.expect(")")
        return value

    def returned(self, function: re.Match[str], names: dict[str, Any], depth: int) -> Any:
        """The value that a function's body returns, with ``names`` as its arguments."""
        self.at = function.end()
        if not (function[2] or function[4]):  # an arrow with a value for a body
            return self.value(depth + 1)
        outer = self.names
        self.names = {**outer, **names}
        try:
            self.statements()
            value = self.value(depth + 1)
        finally:
            self.names = outer
        while self.peek() == ";":
            self.at += 1
        self.expect("}")
        return value

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise NotALiteral(f"no {mark}")
        self.at += 1

    def peek(self) -> str:
        """The next character after white space and comments.

        Raises:
            NotALiteral: the text ends.
        """
        space = _SPACE.match(self.text, self.at)
        if space:
            self.at = space.end()
        if self.at >= len(self.text):
            raise NotALiteral("ends early")
        return self.text[self.at]

    def string(self) -> str:
        """The string literal at the cursor."""
        quote = self.text[self.at]
        match = _STRINGS[quote].match(self.text, self.at + 1)
        if match is None or self.text[match.end() : match.end() + 1] != quote:
            if self.partial:
                text, self.at = self.text[self.at + 1 :], len(self.text)
                return unescape(text)
            raise NotALiteral("string without an end")
        self.at = match.end() + 1
        return unescape(match[0])

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        try:
            self._members(found, depth)
        except NotALiteral:
            if not (self.partial and self.at >= len(self.text)):
                raise
        return found

    def _members(self, found: dict[str, Any], depth: int) -> None:
        self.at += 1
        while (char := self.peek()) != "}":
            if char == ",":
                self.at += 1
                continue
            if char in "\"'`":
                key = self.string()
            else:
                name = _NAME.match(self.text, self.at) or _NUMBER.match(self.text, self.at)
                if name is None:
                    raise NotALiteral("no key")
                key, self.at = name[0], name.end()
            if self.peek() != ":":
                raise NotALiteral("no value")
            self.at += 1
            found[key] = self.value(depth + 1)
            if self.peek() not in ",}":
                raise NotALiteral("an expression, no literal")
        self.at += 1

    def _array(self, depth: int) -> list[Any]:
        found: list[Any] = []
        try:
            self._elements(found, depth)
        except NotALiteral:
            if not (self.partial and self.at >= len(self.text)):
                raise
        return found

    def _elements(self, found: list[Any], depth: int) -> None:
        self.at += 1
        while (char := self.peek()) != "]":
            if char == ",":
                self.at += 1
                continue
            found.append(self.value(depth + 1))
            if self.peek() not in ",]":
                raise NotALiteral("an expression, no literal")
        self.at += 1

    def _named(self, depth: int) -> Any:
        """A name: a constant, an argument, ``void 0``, or a call, whose first argument is its
        value."""
        name = _NAME.match(self.text, self.at)
        if name is None:
            raise NotALiteral("no literal")
        self.at = name.end()
        word = name[0]
        if word in _CONSTANTS:
            return _CONSTANTS[word]
        if word == "void":
            self.value(depth + 1)
            return None
        if word == "new":
            return self.value(depth + 1)
        while self.text[self.at : self.at + 1] == ".":  # JSON.parse, Symbol.for
            part = _NAME.match(self.text, self.at + 1)
            if part is None:
                raise NotALiteral("no name")
            word, self.at = part[0], part.end()
        if self.at < len(self.text) and self.peek() == "(":
            arguments = self.arguments(depth + 1)
            return arguments[0] if arguments else None
        if word in self.names:
            return self.names[word]
        raise NotALiteral("an unknown name")

    def statements(self) -> None:
        """Run assignments to parts of named values (``a.b=1;c[0]=a;``), up to and including
        ``return``.

        Assignments to unknown names are parsed and ignored.
        """
        while True:
            char = self.peek()
            if char in ";,":
                self.at += 1
                continue
            name = _NAME.match(self.text, self.at)
            if name is None:
                raise NotALiteral("no statement")
            self.at = name.end()
            if name[0] == "return":
                return
            holder: Any = self.names.get(name[0])
            key: Any = None
            steps = 0
            while (char := self.peek()) in ".[":
                if steps:
                    holder = _part(holder, key)
                steps += 1
                self.at += 1
                if char == ".":
                    part = _NAME.match(self.text, self.at)
                    if part is None:
                        raise NotALiteral("no name")
                    key, self.at = part[0], part.end()
                else:
                    key = self.value()
                    if self.peek() != "]":
                        raise NotALiteral("an expression, no literal")
                    self.at += 1
            if char != "=" or not steps:
                raise NotALiteral("no assignment")
            self.at += 1
            _assign(holder, key, self.value())

    def arguments(self, depth: int = 0) -> list[Any]:
        """The arguments in parentheses at the cursor."""
        found: list[Any] = []
        self.at += 1
        while (char := self.peek()) != ")":
            if char == ",":
                self.at += 1
                continue
            found.append(self.value(depth + 1))
        self.at += 1
        return found


def _part(holder: Any, key: Any) -> Any:
    if isinstance(holder, dict):
        return holder.get(key)
    if isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(holder):
        return holder[key]
    return None


def _assign(holder: Any, key: Any, value: Any) -> None:
    if isinstance(holder, dict) and isinstance(key, str):
        holder[key] = value
    elif isinstance(holder, list) and isinstance(key, int) and 0 <= key < 100_000:
        holder.extend([None] * (key + 1 - len(holder)))
        holder[key] = value
