"""Input that nobody meant: mutated articles, rules and regions. `python -m tests.fuzz` runs as many as are asked for."""
