"""Models that exist only in the tests of one class."""


def add_models(test_class, *definitions):
    """Put models into the registry and the database of ``test_class`` only.

    :param definitions: model classes with ``_module = None``
    """
    from odoo.orm.model_classes import add_to_registry  # noqa: PLC0415

    registry, cr = test_class.registry, test_class.env.cr
    names = [definition._name for definition in definitions]
    test_class.addClassCleanup(_remove_models, registry, cr, names)
    for definition in definitions:
        add_to_registry(registry, definition)
    registry._setup_models__(cr, names)
    registry.init_models(cr, names, {"models_to_check": True})


def _remove_models(registry, cr, names):
    """Forget the models; what computes fields by them is set up anew."""
    for name in names:
        del registry[name]
    registry._setup_models__(cr)
