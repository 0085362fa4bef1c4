"""`python -m stream.cli` is `tocsin`."""

from stream.cli import main

main()
