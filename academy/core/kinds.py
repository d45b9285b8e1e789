"""How a family finds its kinds, so that adding a kind touches one place.

Kinds with tables (Activity, Session) are found among the installed models. Kinds without
(Requirement) register themselves in a `Registry` from a module that the registry loads once.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Generic, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def kinds_of(base: type[M]) -> list[type[M]]:
    """Every concrete model below `base`, in the order of installed apps, then by name."""
    found = (model for model in apps.get_models() if issubclass(model, base) and model is not base)
    return [model for model in found if not model._meta.abstract and not model._meta.proxy]


def import_modules(package: str) -> None:
    """Import every module of a package of kinds, so that a new module is all a new kind needs."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        import_module(f"{package}.{module.name}")


class Registry(Generic[T]):
    """Named things that the halls bring to a family of the ground floor.

    `module` is the name of the module looked for in every installed app. Registration after
    the first look-up is refused: what was found once must stay the whole truth.
    """

    def __init__(self, module: str) -> None:
        self.module = module
        self._items: dict[str, T] = {}
        self._closed = False

    def register(self, name: str, item: T) -> T:
        if self._closed:
            raise ImproperlyConfigured(f"{name}: registered after {self.module} were first read")
        if name in self._items:
            raise ImproperlyConfigured(f"{name}: registered twice in {self.module}")
        self._items[name] = item
        return item

    def items(self) -> dict[str, T]:
        if not self._closed:
            autodiscover_modules(self.module)
            self._closed = True
        return dict(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items().values())
