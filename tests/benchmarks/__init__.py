"""How fast the academy is, beside the least that Django could do on the same server and database.

Run on demand: `make bench`, or `python -m tests.benchmarks --help`.
"""
