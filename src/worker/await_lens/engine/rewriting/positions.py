"""Where a piece of source stands, in lines from 1 and columns from 0 in code points (`ast` counts UTF-8 bytes)."""
import re

#: Longest source text of an await point, in characters.
LONGEST = 200
_NEWLINE = re.compile("\r\n|\r|\n")


class Text:
    """The text of one file, as it was given to `ast.parse`."""

    def __init__(self, source):
        # The parser skips the mark and does not count it.
        self._lines = _NEWLINE.split(source[1:] if source.startswith("\ufeff") else source)

    def span(self, first, last):
        """(line, column, end line, end column) from the start of node `first` to the end of node `last`."""
        return (
            first.lineno, self._column(first.lineno, first.col_offset),
            last.end_lineno, self._column(last.end_lineno, last.end_col_offset),
        )

    def excerpt(self, span):
        """The text of `span` on one line, shortened to LONGEST characters."""
        line, column, end_line, end_column = span
        lines = [self._line(number) for number in range(line, end_line + 1)]
        lines[-1] = lines[-1][:end_column]
        lines[0] = lines[0][column:]
        text = " ".join(" ".join(lines).split())
        return text if len(text) <= LONGEST else text[:LONGEST - 1] + "…"

    def _column(self, number, offset):
        line = self._line(number)
        if line.isascii():
            return offset
        return len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))

    def _line(self, number):
        # A tree that was not parsed from this text may point beyond it.
        return self._lines[number - 1] if number <= len(self._lines) else ""
