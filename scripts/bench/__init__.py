"""Measures the tracker beside what it is compared with, in one run, and writes `docs/performance.md`.

PYTHONPATH=scripts python -m bench                  # everything, as `make bench` does
PYTHONPATH=scripts python -m bench --small pages    # a try: small data, a second for each measure, only these parts
"""
