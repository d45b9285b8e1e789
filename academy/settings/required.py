"""What production must be given. Said all at once, in words, before anything starts."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

NOT_SECRETS = {"", "dev-only-not-a-secret", "test-only-not-a-secret", "changeme", "secret"}
SHORTEST_SECRET = 50
SHORTEST_HOOK_SECRET = 32


def problems(given: Mapping[str, str]) -> list[str]:
    """Everything wrong with the environment `given`, one sentence each."""
    secret = given.get("SECRET_KEY", "")
    hosts = given.get("ALLOWED_HOSTS", "")
    broker = given.get("BROKER_URL", "")
    database = given.get("DATABASE_URL", "")
    hook, hook_secret = given.get("WEBHOOK_URL", ""), given.get("WEBHOOK_SECRET", "")
    found = {
        "SECRET_KEY is missing or a default; give at least 50 random characters.": (
            secret in NOT_SECRETS or len(secret) < SHORTEST_SECRET
        ),
        "ALLOWED_HOSTS is missing; name the hosts of the site, separated by commas.": not hosts,
        "ALLOWED_HOSTS must not be *.": "*" in hosts.split(","),
        "DEBUG is on; it shows the inside of the system to everyone.": is_on(given, "DEBUG"),
        "DEMO_ACCOUNTS is on; their password is public.": is_on(given, "DEMO_ACCOUNTS"),
        "DATABASE_URL is missing; production runs on PostgreSQL.": not database,
        "DATABASE_URL names SQLite; production runs on PostgreSQL.": database.startswith("sqlite"),
        "BROKER_URL is missing; production needs a broker such as Redis.": not broker,
        "BROKER_URL names the embedded SQLite broker; production needs a broker such as Redis.": (
            "sqlite" in broker
        ),
        "BASE_URL is missing or not https; links in mails and QR codes start with it.": (
            not given.get("BASE_URL", "").startswith("https://")
        ),
        "WEBHOOK_URL is not https; notices name people.": (
            bool(hook) and not hook.startswith("https://")
        ),
        "WEBHOOK_SECRET is missing or short; nobody could tell our requests from others'.": (
            bool(hook) and len(hook_secret) < SHORTEST_HOOK_SECRET
        ),
    }
    return [sentence for sentence, wrong in found.items() if wrong]


def is_on(given: Mapping[str, str], name: str) -> bool:
    return given.get(name, "").strip().lower() not in {"", "0", "false", "off", "no"}


def require(given: Mapping[str, str]) -> None:
    """Raise ImproperlyConfigured naming every problem."""
    if found := problems(given):
        lines = "\n".join(f"  - {sentence}" for sentence in found)
        raise ImproperlyConfigured(f"The academy does not start in production:\n{lines}")
