"""Programs as blocks: lists of statements, each a line of text or a list of (head, block). Their text; smaller ones."""

#: Where the recursion of a program's functions ends.
BOTTOM = "if d <= 0: return"
MAIN = "async def main():"
_INDENT = "    "


def text_of(block, depth=0):
    """The source of a block, `depth` levels in."""
    lines = []
    for statement in block:
        for head, body in [(statement, None)] if isinstance(statement, str) else statement:
            lines.append(_INDENT * depth + head)
            if body is not None:
                lines.append(text_of(body, depth + 1) if body else _INDENT * (depth + 1) + "pass")
    return "\n".join(lines)


def smaller(block):
    """Programs that lack a bit of `block`, the largest bits first: a statement, or what stands around a body."""
    for index, statement in enumerate(block):
        rest = block[:index], block[index + 1:]
        if isinstance(statement, str):
            if not statement.startswith(BOTTOM):
                yield rest[0] + rest[1]
            continue
        if statement[0][0] != MAIN:
            yield rest[0] + rest[1]
        for number, (head, body) in enumerate(statement):
            if not head.startswith("async def "):
                yield rest[0] + body + rest[1]
            if number:
                yield rest[0] + [statement[:number] + statement[number + 1:]] + rest[1]
            for less in smaller(body):
                yield rest[0] + [statement[:number] + [(head, less)] + statement[number + 1:]] + rest[1]
