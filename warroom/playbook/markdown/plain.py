"""Words compared without case, accents, signs and numbering."""

import re
import unicodedata

_NUMBERING = re.compile(r"^(?:\d{1,3}(?:(?:\.\d{1,3}){1,3}[.):]?|[.):])|[a-z][.)]|[ivx]{1,4}[.)])\s+", re.IGNORECASE)
_KEYCAP = re.compile("^([0-9])\ufe0f?\u20e3\\s*")
_PARENS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")


def folded(text: str) -> str:
    """Lower case without accents, letter by letter, so that places stay the same but for a few rare letters."""
    if text.isascii():
        return text.lower()
    return "".join(_fold(char) for char in text)


def _fold(char: str) -> str:
    if char.isascii():
        return char.lower()
    base = unicodedata.normalize("NFD", char)[0] if not "\uac00" <= char <= "\ud7a3" else char
    low = base.lower()
    return low if len(low) == 1 else char


def bare(text: str) -> str:
    """The text without emoji, keycaps, marks and numbering at its start."""
    text = _KEYCAP.sub("", text.strip())
    text = re.sub(r"^[^\w\[({\"'<`#@/.$+~>≤≥-]+", "", text)
    return _NUMBERING.sub("", text).strip()


def simple(text: str) -> str:
    """Folded words with single spaces: for looking a title up in a vocabulary."""
    return " ".join(re.findall(r"[^\W_]+", folded(bare(text))))


def without_parens(text: str) -> str:
    """The text without what stands in brackets."""
    return _PARENS.sub("", text).strip()


def parens(text: str) -> list[str]:
    """What stands in round brackets."""
    return re.findall(r"\(([^()]*)\)", text)


def slug(text: str, most: int = 40) -> str:
    """An id made of the words: at most 40 letters, digits and dashes; "" where there are none."""
    parts = re.findall(r"[^\W_]+", folded(text))
    made = ""
    for part in parts:
        longer = f"{made}-{part}" if made else part
        if len(longer) > most:
            break
        made = longer
    return made or "".join(parts)[:most]


def tidy(text: str) -> str:
    """Without marks of a label or separator at either end."""
    return text.strip().strip("*_").strip().rstrip(":：").strip(" –—-→|•·").strip()


def words_of(text: str) -> frozenset[str]:
    """The words of a vocabulary that is written as one text."""
    return frozenset(text.split())
