"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class AcademyArgon2Hasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: OWASP's minimum, 25 ms on one core."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
