"""Lists of words that a person typed into one line."""


def split_words(text: str | None) -> list[str]:
    """Split at commas and semicolons; without blanks around, empty and double ones."""
    parts = (text or "").replace(";", ",").split(",")
    return list(dict.fromkeys(word.strip() for word in parts if word.strip()))
