"""What msgspec says of somebody's keys, in the words of whoever wrote them."""

_TYPES = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}


def in_words(wrong: str) -> str:
    """A sentence of msgspec, "Expected `str`, got `int` - at `$.url`", in the words of whoever wrote the file."""
    said, _, place = wrong.partition(" - at `$")
    key = place.strip("`.").split("[")[0]
    match said.split("`"):
        case ["Expected ", wanted, ", got ", got, *_]:
            return f"`{key}` must be {_type(wanted)}, not {_type(got)}"
        case ["Object missing required field ", field, *_]:
            return f"`{field}` is missing"
        case _:
            return f"`{key}`: {said}" if key else said


def _type(names: str) -> str:
    return " or ".join(_TYPES.get(name, name) for name in names.split(" | "))
