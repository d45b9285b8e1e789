"""Every app has a contract that says which way imports go between its rooms."""

from django.apps import apps

from tests.architecture.sources import PACKAGES, ROOT


def test_every_app_of_ours_has_a_contract_for_its_rooms():
    contracts = (ROOT / "pyproject.toml").read_text()
    ours = [app.name for app in apps.get_app_configs() if app.name.split(".")[0] in PACKAGES]
    missing = [name for name in ours if f'containers = ["{name}"]' not in contracts]
    assert missing == []
