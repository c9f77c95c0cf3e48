"""Benchmarks, each run as a module: `python -m tests.bench.NAME`."""
