"""Values of fields that a town adds itself: what fits them, what goes with them.

A definition is what Odoo keeps of such fields: a list of dicts with ``name`` (a
technical key), ``string`` (the label), ``type`` and, by type, ``selection``,
``tags`` or ``comodel``. Values are a dict ``{name: value}``.
"""

from datetime import date, datetime

NUMBERS = ("integer", "float", "monetary")
TEXTS = ("char", "text", "html")


def is_filled(value):
    """Whether a value says anything; zero does, an empty text does not."""
    return value is not None and value != "" and value is not False and value != []


def fits(field, value):
    """Whether a value, not empty, can be one of the field.

    :param dict field: one entry of a definition
    """
    kind = field["type"]
    if kind in NUMBERS:
        whole = kind == "integer"
        number = isinstance(value, int if whole else (int, float))
        return number and not isinstance(value, bool)
    if kind in TEXTS:
        return isinstance(value, str)
    if kind in ("date", "datetime"):
        return _is_date(value, kind)
    if kind == "selection":
        return value in [option[0] for option in field.get("selection") or ()]
    if kind == "tags":
        known = {tag[0] for tag in field.get("tags") or ()}
        return isinstance(value, list) and known.issuperset(map(str, value))
    if kind == "many2one":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "many2many":
        return isinstance(value, list) and all(isinstance(one, int) for one in value)
    return isinstance(value, bool)


def _is_date(value, kind):
    """Whether a text is a date, or a date with its time, as Odoo keeps them."""
    if not isinstance(value, str):
        return False
    try:
        if kind == "date":
            date.fromisoformat(value)
        else:
            datetime.strptime(value, "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return False
    return True


def same_field(field, definition):
    """Return the entry of a definition that is the same field for people.

    That is one with the same label and type, whatever its technical name.
    """
    key = _key(field)
    return next((one for one in definition if _key(one) == key), None)


def carry_over(values, definition, new_definition):
    """Return the values that another definition has a field for.

    >>> carry_over(
    ...     {"a": 5, "b": "x"},
    ...     [{"name": "a", "string": "Print run", "type": "integer"}],
    ...     [{"name": "z", "string": "print run ", "type": "integer"}],
    ... )
    {'z': 5}
    """
    carried = {}
    for field in definition:
        value = values.get(field["name"])
        target = same_field(field, new_definition) if is_filled(value) else None
        if target:
            value = _translated(field, value, target)
            if is_filled(value):
                carried.setdefault(target["name"], value)
    return carried


def _key(field):
    label = " ".join((field.get("string") or "").split()).casefold()
    return label, field["type"], field.get("comodel") or ""


def _translated(field, value, target):
    """Return the value in the keys of another field; choices are known by label."""
    kind = field["type"]
    if kind not in ("selection", "tags"):
        return value
    labels = {option[0]: option[1] for option in field.get(kind) or ()}
    keys = {option[1]: option[0] for option in target.get(kind) or ()}
    if kind == "selection":
        return keys.get(labels.get(value))
    return [keys[labels[one]] for one in value if labels.get(one) in keys]
